import { Injectable } from '@nestjs/common';
import { getRow } from '../../platform/http/plain-rows';
import { PlainChanges, PlanLimits, requireRestaurant, type OnOne, UseCase, wholeNetworkOf } from '../../security';
import { refuseTakenCode } from '../revisions/taken-code';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { findPicture } from '../pictures/picture.sql';
import * as dto from './restaurant.dto';
import { Restaurants } from './restaurants';
import { Handles } from '../../platform/http/handlers-of';

/** Changes the members that are given; a closed point of sale can be reopened. */
export class ChangePointOfSale extends UseCase<
  dto.PointOfSaleAnswer,
  { restaurantId: string; id: string; body: dto.ChangePointOfSaleBody }
> {}

/** Changes the members that are given; a closed restaurant can be reopened. */
export class ChangeRestaurant extends UseCase<dto.RestaurantAnswer, OnOne<dto.ChangeRestaurantBody>> {}

export class CreatePointOfSale extends UseCase<
  dto.PointOfSaleAnswer,
  { restaurantId: string; body: dto.CreatePointOfSaleBody }
> {}

export class CreateRestaurant extends UseCase<dto.RestaurantAnswer, { body: dto.CreateRestaurantBody }> {}

@Injectable()
export class RestaurantsHandlers {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly plain: PlainChanges,
    private readonly limits: PlanLimits,
    private readonly restaurants: Restaurants,
  ) {}

  /** @throws ProblemError `not_found`, `code_taken`, `restaurant_not_allowed` */
  @Handles(ChangePointOfSale)
  changePointOfSale({ context, input: { restaurantId, id, body } }: ChangePointOfSale): Promise<dto.PointOfSaleAnswer> {
    const { networkId, call, principal } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const row = await getRow(tx, 'pointOfSale', { networkId, id, restaurantId });
      requireRestaurant(principal, restaurantId);
      const where = { networkId_id: { networkId, id } };
      const changed = await this.plain.change(tx, context, 'point_of_sale.changed', {
        row,
        body,
        state: () => dto.pointOfSaleAnswer(row),
        write: (data) => tx.prisma.pointOfSale.update({ where, data }).catch(refuseTakenCode),
      });
      return dto.pointOfSaleAnswer(changed);
    });
  }

  /**
   * Changes a restaurant. Staff of some restaurants may change these, but not their budgets.
   * @throws ProblemError `not_found`, `code_taken`, `restaurant_not_allowed`, `forbidden`; `plan_limit_reached` for a reopened restaurant
   */
  @Handles(ChangeRestaurant)
  changeRestaurant({ context, input: { id, body } }: ChangeRestaurant): Promise<dto.RestaurantAnswer> {
    const { networkId, call, principal } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const row = await getRow(tx, 'restaurant', { networkId, id });
      requireRestaurant(principal, id);
      if (body.monthlyBudget !== undefined) wholeNetworkOf(principal);
      const where = { networkId_id: { networkId, id } };
      const changed = await this.plain.change(tx, context, 'restaurant.changed', {
        row,
        body,
        state: () => dto.changeableOfRestaurant(dto.restaurantAnswer(row)),
        write: (data) => tx.prisma.restaurant.update({ where, data }).catch(refuseTakenCode),
      });
      if (row.closedAt !== null && changed.closedAt === null)
        await this.limits.requireRoom(tx, networkId, 'restaurants');
      return dto.restaurantAnswer(changed, await findPicture(tx, networkId, 'RESTAURANT', id));
    });
  }

  /** @throws ProblemError `not_found`, `code_taken`, `network_full`, `restaurant_not_allowed` */
  @Handles(CreatePointOfSale)
  createPointOfSale({ context, input: { restaurantId, body } }: CreatePointOfSale): Promise<dto.PointOfSaleAnswer> {
    const { networkId, call, author, principal } = context;
    return this.changes.run(networkId, call, 201, async (tx) => {
      const pointOfSale = await this.restaurants.createPointOfSale(tx, networkId, restaurantId, body, author);
      // Checked after the restaurant was found, because another network's restaurant does not exist here.
      requireRestaurant(principal, restaurantId);
      return pointOfSale;
    });
  }

  /** @throws ProblemError `code_taken`, `network_full`, `plan_limit_reached`; `forbidden` for staff of some restaurants */
  @Handles(CreateRestaurant)
  async createRestaurant({ context, input: { body } }: CreateRestaurant): Promise<dto.RestaurantAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createRestaurant(tx, networkId, body, author),
    );
  }
}
