import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import type { OpenActingAnswer } from './acting.dto';

/** More periods than the owners of an installation have open for one network. */
const MOST_OPEN = 100;

/** The owners who act for a network now, for its managers. */
@Injectable()
export class ListOpenActing {
  constructor(private readonly database: Database) {}

  /** The open periods of all owners, the earliest first. A network does not see owners, so the platform reads their names. */
  async of(networkId: string): Promise<OpenActingAnswer> {
    const periods = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ ownerId: string; reason: string; begunAt: Date; expiresAt: Date }>`
        SELECT owner_id, reason, begun_at, expires_at FROM acting_periods
         WHERE network_id = ${networkId} AND ended_at IS NULL AND expires_at > now() ORDER BY id LIMIT ${MOST_OPEN}`,
    );
    if (periods.length === 0) return { items: [] };
    const owners = await this.database.asPlatform(
      (tx) => tx.query<{ id: string; name: string }>`
        SELECT id, name FROM users
         WHERE id = ANY (${periods.map(({ ownerId }) => ownerId)}::uuid[]) AND network_id IS NULL AND name <> ''`,
    );
    const names = new Map(owners.map(({ id, name }) => [id, name]));
    return {
      items: periods.map(({ ownerId, reason, begunAt, expiresAt }) => ({
        ownerName: names.get(ownerId) ?? null,
        reason,
        begunAt: begunAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
    };
  }
}
