import type { Tx } from '../../../platform/database/database';

export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** How far this version's pass over a network's guests has come. */
export interface RevisionPass {
  readonly version: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

/** The locked pass of a network. Undefined: another process is at work on it. A network without a pass has version 0. */
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

export interface NextGuest {
  readonly guestId: string;
  /** Another transaction may have locked this guest. */
  readonly maybeHeld: boolean;
}

/**
 * The next guests in the order of their ids, without locking: a lock writes a page for every few guests, and most are
 * only read. A row that is unlocked, or whose last lock belongs to an ended transaction that wrote it, is free.
 */
export function listNextGuests(tx: Tx, networkId: string, afterGuest: string, limit: number): Promise<NextGuest[]> {
  return tx.query<NextGuest>(
    `SELECT guest_id AS "guestId", xmax <> '0'::xid AND xmax <> xmin AS "maybeHeld" FROM guest_states
      WHERE network_id = $1 AND guest_id > $2 ORDER BY guest_id LIMIT $3`,
    [networkId, afterGuest, limit],
  );
}
