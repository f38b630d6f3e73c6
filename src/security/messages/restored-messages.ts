import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { changePiece } from '../../platform/outbox/pieces.sql';
import { requestJob } from '../../platform/queue/request-job.sql';
import { ROUTING_JOB, VALID_HOURS } from './routed-messages';

/**
 * SQL condition on messages that were in the outbox at the restore and were due before `$3`. Messages with a code or a link are left out, because
 * they expire by themselves.
 */
const OLD = `status IN ('QUEUED', 'PLANNED') AND due_at < $3 AND NOT secret`;

/** A manager's decision on messages and steps that were due before a restore. SEND: they continue; DROP: they are not sent. */
type RestoreDecision = 'SEND' | 'DROP';

/**
 * For each decision, the rows to which it applies and the change of these rows. A released message is routed by the present rules; a released message
 * of a campaign expires after a day.
 */
const MOVES = {
  HOLD: { rows: OLD, set: `status = 'HELD'` },
  SEND: {
    rows: `status = 'HELD' AND $3::timestamptz IS NOT NULL`,
    set: `status = CASE WHEN tried IS NULL THEN 'QUEUED' ELSE 'PLANNED' END, due_at = clock_timestamp(), expires_at =
      CASE WHEN purpose = 'MARKETING' THEN clock_timestamp() + make_interval(hours => ${String(VALID_HOURS)}) ELSE expires_at END`,
  },
  DROP: { rows: `(status = 'HELD' OR ${OLD})`, set: `status = 'FAILED', failure = 'dropped'` },
} as const satisfies Record<RestoreDecision | 'HOLD', object>;

const RESTORE = sql`restored_at, due_before, decision`;

/** A network's last restore; `decision` null: no manager has decided yet. */
interface Restore {
  readonly restoredAt: Date;
  readonly dueBefore: Date;
  readonly decision: RestoreDecision | null;
}

/** The most messages that are counted, by status. */
const MOST_COUNTED = 1_000_000;

/**
 * Messages that were due more than an hour before their rows were restored from a backup; the original installation has sent many of them since.
 * They wait until a manager decides. Codes and links expire by themselves.
 */
@Injectable()
export class RestoredMessages {
  /** Records that the network's rows come from a backup. */
  async note(tx: Tx, networkId: string): Promise<void> {
    await tx.query`SELECT note_restore(${networkId})`;
  }

  /** The network's last restore; undefined: none. */
  find(tx: Tx, networkId: string): Promise<Restore | undefined> {
    return tx.maybe<Restore>`SELECT ${RESTORE} FROM restores WHERE network_id = ${networkId}`;
  }

  /** Messages that wait for the decision, by purpose. */
  count(tx: Tx, networkId: string, { dueBefore }: Restore) {
    return tx.query<{ purpose: 'RECEIPT' | 'SERVICE' | 'MARKETING'; messages: number }>`
      SELECT purpose, count(*)::integer AS messages FROM (
        (SELECT purpose FROM messages WHERE network_id = ${networkId} AND status = 'HELD' LIMIT ${MOST_COUNTED})
        UNION ALL (SELECT purpose FROM messages WHERE network_id = ${networkId} AND status = 'QUEUED' AND due_at < ${dueBefore} AND NOT secret
        LIMIT ${MOST_COUNTED})
        UNION ALL (SELECT purpose FROM messages WHERE network_id = ${networkId} AND status = 'PLANNED' AND due_at < ${dueBefore} AND NOT secret
        LIMIT ${MOST_COUNTED})) m
       GROUP BY purpose ORDER BY purpose`;
  }

  /** Locks the restore that no manager has decided on; undefined: none. */
  lockUndecided(tx: Tx, networkId: string): Promise<Restore | undefined> {
    return tx.maybe<Restore>`
      SELECT ${RESTORE} FROM restores WHERE network_id = ${networkId} AND decision IS NULL FOR UPDATE`;
  }

  /** Records the decision; the routing job applies it in pieces. */
  async decide(tx: Tx, networkId: string, decision: RestoreDecision): Promise<void> {
    await tx.query`
      UPDATE restores SET decision = ${decision}, is_open = true WHERE network_id = ${networkId}`;
    await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** Applies the decision to at most `limit` messages in one transaction; returns whether more may be left. */
  async move(tx: Tx, networkId: string, limit: number): Promise<boolean> {
    const restore = await tx.maybe<Restore>`
      SELECT ${RESTORE} FROM restores WHERE network_id = ${networkId} AND is_open FOR UPDATE SKIP LOCKED`;
    if (restore === undefined) return false;
    // Holds, releases or drops at most `limit` messages; returns their number.
    const moved = await changePiece(tx, networkId, {
      table: 'messages',
      ...MOVES[restore.decision ?? 'HOLD'],
      values: [restore.dueBefore],
      limit,
    });
    if (moved < limit) await tx.query`UPDATE restores SET is_open = false WHERE network_id = ${networkId}`;
    return true;
  }
}
