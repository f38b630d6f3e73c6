import type { Tx } from '../../platform/database/database';

/** The language of each guest of the network, by id; unknown ids and merged guests are left out. */
export async function listLocales(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, 'ru' | 'en' | null>> {
  const rows = await tx.query<{ id: string; locale: 'ru' | 'en' | null }>(
    'SELECT id, locale FROM guests WHERE network_id = $1 AND id = ANY ($2) AND merged_into IS NULL',
    [networkId, ids],
  );
  return new Map(rows.map(({ id, locale }) => [id, locale]));
}
