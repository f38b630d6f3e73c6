import type { Tx } from '../../platform/database/database';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import { requestJob } from '../../platform/queue/request-job.sql';
import type { Author } from '../../security';

// SQL by hand: counts within an update, and a list that leaves the file out.

/** The job that reads the files of banks. */
export const STATEMENTS_JOB = 'bank-statements';
/** A run reads every file, so files that come together request one run: several would each hold and read all of them. */
const EVERY_FILE = 'all';

export interface ImportRow {
  readonly id: string;
  /** Payments to the account in the file. */
  readonly entries: number;
  /** Those of them that were looked at. */
  readonly done: number;
  readonly matched: number;
  readonly doubtful: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A file that is still to be read, wholly or in part. */
export interface UnreadImport {
  readonly id: string;
  readonly account: string;
  readonly file: Buffer;
  readonly author: Author;
  readonly done: number;
}

const COLUMNS = `id, entries, done, matched, doubtful, created_at AS "createdAt", finished_at AS "finishedAt"`;
/** Counted by their rows, so that a part that is read again counts nothing twice. */
const COUNTS = `matched = (SELECT count(*) FROM bank_entries e WHERE e.import_id = i.id AND e.reason IS NULL),
  doubtful = (SELECT count(*) FROM bank_entries e WHERE e.import_id = i.id AND e.reason IS NOT NULL)`;

/** Stores a file and requests its reading with the commit. */
export async function insertImport(
  tx: Tx,
  made: Omit<UnreadImport, 'done'> & { readonly entries: number },
): Promise<ImportRow> {
  await requestJob(tx, STATEMENTS_JOB, EVERY_FILE);
  return tx.one<ImportRow>(
    `INSERT INTO statement_imports (id, account, file, author, entries) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
    [made.id, made.account, made.file, JSON.stringify(made.author), made.entries],
  );
}

export function findImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  return tx.maybe<ImportRow>(`SELECT ${COLUMNS} FROM statement_imports WHERE id = $1`, [id]);
}

export function listImports(tx: Tx, slice: IdSlice): Promise<ImportRow[]> {
  return tx.query<ImportRow>(
    `SELECT ${COLUMNS} FROM statement_imports WHERE id > $1 AND id < $2 ORDER BY id ${orderOf(slice)} LIMIT $3`,
    [slice.after, slice.before, slice.limit],
  );
}

/** Ids of files that are not read to their end, the oldest first. */
export async function listUnread(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM statement_imports WHERE finished_at IS NULL ORDER BY id LIMIT $1',
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** Undefined: it was read to its end in the meantime. */
export function findUnread(tx: Tx, id: string): Promise<UnreadImport | undefined> {
  return tx.maybe<UnreadImport>(
    'SELECT id, account, file, author, done FROM statement_imports WHERE id = $1 AND finished_at IS NULL',
    [id],
  );
}

export async function noteDone(tx: Tx, id: string, done: number): Promise<void> {
  await tx.query(`UPDATE statement_imports i SET done = greatest(done, $2), ${COUNTS} WHERE id = $1`, [id, done]);
}

/** Ends the reading and forgets the file; undefined: it has ended already. */
export function finishImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  return tx.maybe<ImportRow>(
    `UPDATE statement_imports i SET done = entries, finished_at = now(), file = NULL, author = NULL, ${COUNTS}
      WHERE id = $1 AND finished_at IS NULL RETURNING ${COLUMNS}`,
    [id],
  );
}
