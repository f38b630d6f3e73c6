import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { ProblemError } from '../../platform/problems/problem';
import {
  Audit,
  changesBetween,
  PlanLimits,
  requireRestaurant,
  type OnOne,
  UseCase,
  wholeNetworkOf,
} from '../../security';
import { refuseTakenCode } from '../revisions/taken-code';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { findPicture } from '../pictures/picture.sql';
import {
  changeableOfRestaurant,
  type ChangePointOfSaleBody,
  type ChangeRestaurantBody,
  type CreatePointOfSaleBody,
  type CreateRestaurantBody,
  pointOfSaleAnswer,
  type PointOfSaleAnswer,
  restaurantAnswer,
  type RestaurantAnswer,
} from './restaurant.dto';
import { Restaurants } from './restaurants';
import { Handles } from '../../platform/http/handlers-of';

/** Changes the members that are given; a closed point of sale can be reopened. */
export class ChangePointOfSale extends UseCase<
  PointOfSaleAnswer,
  { restaurantId: string; id: string; body: ChangePointOfSaleBody }
> {}

/** Changes the members that are given; a closed restaurant can be reopened. */
export class ChangeRestaurant extends UseCase<RestaurantAnswer, OnOne<ChangeRestaurantBody>> {}

export class CreatePointOfSale extends UseCase<
  PointOfSaleAnswer,
  { restaurantId: string; body: CreatePointOfSaleBody }
> {}

export class CreateRestaurant extends UseCase<RestaurantAnswer, { body: CreateRestaurantBody }> {}

@Injectable()
export class RestaurantsHandlers {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly limits: PlanLimits,
    private readonly restaurants: Restaurants,
  ) {}

  /** @throws ProblemError `not_found`, `code_taken`, `restaurant_not_allowed` */
  @Handles(ChangePointOfSale)
  changePointOfSale({ context, input: { restaurantId, id, body } }: ChangePointOfSale): Promise<PointOfSaleAnswer> {
    const { networkId, call, author, principal } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const where = { networkId_id: { networkId, id }, restaurantId };
      const row = await tx.prisma.pointOfSale.findUnique({ where });
      if (row === null) throw new ProblemError('not_found');
      requireRestaurant(principal, restaurantId);
      await requireUnchanged(call, () => pointOfSaleAnswer(row));
      const { code, name, names } = pointOfSaleAnswer(row);
      const before = { code, name, names, closed: row.closedAt !== null };
      const { closed, ...columns } = { ...before, ...givenMembers(body) };
      // A repeated closing keeps the first time.
      const closedAt = closed ? (row.closedAt ?? this.clock.now()) : null;
      const changed = await tx.prisma.pointOfSale
        .update({ where, data: { ...columns, closedAt } })
        .catch(refuseTakenCode);
      await this.audit.appendChange(tx, networkId, author, 'point_of_sale.changed', id, {
        ...changesBetween(before, givenMembers(body)),
      });
      return pointOfSaleAnswer(changed);
    });
  }

  /**
   * Changes a restaurant. Staff of some restaurants may change these, but not their budgets.
   * @throws ProblemError `not_found`, `code_taken`, `restaurant_not_allowed`, `forbidden`; `plan_limit_reached` for a reopened restaurant
   */
  @Handles(ChangeRestaurant)
  changeRestaurant({ context, input: { id, body } }: ChangeRestaurant): Promise<RestaurantAnswer> {
    const { networkId, call, author, principal } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const where = { networkId_id: { networkId, id } };
      const row = await tx.prisma.restaurant.findUnique({ where });
      if (row === null) throw new ProblemError('not_found');
      requireRestaurant(principal, id);
      if (body.monthlyBudget !== undefined) wholeNetworkOf(principal);
      await requireUnchanged(call, () => changeableOfRestaurant(restaurantAnswer(row)));
      const { code, name, names, address, monthlyBudget } = restaurantAnswer(row);
      const before = { code, name, names, address, monthlyBudget, closed: row.closedAt !== null };
      const { closed, ...columns } = { ...before, ...givenMembers(body) };
      // A repeated closing keeps the first time.
      const closedAt = closed ? (row.closedAt ?? this.clock.now()) : null;
      const changed = await tx.prisma.restaurant
        .update({ where, data: { ...columns, closedAt } })
        .catch(refuseTakenCode);
      if (before.closed && !closed) await this.limits.requireRoom(tx, networkId, 'restaurants');
      await this.audit.appendChange(tx, networkId, author, 'restaurant.changed', id, {
        ...changesBetween(before, givenMembers(body)),
      });
      return restaurantAnswer(changed, await findPicture(tx, networkId, 'RESTAURANT', id));
    });
  }

  /** @throws ProblemError `not_found`, `code_taken`, `network_full`, `restaurant_not_allowed` */
  @Handles(CreatePointOfSale)
  createPointOfSale({ context, input: { restaurantId, body } }: CreatePointOfSale): Promise<PointOfSaleAnswer> {
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
  async createRestaurant({ context, input: { body } }: CreateRestaurant): Promise<RestaurantAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createRestaurant(tx, networkId, body, author),
    );
  }
}
