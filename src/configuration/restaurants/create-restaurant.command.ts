import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase, wholeNetworkOf } from '../../security';
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

  /** @throws ProblemError `code_taken`, `network_full`, `plan_limit_reached`; `forbidden` for staff of some restaurants */
  async execute({ context, input: { body } }: CreateRestaurant): Promise<RestaurantAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createRestaurant(tx, networkId, body, author),
    );
  }
}
