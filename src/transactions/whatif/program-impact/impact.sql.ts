import type { Tx } from '../../../platform/database/database';

/** Guests in the order of their ids, after a cursor; `among` null: all. */
export async function listGuestIds(
  tx: Tx,
  networkId: string,
  { after, among }: { readonly after: string | null; readonly among: readonly string[] | null },
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    `SELECT guest_id FROM guest_states
      WHERE network_id = $1 AND ($2::uuid IS NULL OR guest_id > $2) AND ($4::uuid[] IS NULL OR guest_id = ANY ($4))
      ORDER BY guest_id LIMIT $3`,
    [networkId, after, limit, among],
  );
  return rows.map(({ guest_id }) => guest_id);
}

export function countLots(tx: Tx, networkId: string): Promise<{ lots: number; points: number }> {
  return tx.one(
    'SELECT count(*) AS lots, coalesce(sum(remaining), 0)::bigint AS points FROM lots WHERE network_id = $1',
    [networkId],
  );
}
