import type { Tx } from '../../../platform/database/database';
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

const COLUMNS =
  'id, status, position, accepted, rejected, mapping, started_at AS "startedAt", finished_at AS "finishedAt", attempt';
const KIND = 'guests';
/** A row of the journal `t` that is no act of the platform itself. */
const ACT_OF_GUEST = "t.type NOT IN ('OPENING', 'EXPIRY', 'TIER', 'WARNING', 'ACTIVATION', 'EXTENSION')";

/** The last attempt at a file; after an undone attempt another may follow. */
export function findLastImport(tx: Tx, networkId: string, fileHash: string): Promise<GuestImportRow | undefined> {
  return tx.maybe<GuestImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE network_id = $1 AND kind = '${KIND}' AND file_hash = $2 ORDER BY attempt DESC LIMIT 1`,
    [networkId, fileHash],
  );
}

/** Begins an import. The caller holds the file's lock. */
export function beginImport(
  tx: Tx,
  networkId: string,
  begun: { readonly id: string; readonly fileHash: string; readonly mapping: GuestMapping; readonly attempt: number },
): Promise<GuestImportRow> {
  return tx.one<GuestImportRow>(
    `INSERT INTO imports (network_id, id, kind, file_hash, mapping, status, attempt)
     VALUES ($1, $2, '${KIND}', $3, $4, 'RUNNING', $5) RETURNING ${COLUMNS}`,
    [networkId, begun.id, begun.fileHash, JSON.stringify(begun.mapping), begun.attempt],
  );
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
  const moved = await tx.query(
    `UPDATE imports SET position = $3, accepted = $4, rejected = $5, status = CASE WHEN $6 THEN 'DONE' ELSE status END,
            finished_at = CASE WHEN $6 THEN now() END
      WHERE network_id = $1 AND id = $2 AND position = $7
        AND ($8::int IS NULL OR EXISTS (
          SELECT FROM guest_import_lines l WHERE l.network_id = $1 AND l.import_id = $2 AND l.line = $8))
     RETURNING CASE WHEN NOT $6 THEN set_config('synchronous_commit', 'off', true) END`,
    [networkId, importId, to.position, to.accepted, to.rejected, to.isDone, to.from, to.lastLine],
  );
  if (moved.length === 0) throw new Error(`import ${importId} does not stand at line ${String(to.from)} any more`);
}

/** The import, locked, that a command names for its undo. */
export function lockImport(tx: Tx, networkId: string, importId: string): Promise<GuestImportRow | undefined> {
  return tx.maybe<GuestImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE network_id = $1 AND kind = '${KIND}' AND id = $2 FOR UPDATE`,
    [networkId, importId],
  );
}

export async function setStatus(
  tx: Tx,
  networkId: string,
  importId: string,
  status: 'UNDOING' | 'UNDONE',
): Promise<void> {
  await tx.query('UPDATE imports SET status = $3, finished_at = now() WHERE network_id = $1 AND id = $2', [
    networkId,
    importId,
    status,
  ]);
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
  await tx.query(
    `WITH kept AS (
       INSERT INTO guest_import_lines (network_id, import_id, line, guest_id, is_new, opening_id, filled)
       SELECT $1, $2, l.line, l.guest_id, l.is_new, l.opening_id, string_to_array(l.filled, ',')
         FROM unnest($3::int[], $4::uuid[], $5::boolean[], $6::uuid[], $7::text[]) l(line, guest_id, is_new, opening_id, filled))
     SELECT set_config('synchronous_commit', 'off', true)`,
    [
      networkId,
      importId,
      lines.map(({ line }) => line),
      lines.map(({ guestId }) => guestId),
      lines.map(({ isNew }) => isNew),
      lines.map(({ openingId }) => openingId),
      lines.map(({ filled }) => filled.join(',')),
    ],
  );
}

/** Lines after this one, in order. */
export function listLines(
  tx: Tx,
  networkId: string,
  importId: string,
  after: number,
  limit: number,
): Promise<GuestLine[]> {
  return tx.query<GuestLine>(
    `SELECT line, guest_id AS "guestId", is_new AS "isNew", opening_id AS "openingId", filled FROM guest_import_lines
      WHERE network_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4`,
    [networkId, importId, after, limit],
  );
}

/** Guests in this list who already belong to a line of the import, with the line. */
export async function listTaken(
  tx: Tx,
  networkId: string,
  importId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (guestIds.length === 0) return new Map();
  const rows = await tx.query<{ guestId: string; line: number }>(
    `SELECT l.guest_id AS "guestId", l.line FROM unnest($3::uuid[]) g(id)
     CROSS JOIN LATERAL (SELECT l.guest_id, l.line FROM guest_import_lines l
        WHERE l.network_id = $1 AND l.import_id = $2 AND l.guest_id = g.id) l`,
    [networkId, importId, guestIds],
  );
  return new Map(rows.map(({ guestId, line }) => [guestId, line]));
}

/** Guests in this list who have sales from an imported history, of their own or of guests merged into them. */
export async function listWithHistory(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (guestIds.length === 0) return new Set();
  const rows = await tx.query<{ heir: string }>(
    `WITH RECURSIVE own (heir, id) AS (
       SELECT i, i FROM unnest($2::uuid[]) i
       UNION
       SELECT o.heir, g.id FROM own o JOIN guests g ON g.network_id = $1 AND g.merged_into = o.id)
     SELECT DISTINCT o.heir FROM own o
      WHERE EXISTS (SELECT FROM transactions t WHERE t.network_id = $1 AND t.guest_id = o.id AND t.type = 'SALE' AND t.channel = 'IMPORT')`,
    [networkId, guestIds],
  );
  return new Set(rows.map(({ heir }) => heir));
}

/** How many guests of an import have acts in the journal since it started, apart from acts of the platform itself. */
export async function countActed(tx: Tx, networkId: string, { id, startedAt }: GuestImportRow): Promise<number> {
  const { acted } = await tx.one<{ acted: number }>(
    `SELECT count(*)::int AS acted FROM guest_import_lines l
      WHERE l.network_id = $1 AND l.import_id = $2 AND EXISTS (
        SELECT FROM transactions t WHERE t.network_id = $1 AND t.guest_id = l.guest_id AND t.recorded_at >= $3
           AND ${ACT_OF_GUEST})`,
    [networkId, id, startedAt],
  );
  return acted;
}

/** Those of these guests who have acted since the import started, apart from acts of the platform itself. */
export async function listActed(
  tx: Tx,
  networkId: string,
  startedAt: Date,
  guestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    `SELECT g.id FROM unnest($2::uuid[]) g(id) WHERE EXISTS (
        SELECT FROM transactions t WHERE t.network_id = $1 AND t.guest_id = g.id AND t.recorded_at >= $3
           AND ${ACT_OF_GUEST})`,
    [networkId, guestIds, startedAt],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The journal's details of those openings that are in the ledger. */
export function listOpenings(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly guestId: string; readonly details: string; readonly isUndone: boolean }[]> {
  return tx.query(
    `SELECT t.id, t.guest_id AS "guestId", t.details::text AS details,
            EXISTS (SELECT FROM transactions u WHERE u.network_id = $1 AND u.related_id = t.id AND u.type = 'OPENING') AS "isUndone"
       FROM transactions t WHERE t.network_id = $1 AND t.id = ANY ($2::uuid[]) AND t.type = 'OPENING'`,
    [networkId, ids],
  );
}
