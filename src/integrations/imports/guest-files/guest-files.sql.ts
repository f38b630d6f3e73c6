import type { Tx } from '../../../platform/database/database';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import type { GuestFileMapping, GuestFileStatus } from './guest-file.dto';

/** A file of guests as it stands between its steps. */
export interface GuestFileRow {
  readonly id: string;
  readonly name: string;
  readonly status: GuestFileStatus;
  readonly bytes: number;
  readonly parts: number;
  readonly lineCount: number | null;
  readonly position: number;
  readonly headEncrypted: Buffer | null;
  readonly mapping: GuestFileMapping | null;
  readonly made: number;
  readonly merged: number;
  readonly rejected: number;
  readonly points: number;
  readonly refusalsEncrypted: Buffer | null;
  readonly fault: string | null;
  readonly importId: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly requestedBy: string | null;
  readonly requestedAt: Date | null;
  readonly approvedBy: string | null;
  readonly finishedAt: Date | null;
}

/** The meaning of the bytes, and the outcome of each row. */
export type PartKind = 'FILE' | 'ROWS' | 'REFUSED';

const COLUMNS = `id, name, status, bytes, parts, line_count AS "lineCount", position, head_encrypted AS "headEncrypted", mapping, made, merged,
  rejected, points, refusals_encrypted AS "refusalsEncrypted", fault, import_id AS "importId", created_at AS "createdAt",
  created_by AS "createdBy", requested_by AS "requestedBy", requested_at AS "requestedAt", approved_by AS "approvedBy",
  finished_at AS "finishedAt"`;

/** The columns that change, by their names in a row. */
const CHANGED = {
  status: 'status',
  bytes: 'bytes',
  parts: 'parts',
  lineCount: 'line_count',
  position: 'position',
  headEncrypted: 'head_encrypted',
  mapping: 'mapping',
  made: 'made',
  merged: 'merged',
  rejected: 'rejected',
  points: 'points',
  refusalsEncrypted: 'refusals_encrypted',
  fault: 'fault',
  importId: 'import_id',
  requestedBy: 'requested_by',
  requestedAt: 'requested_at',
  approvedBy: 'approved_by',
  finishedAt: 'finished_at',
} as const satisfies Partial<Record<keyof GuestFileRow, string>>;
export type GuestFileChange = Partial<Pick<GuestFileRow, keyof typeof CHANGED>>;

export function insertFile(
  tx: Tx,
  networkId: string,
  file: Pick<GuestFileRow, 'id' | 'name' | 'createdBy'>,
): Promise<GuestFileRow> {
  return tx.one<GuestFileRow>(
    `INSERT INTO guest_files (network_id, id, name, status, created_by) VALUES ($1, $2, $3, 'UPLOADING', $4) RETURNING ${COLUMNS}`,
    [networkId, file.id, file.name, file.createdBy],
  );
}

export function findFile(tx: Tx, networkId: string, id: string): Promise<GuestFileRow | undefined> {
  return tx.maybe<GuestFileRow>(`SELECT ${COLUMNS} FROM guest_files WHERE network_id = $1 AND id = $2`, [
    networkId,
    id,
  ]);
}

export function lockFile(tx: Tx, networkId: string, id: string): Promise<GuestFileRow | undefined> {
  return tx.maybe<GuestFileRow>(
    `SELECT ${COLUMNS} FROM guest_files WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [networkId, id],
  );
}

export function listFiles(tx: Tx, networkId: string, slice: IdSlice): Promise<GuestFileRow[]> {
  return tx.query<GuestFileRow>(
    `SELECT ${COLUMNS} FROM guest_files WHERE network_id = $1 AND id > $2 AND id < $3 AND status <> 'DISCARDED'
      ORDER BY id ${orderOf(slice)} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit],
  );
}

/** The oldest file with a step that the job does. */
export function findOpenFile(tx: Tx, networkId: string): Promise<GuestFileRow | undefined> {
  return tx.maybe<GuestFileRow>(
    `SELECT ${COLUMNS} FROM guest_files WHERE network_id = $1 AND status IN ('READING', 'CHECKING', 'RUNNING', 'UNDOING')
      ORDER BY id LIMIT 1`,
    [networkId],
  );
}

export function changeFile(tx: Tx, networkId: string, id: string, change: GuestFileChange): Promise<GuestFileRow> {
  const entries = Object.entries(change) as [keyof typeof CHANGED, unknown][];
  const sets = entries.map(([name], place) => `${CHANGED[name]} = $${String(place + 3)}`);
  const values = entries.map(([name, value]) => (name === 'mapping' ? JSON.stringify(value) : value));
  return tx.one<GuestFileRow>(
    `UPDATE guest_files SET ${sets.join(', ')} WHERE network_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [networkId, id, ...values],
  );
}

/** Points that this person began to import within a day without a second person. */
export async function sumOfDay(tx: Tx, networkId: string, userId: string): Promise<number> {
  const { sum } = await tx.one<{ sum: number }>(
    `SELECT coalesce(sum(points), 0)::bigint AS sum FROM guest_files
      WHERE network_id = $1 AND requested_by = $2 AND requested_at > now() - interval '1 day' AND approved_by IS NULL
        AND status IN ('RUNNING', 'DONE', 'FAILED', 'UNDOING', 'UNDONE')`,
    [networkId, userId],
  );
  return sum;
}

/** Writes a part; one that is there stays as it is. */
export async function insertPart(
  tx: Tx,
  networkId: string,
  part: { readonly fileId: string; readonly kind: PartKind; readonly number: number; readonly content: Buffer },
): Promise<void> {
  await tx.query(
    `INSERT INTO guest_file_parts (network_id, file_id, kind, number, content_encrypted) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (network_id, file_id, kind, number) DO NOTHING`,
    [networkId, part.fileId, part.kind, part.number, part.content],
  );
}

/** The next part after this number. */
export function findPart(
  tx: Tx,
  networkId: string,
  { fileId, kind, after }: { readonly fileId: string; readonly kind: PartKind; readonly after: number },
): Promise<{ readonly number: number; readonly content: Buffer } | undefined> {
  return tx.maybe<{ number: number; content: Buffer }>(
    `SELECT number, content_encrypted AS content FROM guest_file_parts
      WHERE network_id = $1 AND file_id = $2 AND kind = $3 AND number > $4 ORDER BY number LIMIT 1`,
    [networkId, fileId, kind, after],
  );
}

export async function deleteParts(
  tx: Tx,
  networkId: string,
  fileId: string,
  kinds: readonly PartKind[],
): Promise<void> {
  await tx.query('DELETE FROM guest_file_parts WHERE network_id = $1 AND file_id = $2 AND kind = ANY ($3::text[])', [
    networkId,
    fileId,
    kinds,
  ]);
}

/** A file whose last step ended so long ago, and that still has rows of guests. */
export function findOldFile(tx: Tx, networkId: string, days: number): Promise<GuestFileRow | undefined> {
  return tx.maybe<GuestFileRow>(
    `SELECT ${COLUMNS} FROM guest_files
      WHERE network_id = $1 AND status NOT IN ('READING', 'CHECKING', 'RUNNING', 'UNDOING')
        AND greatest(created_at, requested_at, finished_at) < now() - make_interval(days => $2)
        AND (head_encrypted IS NOT NULL OR refusals_encrypted IS NOT NULL
             OR EXISTS (SELECT FROM guest_file_parts p WHERE p.network_id = $1 AND p.file_id = guest_files.id))
      ORDER BY id LIMIT 1`,
    [networkId, days],
  );
}
