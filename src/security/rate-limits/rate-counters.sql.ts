import type { Tx } from '../../platform/database/database';
import { COUNTERS_KEPT_SECONDS, PARTS_OF_A_WINDOW, type GuessRule } from './rate-limits.rules';

/**
 * Counters are UNLOGGED rows (subject, start of a part of the window). A lock is a row with its own subject `lock:…`, whose `window_start` is the
 * time when the lock ends.
 */

/** The subjects' lock that ends last, with the seconds until then; undefined: no subject is locked. */
export async function findLock(
  tx: Tx,
  subjects: readonly string[],
): Promise<{ readonly subject: string; readonly seconds: number } | undefined> {
  const row = await tx.maybe<{ subject: string; seconds: number }>(
    `SELECT subject, greatest(1, ceil(extract(epoch FROM window_start - clock_timestamp())))::integer AS seconds
     FROM rate_counters WHERE subject = ANY($1) AND window_start > clock_timestamp() ORDER BY window_start DESC LIMIT 1`,
    [subjects.map(lockOf)],
  );
  return row && { subject: row.subject.slice(lockOf('').length), seconds: row.seconds };
}

/**
 * Counts hits of a subject and returns all its hits within the window. Writes to a subject wait for each other, also when a new part of the window
 * needs a new row, so two processes never read the same count.
 */
export async function addHits(tx: Tx, subject: string, rule: GuessRule, hits = 1): Promise<number> {
  const part = partSeconds(rule);
  await tx.query(
    `INSERT INTO rate_counters (subject, window_start, hits)
     SELECT $1, to_timestamp(floor(extract(epoch FROM clock_timestamp()) / $2) * $2), $3
       FROM (SELECT pg_advisory_xact_lock(hashtextextended('guess ' || $1, 0))) one_at_a_time
     ON CONFLICT (subject, window_start) DO UPDATE SET hits = rate_counters.hits + excluded.hits`,
    [subject, part, hits],
  );
  return countHits(tx, subject, rule);
}

export async function countHits(tx: Tx, subject: string, rule: GuessRule): Promise<number> {
  const row = await tx.one<{ hits: number }>(
    `SELECT coalesce(sum(hits), 0)::integer AS hits FROM rate_counters
     WHERE subject = $1 AND window_start > clock_timestamp() - make_interval(secs => $2)`,
    [subject, rule.windowSeconds],
  );
  return row.hits;
}

/** Locks a subject from now; an existing lock is not extended. */
export async function addLock(tx: Tx, subject: string, rule: GuessRule): Promise<void> {
  await tx.query(
    `INSERT INTO rate_counters (subject, window_start, hits)
     SELECT $1, clock_timestamp() + make_interval(secs => $2), 0
     WHERE NOT EXISTS (SELECT 1 FROM rate_counters WHERE subject = $1 AND window_start > clock_timestamp())`,
    [lockOf(subject), rule.lockSeconds],
  );
}

/** Seconds until the oldest part leaves the window; then a subject without a lock may continue. */
export async function findWindowSeconds(tx: Tx, subject: string, rule: GuessRule): Promise<number> {
  const row = await tx.one<{ seconds: number | null }>(
    `SELECT ceil(extract(epoch FROM min(window_start) + make_interval(secs => $2) - clock_timestamp()))::integer AS seconds
     FROM rate_counters WHERE subject = $1 AND hits > 0 AND window_start > clock_timestamp() - make_interval(secs => $2)`,
    [subject, rule.windowSeconds],
  );
  return Math.max(1, row.seconds ?? 1);
}

export async function deleteCounters(tx: Tx, subject: string): Promise<void> {
  await tx.query('DELETE FROM rate_counters WHERE subject = ANY($1)', [[subject, lockOf(subject)]]);
}

/** Deletes some counters older than any window. */
export async function deleteOldCounters(tx: Tx): Promise<void> {
  await tx.query(
    `DELETE FROM rate_counters WHERE (subject, window_start) IN (
       SELECT subject, window_start FROM rate_counters
       WHERE window_start < clock_timestamp() - make_interval(secs => $1)
       LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
    [2 * COUNTERS_KEPT_SECONDS],
  );
}

function partSeconds(rule: GuessRule): number {
  return Math.max(1, Math.floor(rule.windowSeconds / PARTS_OF_A_WINDOW));
}

function lockOf(subject: string): string {
  return `lock:${subject}`;
}
