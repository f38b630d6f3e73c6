import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { ProblemError } from '../../platform/problems/problem';
import * as dto from './restaurant-group.dto';
import { givenMembers } from '../../platform/http/given-members';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, GroupRestaurants, type OnOne, PlainChanges, UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { newId } from '../../platform/ids/ids';
import { Handles } from '../../platform/http/handlers-of';

const WITH_MEMBERS = { include: { members: { select: { restaurantId: true } } } } as const;

/** Renames a group or gives it other restaurants, which its managers see with their next request. */
export class ChangeRestaurantGroup extends UseCase<dto.RestaurantGroupAnswer, OnOne<dto.ChangeRestaurantGroupBody>> {}

/** The most groups of a network. */
const GROUPS_MAX = 1_000;

export class CreateRestaurantGroup extends UseCase<
  dto.RestaurantGroupAnswer,
  { body: dto.CreateRestaurantGroupBody }
> {}

/** Deletes a group that no manager has. */
export class DeleteRestaurantGroup extends UseCase<void, { id: string }> {}

/** Groups of restaurants, read and written in a transaction of the network. */
@Injectable()
export class RestaurantGroups {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly restaurantsOfGroups: GroupRestaurants,
    private readonly audit: Audit,
    private readonly plain: PlainChanges,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_group_taken` */
  @Handles(ChangeRestaurantGroup)
  async changeRestaurantGroup({
    context,
    input: { id, body },
  }: ChangeRestaurantGroup): Promise<dto.RestaurantGroupAnswer> {
    const { call, principal } = context;
    const networkId = wholeNetworkOf(principal);
    try {
      return await this.keyed.run(networkId, call, 200, async (tx) => {
        await lockNetwork(tx, networkId);
        const row = await this.get(tx, networkId, id);
        const where = { networkId_id: { networkId, id } };
        const write = async ({ restaurantIds, ...data }: dto.ChangeRestaurantGroupBody): Promise<void> => {
          if (Object.keys(data).length > 0)
            await tx.prisma.restaurantGroup.update({ where, data: givenMembers(data) }).catch(refuseTakenName);
          if (restaurantIds !== undefined) await this.replaceMembers(tx, networkId, id, restaurantIds);
          await this.restaurantsOfGroups.announce(tx, id);
        };
        await this.plain.change(tx, context, 'restaurant_group.changed', { row, body, state: () => row, write });
        return this.get(tx, networkId, id);
      });
    } finally {
      // Runs after a failure too, because the commit may have succeeded although its answer was lost.
      this.restaurantsOfGroups.forget();
    }
  }

  /** @throws ProblemError `restaurant_group_taken`, `network_full`, `not_found` for an unknown restaurant */
  @Handles(CreateRestaurantGroup)
  async createRestaurantGroup({ context, input: { body } }: CreateRestaurantGroup): Promise<dto.RestaurantGroupAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockNetwork(tx, networkId);
      if ((await tx.prisma.restaurantGroup.count({ where: { networkId } })) >= GROUPS_MAX)
        throw new ProblemError('network_full', { max: GROUPS_MAX });
      const id = newId();
      const { name, names = {} } = body;
      await tx.prisma.restaurantGroup.create({ data: { networkId, id, name, names } }).catch(refuseTakenName);
      await this.replaceMembers(tx, networkId, id, body.restaurantIds);
      await this.audit.appendChange(tx, networkId, author, 'restaurant_group.created', id, {
        after: { ...givenMembers(body) },
      });
      return this.get(tx, networkId, id);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_group_in_use` */
  @Handles(DeleteRestaurantGroup)
  async deleteRestaurantGroup({ context, input: { id } }: DeleteRestaurantGroup): Promise<void> {
    const { author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    await this.database.inNetwork(networkId, async (tx) => {
      await lockNetwork(tx, networkId);
      const { name, restaurantIds } = await this.get(tx, networkId, id);
      const managers = await tx.one<{
        count: number;
      }>`SELECT count(*)::int AS count FROM users WHERE restaurant_group_id = ${id}`;
      if (managers.count > 0) throw new ProblemError('restaurant_group_in_use', { managers: managers.count });
      await tx.prisma.restaurantGroupMember.deleteMany({ where: { networkId, groupId: id } });
      await tx.prisma.restaurantGroup.delete({ where: { networkId_id: { networkId, id } } });
      await this.audit.appendChange(tx, networkId, author, 'restaurant_group.deleted', id, {
        before: { name, restaurantIds },
      });
    });
  }

  list(networkId: string, query: dto.RestaurantGroupListQuery) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name: 'restaurant-groups',
        model: 'restaurantGroup',
        query,
        where: { networkId },
        shape: WITH_MEMBERS,
        answer: dto.restaurantGroupAnswer,
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string): Promise<dto.RestaurantGroupAnswer> {
    return dto.restaurantGroupAnswer(await getRow(tx, 'restaurantGroup', { networkId, id }, WITH_MEMBERS));
  }

  /** @throws ProblemError `not_found` for a restaurant that the network does not have */
  async replaceMembers(tx: Tx, networkId: string, groupId: string, restaurantIds: readonly string[]): Promise<void> {
    const ids = [...new Set(restaurantIds)].sort();
    const found = await tx.prisma.restaurant.count({ where: { networkId, id: { in: ids } } });
    if (found !== ids.length) throw new ProblemError('not_found');
    await tx.prisma.restaurantGroupMember.deleteMany({ where: { networkId, groupId } });
    await tx.prisma.restaurantGroupMember.createMany({
      data: ids.map((restaurantId) => ({ networkId, groupId, restaurantId })),
    });
  }
}

/** For the `catch` of a write that names a group. Throws `code_taken`, or what was thrown. */
function refuseTakenName(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('restaurant_group_taken') : thrown;
}
