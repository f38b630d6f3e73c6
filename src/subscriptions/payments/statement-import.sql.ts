import type { Tx } from '../../platform/database/database';

// SQL by hand: counts within an update, and the question of a job that is idle for the most part.

/** The job that reads the files of banks. */
export const STATEMENTS_JOB = 'bank-statements';

/** A run reads every file, so files that come together request one run: several would each hold and read all of them. */
export const EVERY_FILE = 'all';

/** Ids of files that are not read to their end, the oldest first. */
export async function listUnread(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT id FROM statement_imports WHERE finished_at IS NULL ORDER BY id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
