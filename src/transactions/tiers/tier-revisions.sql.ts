import type { Tx } from '../../platform/database/database';

export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** How far a network's guests were looked at by this version of its programme. */
export interface RevisionPass {
  readonly version: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

/** The pass of a network, locked; undefined while another process is at it. Of a network without one, version 0. */
export async function lockRevisionPass(tx: Tx, networkId: string): Promise<RevisionPass | undefined> {
  await tx.query(
    `INSERT INTO tier_revision_passes (network_id, version, after_guest, is_done) VALUES ($1, 0, $2, true)
     ON CONFLICT DO NOTHING`,
    [networkId, BEFORE_ALL],
  );
  return tx.maybe<RevisionPass>(
    `SELECT version, after_guest AS "afterGuest", is_done AS "isDone" FROM tier_revision_passes
      WHERE network_id = $1 FOR UPDATE SKIP LOCKED`,
    [networkId],
  );
}

export async function moveRevisionPass(tx: Tx, networkId: string, pass: RevisionPass): Promise<void> {
  await tx.query('UPDATE tier_revision_passes SET version = $2, after_guest = $3, is_done = $4 WHERE network_id = $1', [
    networkId,
    pass.version,
    pass.afterGuest,
    pass.isDone,
  ]);
}

/**
 * The next guests in the order of their ids, up to the first that somebody else is at; `isEnd`: no others follow. Who
 * is passed over now is met by a later round, so nobody is missed and nobody is waited for.
 */
export async function lockNextGuests(
  tx: Tx,
  networkId: string,
  afterGuest: string,
  limit: number,
): Promise<{ readonly guestIds: string[]; readonly isEnd: boolean }> {
  const next = await tx.query<{ guest_id: string }>(
    'SELECT guest_id FROM guest_states WHERE network_id = $1 AND guest_id > $2 ORDER BY guest_id LIMIT $3',
    [networkId, afterGuest, limit],
  );
  const locked = await tx.query<{ guest_id: string }>(
    `SELECT guest_id FROM guest_states WHERE network_id = $1 AND guest_id = ANY ($2::uuid[])
      ORDER BY guest_id FOR UPDATE SKIP LOCKED`,
    [networkId, next.map((row) => row.guest_id)],
  );
  const isLocked = new Set(locked.map((row) => row.guest_id));
  const firstMissed = next.findIndex((row) => !isLocked.has(row.guest_id));
  const reached = firstMissed === -1 ? next : next.slice(0, firstMissed);
  return { guestIds: reached.map((row) => row.guest_id), isEnd: firstMissed === -1 && next.length < limit };
}
