import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, changesBetween, GroupRestaurants, UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import type { ChangeRestaurantGroupBody, RestaurantGroupAnswer } from './restaurant-group.dto';
import { refuseTakenName, RestaurantGroups } from './restaurant-groups';

/** Renames a group or gives it other restaurants, which its managers see with their next request. */
export class ChangeRestaurantGroup extends UseCase<
  RestaurantGroupAnswer,
  { readonly id: string; readonly body: ChangeRestaurantGroupBody }
> {}

@CommandHandler(ChangeRestaurantGroup)
export class ChangeRestaurantGroupHandler implements ICommandHandler<ChangeRestaurantGroup> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly groups: RestaurantGroups,
    private readonly restaurantsOfGroups: GroupRestaurants,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_group_taken` */
  async execute({ context, input: { id, body } }: ChangeRestaurantGroup): Promise<RestaurantGroupAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    try {
      return await this.keyed.run(networkId, call, 200, async (tx) => {
        await lockNetwork(tx, networkId);
        const { name, restaurantIds } = await this.groups.get(tx, networkId, id);
        await requireUnchanged(call, () => this.groups.get(tx, networkId, id));
        if (body.name !== undefined)
          await tx.prisma.restaurantGroup
            .update({ where: { networkId_id: { networkId, id } }, data: { name: body.name } })
            .catch(refuseTakenName);
        if (body.restaurantIds !== undefined) await this.groups.replaceMembers(tx, networkId, id, body.restaurantIds);
        await this.restaurantsOfGroups.announce(tx, id);
        await this.audit.append(tx, networkId, {
          ...author,
          action: 'restaurant_group.changed',
          subjectKind: 'restaurant_group',
          subjectId: id,
          ...changesBetween({ name, restaurantIds }, givenMembers(body)),
        });
        return this.groups.get(tx, networkId, id);
      });
    } finally {
      // Also after a failure: of a commit whose answer was lost nobody knows whether it happened.
      this.restaurantsOfGroups.forget();
    }
  }
}
