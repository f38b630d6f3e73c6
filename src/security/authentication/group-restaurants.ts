import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { Notifications } from '../../platform/database/notifications';
import { GenerationCache } from '../../platform/memory/generation-cache';
import type { Principal } from '../principal/principal';

const CHANNEL = 'restaurant_group_changed';
const REMEMBERED_HALF = 1_000;

/**
 * The restaurants of the groups that district managers have, in the memory of each process. A change is notified with its
 * commit; while messages may be missed each request reads the database, so a restaurant that joins or leaves a group is
 * seen at once.
 */
@Injectable()
export class GroupRestaurants {
  private known = new GenerationCache<readonly string[]>(REMEMBERED_HALF);
  private listening: Promise<void> | undefined;
  /** Raised by each message: what was read before it is not kept. */
  private generation = 0;

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
  ) {}

  /** The principal with the restaurants of their group as they are now; anybody else as they are. */
  async reachOf(principal: Principal): Promise<Principal> {
    if (principal.kind !== 'user' || principal.restaurantGroupId === undefined || principal.networkId === null)
      return principal;
    return { ...principal, restaurantIds: await this.list(principal.networkId, principal.restaurantGroupId) };
  }

  /** The restaurants of a group, closed ones too. */
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

  /** Notifies every process with the commit of `tx`. */
  async announce(tx: Tx, groupId: string): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [CHANNEL, groupId]);
  }

  /** Reads the groups anew, before the own notification arrives. */
  forget(): void {
    this.generation += 1;
    this.known = new GenerationCache(REMEMBERED_HALF);
  }
}

async function listMembers(tx: Tx, networkId: string, groupId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT restaurant_id AS id FROM restaurant_group_members WHERE network_id = $1 AND group_id = $2 ORDER BY restaurant_id',
    [networkId, groupId],
  );
  return rows.map(({ id }) => id);
}
