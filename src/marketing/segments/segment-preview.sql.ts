import type { Tx } from '../../platform/database/database';

/** Guests who are neither erased nor merged into another. */
export async function countGuests(tx: Tx, networkId: string): Promise<number> {
  const row = await tx.one<{ count: number }>('SELECT count(*) AS count FROM guest_summaries WHERE network_id = $1', [
    networkId,
  ]);
  return row.count;
}
