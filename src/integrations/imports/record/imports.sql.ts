import type { Tx } from '../../../platform/database/database';
import type { ImportPlan } from './import-plan';

/** A row of `imports`: what is known of a file that a network has begun to import. */
export interface ImportRow {
  readonly id: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED';
  readonly position: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly plan: ImportPlan;
  readonly started_at: Date;
}

const COLUMNS = 'id, status, position, accepted, rejected, mapping AS plan, started_at';

/** Receipts are the one kind so far; the same file may one day bring something else. */
const KIND = 'receipts';

export function findImport(tx: Tx, networkId: string, fileHash: string): Promise<ImportRow | undefined> {
  return tx.maybe<ImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE network_id = $1 AND kind = '${KIND}' AND file_hash = $2`,
    [networkId, fileHash],
  );
}

/** Begins an import, or finds the one of this file that was begun before. */
export async function claimImport(
  tx: Tx,
  networkId: string,
  begun: { readonly id: string; readonly fileHash: string; readonly plan: ImportPlan },
): Promise<ImportRow> {
  const made = await tx.maybe<ImportRow>(
    `INSERT INTO imports (network_id, id, kind, file_hash, mapping, status) VALUES ($1, $2, '${KIND}', $3, $4, 'RUNNING')
     ON CONFLICT (network_id, kind, file_hash) DO NOTHING RETURNING ${COLUMNS}`,
    [networkId, begun.id, begun.fileHash, JSON.stringify(begun.plan)],
  );
  if (made !== undefined) return made;
  // A statement of its own, which sees what another process committed while the insert waited.
  const found = await findImport(tx, networkId, begun.fileHash);
  if (found === undefined) throw new Error('an import was claimed and is not there');
  return found;
}

/** Moves the bookmark forward; it never goes back. What is refused below it is kept already. */
export async function moveBookmark(tx: Tx, networkId: string, importId: string, position: number): Promise<void> {
  await tx.query(
    `UPDATE imports i SET position = $3,
       accepted = $3 - (SELECT count(*) FROM import_refusals r WHERE r.network_id = $1 AND r.import_id = $2 AND r.position < $3)
     WHERE i.network_id = $1 AND i.id = $2 AND i.position < $3`,
    [networkId, importId, position],
  );
}

export async function finishImport(tx: Tx, networkId: string, importId: string, rejected: number): Promise<void> {
  await tx.query(
    `UPDATE imports SET status = 'DONE', rejected = $3, finished_at = now() WHERE network_id = $1 AND id = $2`,
    [networkId, importId, rejected],
  );
}

/** An act that the till refused; kept so that a restarted import still lists it. */
export interface RefusalRow {
  readonly position: number;
  readonly code: string;
  readonly detail: string | null;
}

export async function appendRefusals(
  tx: Tx,
  networkId: string,
  importId: string,
  refusals: readonly RefusalRow[],
): Promise<void> {
  await tx.query(
    `INSERT INTO import_refusals (network_id, import_id, position, code, detail)
     SELECT $1, $2, r.position, r.code, r.detail FROM unnest($3::bigint[], $4::text[], $5::text[]) r(position, code, detail)
     ON CONFLICT DO NOTHING`,
    [networkId, importId, refusals.map((r) => r.position), refusals.map((r) => r.code), refusals.map((r) => r.detail)],
  );
}

/** Which of these transactions stand in the ledger. */
export async function listRecorded(tx: Tx, networkId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT t.id FROM transactions t WHERE t.network_id = $1 AND t.id = i.id LIMIT 1) t`,
    [networkId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** All refusals of an import, by position; as many as the file has acts at most. */
export function listRefusals(tx: Tx, networkId: string, importId: string): Promise<RefusalRow[]> {
  return tx.query<RefusalRow>(
    'SELECT position, code, detail FROM import_refusals WHERE network_id = $1 AND import_id = $2 ORDER BY position',
    [networkId, importId],
  );
}

/**
 * Keeps other processes from importing the same file into the same network until the transaction ends, which is at
 * once when this process dies. False: another process has it.
 */
export async function tryLockImport(tx: Tx, networkId: string, fileHash: string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('import/' || $1 || '/' || $2, 0)) AS locked",
    [networkId, fileHash],
  );
  return locked;
}
