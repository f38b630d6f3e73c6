import { Injectable } from '@nestjs/common';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, changesBetween, GroupRestaurants, type OnOne, UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import type {
  ChangeRestaurantGroupBody,
  CreateRestaurantGroupBody,
  RestaurantGroupAnswer,
} from './restaurant-group.dto';
import { refuseTakenName, RestaurantGroups } from './restaurant-groups';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';

/** Renames a group or gives it other restaurants, which its managers see with their next request. */
export class ChangeRestaurantGroup extends UseCase<RestaurantGroupAnswer, OnOne<ChangeRestaurantGroupBody>> {}

/** The most groups of a network. */
const GROUPS_MAX = 1_000;

export class CreateRestaurantGroup extends UseCase<
  RestaurantGroupAnswer,
  { readonly body: CreateRestaurantGroupBody }
> {}

/** Deletes a group that no manager has. */
export class DeleteRestaurantGroup extends UseCase<void, { readonly id: string }> {}

@Injectable()
export class RestaurantGroupsHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly groups: RestaurantGroups,
    private readonly restaurantsOfGroups: GroupRestaurants,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_group_taken` */
  @Handles(ChangeRestaurantGroup)
  async changeRestaurantGroup({ context, input: { id, body } }: ChangeRestaurantGroup): Promise<RestaurantGroupAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    try {
      return await this.keyed.run(networkId, call, 200, async (tx) => {
        await lockNetwork(tx, networkId);
        const { name, names, restaurantIds } = await this.groups.get(tx, networkId, id);
        await requireUnchanged(call, () => this.groups.get(tx, networkId, id));
        const { restaurantIds: _, ...columns } = givenMembers(body);
        if (Object.keys(columns).length > 0)
          await tx.prisma.restaurantGroup
            .update({ where: { networkId_id: { networkId, id } }, data: columns })
            .catch(refuseTakenName);
        if (body.restaurantIds !== undefined) await this.groups.replaceMembers(tx, networkId, id, body.restaurantIds);
        await this.restaurantsOfGroups.announce(tx, id);
        await this.audit.appendChange(tx, networkId, author, 'restaurant_group.changed', id, {
          ...changesBetween({ name, names, restaurantIds }, givenMembers(body)),
        });
        return this.groups.get(tx, networkId, id);
      });
    } finally {
      // Also after a failure: of a commit whose answer was lost nobody knows whether it happened.
      this.restaurantsOfGroups.forget();
    }
  }

  /** @throws ProblemError `restaurant_group_taken`, `network_full`, `not_found` for an unknown restaurant */
  @Handles(CreateRestaurantGroup)
  async createRestaurantGroup({ context, input: { body } }: CreateRestaurantGroup): Promise<RestaurantGroupAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockNetwork(tx, networkId);
      if ((await tx.prisma.restaurantGroup.count({ where: { networkId } })) >= GROUPS_MAX)
        throw new ProblemError('network_full', { max: GROUPS_MAX });
      const id = newId();
      const { name, names = {} } = body;
      await tx.prisma.restaurantGroup.create({ data: { networkId, id, name, names } }).catch(refuseTakenName);
      await this.groups.replaceMembers(tx, networkId, id, body.restaurantIds);
      await this.audit.appendChange(tx, networkId, author, 'restaurant_group.created', id, {
        after: { ...givenMembers(body) },
      });
      return this.groups.get(tx, networkId, id);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_group_in_use` */
  @Handles(DeleteRestaurantGroup)
  async deleteRestaurantGroup({ context, input: { id } }: DeleteRestaurantGroup): Promise<void> {
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
      await this.audit.appendChange(tx, networkId, author, 'restaurant_group.deleted', id, {
        before: { name, restaurantIds },
      });
    });
  }
}
