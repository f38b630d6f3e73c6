import type { Statements } from '../../../platform/database/database';

const MOST_MERGED = 1_000;

/**
 * SQL that finds the journals which came to guests by merges and their undos (`lineage_of`). It defines `l (root, guest_id, until)` for a query that
 * starts with `begin`: a guest and a version for each root, in network $1.
 */
export function withLineage(begin: string): string {
  return `WITH begun (root, guest_id, until) AS (${begin}),
  l AS (
    SELECT b.root, h.guest_id, max(h.until) AS until FROM begun b
    CROSS JOIN LATERAL lineage_of($1, b.guest_id, b.until) h GROUP BY b.root, h.guest_id)`;
}

/** The guest into which this one was finally merged. A guest who was never merged is returned unchanged. */
export async function findHeir(tx: Statements, networkId: string, guestId: string): Promise<string> {
  const heir = await tx.maybe<{ id: string }>`
    WITH RECURSIVE h (id, merged_into) AS (
      SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = ${networkId} AND g.id = ${guestId}
      UNION
      SELECT g.id, g.merged_into FROM h JOIN guests g ON g.network_id = ${networkId} AND g.id = h.merged_into)
    SELECT h.id AS "id!" FROM h WHERE h.merged_into IS NULL`;
  return heir?.id ?? guestId;
}

/** The guest and the guests merged into it, at most `MOST_MERGED`. */
export async function listMergedGuests(tx: Statements, networkId: string, guestId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    WITH RECURSIVE m (id) AS (
      SELECT ${guestId}::uuid
      UNION
      SELECT g.id FROM m JOIN guests g ON g.network_id = ${networkId} AND g.merged_into = m.id)
    SELECT id AS "id!" FROM m LIMIT ${MOST_MERGED}`;
  return rows.map(({ id }) => id);
}
