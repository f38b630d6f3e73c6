import type { Tx } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import type { ImportPlan } from './import-plan';

/** A row of `imports`: one attempt to import a file into a network. */
export interface ImportRow {
  readonly id: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED';
  readonly position: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly plan: ImportPlan;
  readonly startedAt: Date;
  readonly attempt: number;
  /** Null while the import runs, and in old imports, which did not record it. */
  readonly recordedLines: readonly number[] | null;
}

const COLUMNS = sql`id, status AS "status!", position, accepted, rejected, mapping AS plan, started_at, attempt, recorded_lines`;

/** The kind of import; one file may be imported once as each kind. */
const KIND = 'receipts';

/** All attempts at a file, oldest first. */
export function listAttempts(tx: Tx, networkId: string, fileHash: string) {
  return tx.query<ImportRow>`
    SELECT ${COLUMNS} FROM imports WHERE network_id = ${networkId} AND kind = ${KIND} AND file_hash = ${fileHash}
     ORDER BY attempt`;
}

/** Begins an attempt. The caller holds the file's lock, so that no other process begins one. */
export function beginAttempt(
  tx: Tx,
  networkId: string,
  begun: { readonly id: string; readonly fileHash: string; readonly plan: ImportPlan; readonly attempt: number },
) {
  return tx.one<ImportRow>`INSERT INTO imports (network_id, id, kind, file_hash, mapping, status, attempt)
      VALUES (${networkId}, ${begun.id}, ${KIND}, ${begun.fileHash}, ${JSON.stringify(begun.plan)}, 'RUNNING', ${begun.attempt}) RETURNING ${COLUMNS}`;
}

/** Continues a stopped attempt. */
export function resumeAttempt(tx: Tx, networkId: string, importId: string) {
  return tx.one<ImportRow>`
    UPDATE imports SET status = 'RUNNING', recorded_lines = NULL WHERE network_id = ${networkId} AND id = ${importId}
     RETURNING ${COLUMNS}`;
}

/** Ends an attempt: `FAILED` when most rows were rejected. */
export async function endAttempt(
  tx: Tx,
  networkId: string,
  importId: string,
  end: { readonly status: 'DONE' | 'FAILED'; readonly rejected: number; readonly recordedLines: readonly number[] },
): Promise<void> {
  await tx.query`UPDATE imports SET status = ${end.status}, rejected = ${end.rejected},
      recorded_lines = ${JSON.stringify(end.recordedLines)}, finished_at = now() WHERE network_id = ${networkId} AND id = ${importId}`;
}

/** The ids in this list that are in the ledger. */
export async function listRecorded(tx: Tx, networkId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>`SELECT t.id FROM unnest(${ids}::uuid[]) i(id)
      CROSS JOIN LATERAL (SELECT t.id FROM transactions t WHERE t.network_id = ${networkId} AND t.id = i.id LIMIT 1) t`;
  return new Set(rows.map(({ id }) => id));
}

/**
 * Locks a file and network until the transaction ends, also when this process dies, so that no other process imports the same file. False: another
 * process has the lock.
 */
export async function tryLockImport(tx: Tx, networkId: string, fileHash: string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('import/' || ${networkId} || '/' || ${fileHash}, 0)) AS "locked!"`;
  return locked;
}
