import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireRestaurant, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import type { CreatePointOfSaleBody, PointOfSaleAnswer } from './restaurant.dto';
import { Restaurants } from './restaurants';

export class CreatePointOfSale extends UseCase<
  PointOfSaleAnswer,
  { readonly restaurantId: string; readonly body: CreatePointOfSaleBody }
> {}

@CommandHandler(CreatePointOfSale)
export class CreatePointOfSaleHandler implements ICommandHandler<CreatePointOfSale> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly restaurants: Restaurants,
  ) {}

  /** @throws ProblemError `not_found`, `code_taken`, `network_full`, `restaurant_not_allowed` */
  execute({ context, input: { restaurantId, body } }: CreatePointOfSale): Promise<PointOfSaleAnswer> {
    const { networkId, call, author, principal } = context;
    return this.changes.run(networkId, call, 201, async (tx) => {
      const pointOfSale = await this.restaurants.createPointOfSale(tx, networkId, restaurantId, body, author);
      // After the restaurant was found: another network's does not exist.
      requireRestaurant(principal, restaurantId);
      return pointOfSale;
    });
  }
}
