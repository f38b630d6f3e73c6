import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { type RestaurantGroupAnswer, restaurantGroupAnswer } from './restaurant-group.dto';

const WITH_MEMBERS = { members: { select: { restaurantId: true } } } as const;

/** Groups of restaurants, read and written in a transaction of the network. */
@Injectable()
export class RestaurantGroups {
  constructor(private readonly database: Database) {}

  async list(networkId: string, slice: IdSlice): Promise<RestaurantGroupAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.restaurantGroup.findMany({ where: { networkId, id }, include: WITH_MEMBERS, orderBy: order, take }),
    );
    return rows.map(restaurantGroupAnswer);
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string): Promise<RestaurantGroupAnswer> {
    const row = await tx.prisma.restaurantGroup.findUnique({
      where: { networkId_id: { networkId, id } },
      include: WITH_MEMBERS,
    });
    if (row === null) throw new ProblemError('not_found');
    return restaurantGroupAnswer(row);
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
export function refuseTakenName(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('restaurant_group_taken') : thrown;
}
