import type { Tx } from '../../platform/database/database';

/** More owners than an installation has. */
const MOST_OPEN = 100;

export interface NewActingPeriod {
  readonly id: string;
  readonly networkId: string;
  readonly ownerId: string;
  readonly sessionId: string;
  readonly reason: string;
  readonly lifeSeconds: number;
}

/** Begins a period, with times from the database's clock. */
export function appendActingPeriod(tx: Tx, period: NewActingPeriod): Promise<{ begunAt: Date; expiresAt: Date }> {
  return tx.one(
    `INSERT INTO acting_periods (network_id, id, owner_id, session_id, reason, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
     RETURNING begun_at AS "begunAt", expires_at AS "expiresAt"`,
    [period.networkId, period.id, period.ownerId, period.sessionId, period.reason, period.lifeSeconds],
  );
}

/** Ends the owner's open periods for a network, on all devices; false: there was none. */
export async function endActingPeriods(tx: Tx, networkId: string, ownerId: string): Promise<boolean> {
  const ended = await tx.query(
    `UPDATE acting_periods SET ended_at = now()
     WHERE network_id = $1 AND owner_id = $2 AND ended_at IS NULL AND expires_at > now() RETURNING id`,
    [networkId, ownerId],
  );
  return ended.length > 0;
}

export interface OpenActing {
  /** Null: the owner has told no name. */
  readonly ownerName: string | null;
  readonly reason: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** The open periods of all owners for a network, the earliest first. */
export function listOpenActing(tx: Tx, networkId: string): Promise<OpenActing[]> {
  return tx.query<OpenActing>(
    `SELECT u.name AS "ownerName", p.reason, p.begun_at AS "begunAt", p.expires_at AS "expiresAt"
       FROM acting_periods p LEFT JOIN users u ON u.id = p.owner_id
      WHERE p.network_id = $1 AND p.ended_at IS NULL AND p.expires_at > now() ORDER BY p.id LIMIT $2`,
    [networkId, MOST_OPEN],
  );
}

/** Ends the open periods of all owners for a network; false: there was none. */
export async function endAllActing(tx: Tx, networkId: string): Promise<boolean> {
  const ended = await tx.query(
    `UPDATE acting_periods SET ended_at = now()
     WHERE network_id = $1 AND ended_at IS NULL AND expires_at > now() RETURNING id`,
    [networkId],
  );
  return ended.length > 0;
}

/** Whether the owner acts for the network in this session; undefined: the network does not exist. */
export async function findActing(
  tx: Tx,
  networkId: string,
  ownerId: string,
  sessionId: string,
): Promise<boolean | undefined> {
  // Row-level security shows a network only to itself.
  const row = await tx.maybe<{ acts: boolean }>(
    `SELECT EXISTS (
       SELECT FROM acting_periods p
       WHERE p.network_id = n.id AND p.owner_id = $2 AND p.session_id = $3 AND p.ended_at IS NULL AND p.expires_at > now()
     ) AS acts FROM networks n WHERE n.id = $1`,
    [networkId, ownerId, sessionId],
  );
  return row?.acts;
}
