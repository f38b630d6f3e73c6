import type { Statements } from '../../../platform/database/database';

/** The names of these restaurants and tills, by id; a till with its restaurant. */
export async function listPlaceNames(
  tx: Statements,
  networkId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    `SELECT id, name FROM restaurants WHERE network_id = $1 AND id = ANY ($2::uuid[])
     UNION ALL
     SELECT p.id, p.name || ' (' || r.name || ')'
       FROM points_of_sale p JOIN restaurants r ON r.network_id = $1 AND r.id = p.restaurant_id
      WHERE p.network_id = $1 AND p.id = ANY ($2::uuid[])`,
    [networkId, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
