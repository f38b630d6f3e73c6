import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { Notifications } from '../../platform/database/notifications';
import { GenerationCache } from '../../platform/memory/generation-cache';
import type { Principal } from '../principal/principal';

const CHANNEL = 'restaurant_group_changed';
const REMEMBERED_HALF = 1_000;

/**
 * The restaurants of district managers' groups, in the memory of each process. Changes are notified on commit. While notifications may be missed,
 * each request reads the database, so a restaurant that joins or leaves a group is noticed at once.
 */
@Injectable()
export class GroupRestaurants {
  private known = new GenerationCache<readonly string[]>(REMEMBERED_HALF);
  private listening: Promise<void> | undefined;
  /** Rises with each notification: groups read before it are not cached. */
  private generation = 0;

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
  ) {}

  /** The principal with the present restaurants of their group; any other principal unchanged. */
  async reachOf(principal: Principal): Promise<Principal> {
    if (principal.kind !== 'user' || principal.restaurantGroupId === undefined || principal.networkId === null)
      return principal;
    return { ...principal, restaurantIds: await this.list(principal.networkId, principal.restaurantGroupId) };
  }

  /** The restaurants of a group, including closed ones. */
  async list(networkId: string, groupId: string): Promise<readonly string[]> {
    this.listening ??= this.notifications.listen(CHANNEL, {
      onMessage: () => this.forget(),
      onGap: () => this.forget(),
    });
    await this.listening;
    const remembered = this.notifications.connected ? this.known.get(groupId) : undefined;
    if (remembered !== undefined) return remembered;
    const { generation } = this;
    const ids = await this.database.inNetwork(networkId, (tx) => listMembers(tx, networkId, groupId));
    if (generation === this.generation) this.known.set(groupId, ids);
    return ids;
  }

  /** Notifies all processes once `tx` commits. */
  async announce(tx: Tx, groupId: string): Promise<void> {
    await tx.query`SELECT pg_notify(${CHANNEL}, ${groupId})`;
  }

  /** Drops the cached groups before this process's own notification arrives. */
  forget(): void {
    this.generation += 1;
    this.known = new GenerationCache(REMEMBERED_HALF);
  }
}

async function listMembers(tx: Tx, networkId: string, groupId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT restaurant_id AS id FROM restaurant_group_members WHERE network_id = ${networkId} AND group_id = ${groupId} ORDER BY restaurant_id`;
  return rows.map(({ id }) => id);
}
