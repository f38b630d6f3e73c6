import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import type { CreateRestaurantBody, RestaurantAnswer } from './restaurant.dto';
import { Restaurants } from './restaurants';

export class CreateRestaurant extends UseCase<RestaurantAnswer, { readonly body: CreateRestaurantBody }> {}

@CommandHandler(CreateRestaurant)
export class CreateRestaurantHandler implements ICommandHandler<CreateRestaurant> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly restaurants: Restaurants,
  ) {}

  /** @throws ProblemError `code_taken`, `network_full`, `plan_limit_reached` */
  execute({ context: { networkId, call, author }, input: { body } }: CreateRestaurant): Promise<RestaurantAnswer> {
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createRestaurant(tx, networkId, body, author),
    );
  }
}
