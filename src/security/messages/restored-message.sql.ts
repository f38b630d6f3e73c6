import type { Tx } from '../../platform/database/database';
import { changePiece } from '../../platform/outbox/pieces.sql';
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

/** Messages that the restore found in the outbox; messages with a code or a link go by their own end instead. `$3`: due before. */
const OLD = `status IN ('QUEUED', 'PLANNED') AND due_at < $3 AND NOT secret`;

/** The rows to which each decision applies, and their change. A released message goes by the rules of now, one of a campaign for a day. */
const MOVES = {
  HOLD: { rows: OLD, set: `status = 'HELD'` },
  SEND: {
    rows: `status = 'HELD' AND $3::timestamptz IS NOT NULL`,
    set: `status = CASE WHEN tried IS NULL THEN 'QUEUED' ELSE 'PLANNED' END, due_at = clock_timestamp(), expires_at =
      CASE WHEN purpose = 'MARKETING' THEN clock_timestamp() + make_interval(hours => ${String(VALID_HOURS)}) ELSE expires_at END`,
  },
  DROP: { rows: `(status = 'HELD' OR ${OLD})`, set: `status = 'FAILED', failure = 'dropped'` },
} as const satisfies Record<RestoreDecision | 'HOLD', object>;

/** Holds, releases or drops at most `limit` messages; answers how many. */
export function moveOld(tx: Tx, networkId: string, { dueBefore, decision }: Restore, limit: number): Promise<number> {
  return changePiece(tx, networkId, { table: 'messages', ...MOVES[decision ?? 'HOLD'], values: [dueBefore], limit });
}
