import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { RestaurantGroups } from './restaurant-groups';

/** Deletes a group that no manager has. */
export class DeleteRestaurantGroup extends UseCase<void, { readonly id: string }> {}

@CommandHandler(DeleteRestaurantGroup)
export class DeleteRestaurantGroupHandler implements ICommandHandler<DeleteRestaurantGroup> {
  constructor(
    private readonly database: Database,
    private readonly groups: RestaurantGroups,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_group_in_use` */
  async execute({ context, input: { id } }: DeleteRestaurantGroup): Promise<void> {
    const { author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    await this.database.inNetwork(networkId, async (tx) => {
      await lockNetwork(tx, networkId);
      const { name, restaurantIds } = await this.groups.get(tx, networkId, id);
      const managers = await tx.one<{ count: number }>(
        'SELECT count(*)::int AS count FROM users WHERE restaurant_group_id = $1',
        [id],
      );
      if (managers.count > 0) throw new ProblemError('restaurant_group_in_use', { managers: managers.count });
      await tx.prisma.restaurantGroupMember.deleteMany({ where: { networkId, groupId: id } });
      await tx.prisma.restaurantGroup.delete({ where: { networkId_id: { networkId, id } } });
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'restaurant_group.deleted',
        subjectKind: 'restaurant_group',
        subjectId: id,
        before: { name, restaurantIds },
      });
    });
  }
}
