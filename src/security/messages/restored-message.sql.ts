import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { changePiece } from '../../platform/outbox/pieces.sql';
import { VALID_HOURS } from './routed-message.sql';

/** A manager's decision on messages and steps that were due before a restore. SEND: they continue; DROP: they are not sent. */
export type RestoreDecision = 'SEND' | 'DROP';

/** A network's last restore; `decision` null: no manager has decided yet. */
export interface Restore {
  readonly restoredAt: Date;
  readonly dueBefore: Date;
  readonly decision: RestoreDecision | null;
}

const RESTORE = sql`restored_at, due_before, decision`;

export async function noteRestore(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT note_restore(${networkId})`;
}

export function findRestore(tx: Tx, networkId: string) {
  return tx.maybe<Restore>`SELECT ${RESTORE} FROM restores WHERE network_id = ${networkId}`;
}

/** Locks a restore that no manager has decided on. */
export function lockUndecided(tx: Tx, networkId: string) {
  return tx.maybe<Restore>`
    SELECT ${RESTORE} FROM restores WHERE network_id = ${networkId} AND decision IS NULL FOR UPDATE`;
}

export async function decideRestore(tx: Tx, networkId: string, decision: RestoreDecision): Promise<void> {
  await tx.query`UPDATE restores SET decision = ${decision}, is_open = true WHERE network_id = ${networkId}`;
}

/** Locks a restore whose decision still has to be applied to some messages; skips one on which another process works. */
export function lockOpenRestore(tx: Tx, networkId: string) {
  return tx.maybe<Restore>`
    SELECT ${RESTORE} FROM restores WHERE network_id = ${networkId} AND is_open FOR UPDATE SKIP LOCKED`;
}

export async function closeRestore(tx: Tx, networkId: string): Promise<void> {
  await tx.query`UPDATE restores SET is_open = false WHERE network_id = ${networkId}`;
}

/** Messages that wait for the decision, by purpose; counts at most `limit` in all. */
export function countHeld(tx: Tx, networkId: string, dueBefore: Date, limit: number) {
  return tx.query<{ purpose: 'RECEIPT' | 'SERVICE' | 'MARKETING'; messages: number }>`
    SELECT purpose, count(*)::integer AS messages FROM (
      (SELECT purpose FROM messages WHERE network_id = ${networkId} AND status = 'HELD' LIMIT ${limit})
      UNION ALL (SELECT purpose FROM messages WHERE network_id = ${networkId} AND status = 'QUEUED' AND due_at < ${dueBefore} AND NOT secret
      LIMIT ${limit})
      UNION ALL (SELECT purpose FROM messages WHERE network_id = ${networkId} AND status = 'PLANNED' AND due_at < ${dueBefore} AND NOT secret
      LIMIT ${limit})) m
     GROUP BY purpose ORDER BY purpose`;
}

/** SQL condition: messages in the outbox at the restore, due before `$3`. Messages with a code or link expire by themselves instead. */
const OLD = `status IN ('QUEUED', 'PLANNED') AND due_at < $3 AND NOT secret`;

/** For each decision, the rows it applies to and their change. Present rules apply to a released message; one of a campaign is released for a day. */
const MOVES = {
  HOLD: { rows: OLD, set: `status = 'HELD'` },
  SEND: {
    rows: `status = 'HELD' AND $3::timestamptz IS NOT NULL`,
    set: `status = CASE WHEN tried IS NULL THEN 'QUEUED' ELSE 'PLANNED' END, due_at = clock_timestamp(), expires_at =
      CASE WHEN purpose = 'MARKETING' THEN clock_timestamp() + make_interval(hours => ${String(VALID_HOURS)}) ELSE expires_at END`,
  },
  DROP: { rows: `(status = 'HELD' OR ${OLD})`, set: `status = 'FAILED', failure = 'dropped'` },
} as const satisfies Record<RestoreDecision | 'HOLD', object>;

/** Holds, releases or drops at most `limit` messages; returns their number. */
export function moveOld(tx: Tx, networkId: string, { dueBefore, decision }: Restore, limit: number): Promise<number> {
  return changePiece(tx, networkId, { table: 'messages', ...MOVES[decision ?? 'HOLD'], values: [dueBefore], limit });
}
