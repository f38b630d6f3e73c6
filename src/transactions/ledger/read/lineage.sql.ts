import type { Statements } from '../../../platform/database/database';

const MOST_MERGED = 1_000;

/**
 * SQL that finds the journals which came to a guest by merges and their undos. A journal counts before `until`, the
 * version of the row that handed it over. The SQL defines `l (root, guest_id, until)` for a query that starts with
 * `begin`, in network $1.
 */
export function withLineage(begin: string): string {
  return `WITH RECURSIVE handed (root, guest_id, until) AS (
    ${begin}
    UNION
    SELECT h.root, s.guest_id, s.guest_version
    FROM handed h
    JOIN transactions a ON a.network_id = $1 AND a.guest_id = h.guest_id AND a.guest_version < h.until
      AND a.type = 'TRANSFER' AND a.direction = 'CREDIT' AND a.reason_code IN ('MERGE', 'UNMERGE')
    JOIN transactions s ON s.network_id = $1 AND s.id = a.related_id),
  l AS (SELECT root, guest_id, max(until) AS until FROM handed GROUP BY root, guest_id)`;
}

/** The guest into which this one was finally merged. A guest who was never merged is returned unchanged. */
export async function findHeir(tx: Statements, networkId: string, guestId: string): Promise<string> {
  const heir = await tx.maybe<{ id: string }>(
    `WITH RECURSIVE h (id, merged_into) AS (
       SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = $1 AND g.id = $2
       UNION
       SELECT g.id, g.merged_into FROM h JOIN guests g ON g.network_id = $1 AND g.id = h.merged_into)
     SELECT h.id FROM h WHERE h.merged_into IS NULL`,
    [networkId, guestId],
  );
  return heir?.id ?? guestId;
}

/** The guest and the guests merged into it, at most `MOST_MERGED`. */
export async function listMergedGuests(tx: Statements, networkId: string, guestId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE m (id) AS (
       SELECT $2::uuid
       UNION
       SELECT g.id FROM m JOIN guests g ON g.network_id = $1 AND g.merged_into = m.id)
     SELECT id FROM m LIMIT $3`,
    [networkId, guestId, MOST_MERGED],
  );
  return rows.map(({ id }) => id);
}
