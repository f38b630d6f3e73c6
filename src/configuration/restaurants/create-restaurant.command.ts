import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestContext } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import type { CreateRestaurantBody, RestaurantAnswer } from './restaurant.dto';
import { Restaurants } from './restaurants';

export class CreateRestaurant extends Command<RestaurantAnswer> {
  constructor(
    readonly context: RequestContext,
    readonly body: CreateRestaurantBody,
  ) {
    super();
  }
}

@CommandHandler(CreateRestaurant)
export class CreateRestaurantHandler implements ICommandHandler<CreateRestaurant> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly restaurants: Restaurants,
  ) {}

  /** @throws ProblemError `code_taken`, `network_full` */
  execute({ context: { networkId, call, author }, body }: CreateRestaurant): Promise<RestaurantAnswer> {
    return this.changes.run(networkId, call, 201, (tx) =>
      this.restaurants.createRestaurant(tx, networkId, body, author),
    );
  }
}
