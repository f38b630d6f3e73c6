import type { Tx } from '../../platform/database/database';
import { VALID_HOURS } from './routed-message.sql';

/** The decision of a manager on messages and steps due before a restore. SEND: they go on; DROP: they are not sent. */
export type RestoreDecision = 'SEND' | 'DROP';

/** The last restore of a network; `decision` null: no manager has decided yet. */
export interface Restore {
  readonly restoredAt: Date;
  readonly dueBefore: Date;
  readonly decision: RestoreDecision | null;
}

const RESTORE = 'restored_at AS "restoredAt", due_before AS "dueBefore", decision';

/** Messages that the restore found in the outbox; messages with a code or a link go by their own end instead. `$2`: due before. */
const OLD = `status IN ('QUEUED', 'PLANNED') AND due_at < $2 AND NOT secret`;

export async function noteRestore(tx: Tx, networkId: string): Promise<void> {
  await tx.query('SELECT note_restore($1)', [networkId]);
}

export function findRestore(tx: Tx, networkId: string): Promise<Restore | undefined> {
  return tx.maybe<Restore>(`SELECT ${RESTORE} FROM restores WHERE network_id = $1`, [networkId]);
}

/** Locks a restore on which no manager has decided. */
export function lockUndecided(tx: Tx, networkId: string): Promise<Restore | undefined> {
  return tx.maybe<Restore>(`SELECT ${RESTORE} FROM restores WHERE network_id = $1 AND decision IS NULL FOR UPDATE`, [
    networkId,
  ]);
}

export async function decideRestore(tx: Tx, networkId: string, decision: RestoreDecision): Promise<void> {
  await tx.query('UPDATE restores SET decision = $2, is_open = true WHERE network_id = $1', [networkId, decision]);
}

/** Locks a restore whose decision was not yet applied to all messages; one that another process works on is left out. */
export function lockOpenRestore(tx: Tx, networkId: string): Promise<Restore | undefined> {
  return tx.maybe<Restore>(`SELECT ${RESTORE} FROM restores WHERE network_id = $1 AND is_open FOR UPDATE SKIP LOCKED`, [
    networkId,
  ]);
}

export async function closeRestore(tx: Tx, networkId: string): Promise<void> {
  await tx.query('UPDATE restores SET is_open = false WHERE network_id = $1', [networkId]);
}

/** Messages by purpose that wait for the decision, at most `limit` in all. */
export function countHeld(
  tx: Tx,
  networkId: string,
  dueBefore: Date,
  limit: number,
): Promise<{ readonly purpose: 'RECEIPT' | 'SERVICE' | 'MARKETING'; readonly messages: number }[]> {
  return tx.query(
    `SELECT purpose, count(*)::integer AS messages FROM (
       (SELECT purpose FROM messages WHERE network_id = $1 AND status = 'HELD' LIMIT $3)
       UNION ALL (SELECT purpose FROM messages WHERE network_id = $1 AND status = 'QUEUED' AND due_at < $2 AND NOT secret LIMIT $3)
       UNION ALL (SELECT purpose FROM messages WHERE network_id = $1 AND status = 'PLANNED' AND due_at < $2 AND NOT secret LIMIT $3)) m
      GROUP BY purpose ORDER BY purpose`,
    [networkId, dueBefore, limit],
  );
}

/** Old messages wait, at most `limit`; answers how many are new among those that wait. */
export async function holdOld(tx: Tx, networkId: string, dueBefore: Date, limit: number): Promise<number> {
  const held = await tx.query(
    `UPDATE messages SET status = 'HELD' WHERE network_id = $1 AND id IN
       (SELECT id FROM messages WHERE network_id = $1 AND ${OLD} LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING 1`,
    [networkId, dueBefore, limit],
  );
  return held.length;
}

/** Waiting messages go on by the rules of now, at most `limit`; one of a campaign is given up a day later. */
export async function releaseHeld(tx: Tx, networkId: string, limit: number): Promise<number> {
  const released = await tx.query(
    `UPDATE messages SET status = CASE WHEN tried IS NULL THEN 'QUEUED' ELSE 'PLANNED' END, due_at = clock_timestamp(),
       expires_at = CASE WHEN purpose = 'MARKETING' THEN clock_timestamp() + make_interval(hours => $2) ELSE expires_at END
      WHERE network_id = $1 AND id IN
       (SELECT id FROM messages WHERE network_id = $1 AND status = 'HELD' LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING 1`,
    [networkId, VALID_HOURS, limit],
  );
  return released.length;
}

/** Waiting messages are not sent, at most `limit`; answers how many they were. */
export async function dropHeld(tx: Tx, networkId: string, dueBefore: Date, limit: number): Promise<number> {
  const dropped = await tx.query(
    `UPDATE messages SET status = 'FAILED', failure = 'dropped' WHERE network_id = $1 AND id IN
       (SELECT id FROM messages WHERE network_id = $1 AND (status = 'HELD' OR ${OLD}) LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING 1`,
    [networkId, dueBefore, limit],
  );
  return dropped.length;
}
