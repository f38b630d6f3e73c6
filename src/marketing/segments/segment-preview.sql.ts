import type { Tx } from '../../platform/database/database';

export async function countGuests(tx: Tx, networkId: string): Promise<number> {
  const row = await tx.one<{ count: number }>('SELECT count(*) AS count FROM guest_states WHERE network_id = $1', [
    networkId,
  ]);
  return row.count;
}

/** Every so-many-th guest by a hash of its id, which knows nothing of when it joined; in the order of the ids. */
export async function listSampled(
  tx: Tx,
  networkId: string,
  everyNth: number,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    `SELECT guest_id FROM guest_states
      WHERE network_id = $1 AND ($2::uuid IS NULL OR guest_id > $2) AND ($3::integer = 1 OR (uuid_hash(guest_id) & 2147483647) % $3::integer = 0)
      ORDER BY guest_id LIMIT $4`,
    [networkId, after, everyNth, limit],
  );
  return rows.map((row) => row.guest_id);
}
