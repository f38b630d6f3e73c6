import type { Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import type { GuestMapping } from '../mapping/guest-mapping';

/** An import of guests: a row of `imports`. */
export interface GuestImportRow {
  readonly id: string;
  readonly status: 'RUNNING' | 'DONE' | 'FAILED' | 'UNDOING' | 'UNDONE';
  /** The last line that was imported. */
  readonly position: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly mapping: GuestMapping;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly attempt: number;
}

export const COLUMNS = sql`id, status, position, accepted, rejected, mapping, started_at, finished_at, attempt`;
export const KIND = sql`guests`;

/** The last attempt at a file; after an undone attempt another may follow. */
export function findLastImport(tx: Tx, networkId: string, fileHash: string) {
  return tx.maybe<GuestImportRow>`
    SELECT ${COLUMNS} FROM imports WHERE network_id = ${networkId} AND kind = '${KIND}' AND file_hash = ${fileHash}
     ORDER BY attempt DESC LIMIT 1`;
}

/** Begins an import. The caller holds the file's lock. */
export function beginImport(
  tx: Tx,
  networkId: string,
  begun: { readonly id: string; readonly fileHash: string; readonly mapping: GuestMapping; readonly attempt: number },
) {
  return tx.one<GuestImportRow>`INSERT INTO imports (network_id, id, kind, file_hash, mapping, status, attempt)
      VALUES (${networkId}, ${begun.id}, '${KIND}', ${begun.fileHash}, ${JSON.stringify(begun.mapping)}, 'RUNNING', ${begun.attempt})
      RETURNING ${COLUMNS}`;
}

/**
 * Moves an import forward to a line and adds the counts up to it. `from` is the position before, `lastLine` the last line of the piece that added a
 * guest. This commit does not wait for the disk, nor does that of `insertLines`, so a server crash may lose them. The next run therefore looks for
 * them and goes on from the stored position.
 */
export async function moveImport(
  tx: Tx,
  networkId: string,
  importId: string,
  to: {
    readonly position: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly isDone: boolean;
    readonly from: number;
    readonly lastLine: number | null;
  },
): Promise<void> {
  const moved = await tx.query<{ case: string | null }>`
    UPDATE imports SET position = ${to.position}, accepted = ${to.accepted}, rejected = ${to.rejected}, status = CASE
     WHEN ${to.isDone} THEN 'DONE' ELSE status END,
            finished_at = CASE WHEN ${to.isDone} THEN now() END
      WHERE network_id = ${networkId} AND id = ${importId} AND position = ${to.from}
        ${when(
          to.lastLine !== null,
          sql`AND EXISTS (
          SELECT FROM guest_import_lines l WHERE l.network_id = ${networkId} AND l.import_id = ${importId} AND l.line = ${to.lastLine})`,
        )}
     RETURNING CASE WHEN NOT ${to.isDone} THEN set_config('synchronous_commit', 'off', true) END`;
  if (moved.length === 0) throw new Error(`import ${importId} does not stand at line ${String(to.from)} any more`);
}

/** A line from which a guest was imported. */
export interface GuestLine {
  readonly line: number;
  readonly guestId: string;
  readonly isNew: boolean;
  readonly openingId: string | null;
  readonly filled: readonly string[];
}

/** Stores lines with their guests; the commit does not wait for the disk (`moveImport`). */
export async function insertLines(
  tx: Tx,
  networkId: string,
  importId: string,
  lines: readonly GuestLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.query<{ setConfig: string | null }>`WITH kept AS (
        INSERT INTO guest_import_lines (network_id, import_id, line, guest_id, is_new, opening_id, filled)
        SELECT ${networkId}, ${importId}, l.line, l.guest_id, l.is_new, l.opening_id, string_to_array(l.filled, ',')
          FROM unnest(${lines.map(({ line }) => line)}::int[], ${lines.map(({ guestId }) => guestId)}::uuid[],
          ${lines.map(({ isNew }) => isNew)}::boolean[], ${lines.map(({ openingId }) => openingId)}::uuid[],
          ${lines.map(({ filled }) => filled.join(','))}::text[]) l(line, guest_id, is_new, opening_id, filled))
      SELECT set_config('synchronous_commit', 'off', true)`;
}

/** Lines after this one, in order. */
export function listLines(tx: Tx, networkId: string, importId: string, after: number, limit: number) {
  return tx.query<GuestLine>`SELECT line, guest_id, is_new, opening_id, filled FROM guest_import_lines
      WHERE network_id = ${networkId} AND import_id = ${importId} AND line > ${after} ORDER BY line LIMIT ${limit}`;
}

/** Guests in this list who already belong to a line of the import, with the line. */
export async function listTaken(
  tx: Tx,
  networkId: string,
  importId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (guestIds.length === 0) return new Map();
  const rows = await tx.query<{ guestId: string; line: number }>`
    SELECT l.guest_id, l.line FROM unnest(${guestIds}::uuid[]) g(id)
     CROSS JOIN LATERAL (SELECT l.guest_id, l.line FROM guest_import_lines l
        WHERE l.network_id = ${networkId} AND l.import_id = ${importId} AND l.guest_id = g.id) l`;
  return new Map(rows.map(({ guestId, line }) => [guestId, line]));
}

/** Guests in this list who have sales from an imported history, of their own or of guests merged into them. */
export async function listWithHistory(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (guestIds.length === 0) return new Set();
  const rows = await tx.query<{ heir: string }>`WITH RECURSIVE own (heir, id) AS (
        SELECT i, i FROM unnest(${guestIds}::uuid[]) i
        UNION
        SELECT o.heir, g.id FROM own o JOIN guests g ON g.network_id = ${networkId} AND g.merged_into = o.id)
      SELECT DISTINCT o.heir AS "heir!" FROM own o
       WHERE EXISTS (SELECT FROM transactions t WHERE t.network_id = ${networkId} AND t.guest_id = o.id AND t.type = 'SALE' AND t.channel = 'IMPORT')`;
  return new Set(rows.map(({ heir }) => heir));
}
