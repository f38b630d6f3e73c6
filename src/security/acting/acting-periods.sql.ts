import type { Tx } from '../../platform/database/database';

/** More owners than an installation has. */
const MOST_OPEN = 100;

export interface OpenActing {
  /** Null: the owner has told no name. */
  readonly ownerName: string | null;
  readonly reason: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** The open periods of all owners for a network, the earliest first. */
export function listOpenActing(tx: Tx, networkId: string): Promise<OpenActing[]> {
  return tx.query<OpenActing>`
    SELECT u.name AS owner_name, p.reason, p.begun_at, p.expires_at
      FROM acting_periods p LEFT JOIN users u ON u.id = p.owner_id
     WHERE p.network_id = ${networkId} AND p.ended_at IS NULL AND p.expires_at > now() ORDER BY p.id LIMIT ${MOST_OPEN}`;
}

/** Whether the owner acts for the network in this session; undefined: the network does not exist. */
export async function findActing(
  tx: Tx,
  networkId: string,
  ownerId: string,
  sessionId: string,
): Promise<boolean | undefined> {
  // Row-level security shows a network only to itself.
  const row = await tx.maybe<{ acts: boolean }>`SELECT EXISTS (
        SELECT FROM acting_periods p
        WHERE p.network_id = n.id AND p.owner_id = ${ownerId} AND p.session_id = ${sessionId} AND p.ended_at IS NULL AND p.expires_at > now()
      ) AS acts FROM networks n WHERE n.id = ${networkId}`;
  return row?.acts;
}
