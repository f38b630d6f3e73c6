import type { Tx } from '../../platform/database/database';
import type { StatementImport } from '../../generated/prisma/client';

// SQL by hand: counts within an update, and the question of a job that is idle for the most part.

/** The job that reads the files of banks. */
export const STATEMENTS_JOB = 'bank-statements';
/** A run reads every file, so files that come together request one run: several would each hold and read all of them. */
export const EVERY_FILE = 'all';

/** Counted by their rows, so that a part that is read again counts nothing twice. */
const COUNTS = `matched = (SELECT count(*) FROM bank_entries e WHERE e.import_id = i.id AND e.reason IS NULL),
  doubtful = (SELECT count(*) FROM bank_entries e WHERE e.import_id = i.id AND e.reason IS NOT NULL)`;

/** Ids of files that are not read to their end, the oldest first. */
export async function listUnread(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM statement_imports WHERE finished_at IS NULL ORDER BY id LIMIT $1',
    [limit],
  );
  return rows.map(({ id }) => id);
}

export async function noteDone(tx: Tx, id: string, done: number): Promise<void> {
  await tx.query(`UPDATE statement_imports i SET done = greatest(done, $2), ${COUNTS} WHERE id = $1`, [id, done]);
}

/** Ends the reading and forgets the file; undefined: it has ended already. */
export function finishImport(
  tx: Tx,
  id: string,
): Promise<Pick<StatementImport, 'entries' | 'matched' | 'doubtful'> | undefined> {
  return tx.maybe(
    `UPDATE statement_imports i SET done = entries, finished_at = now(), file = NULL, author = NULL, ${COUNTS}
      WHERE id = $1 AND finished_at IS NULL RETURNING entries, matched, doubtful`,
    [id],
  );
}
