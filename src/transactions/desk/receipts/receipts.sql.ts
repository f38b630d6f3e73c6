import type { Tx } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';

/** The sales that hold these receipts, and of an anonymous receipt the sale of the guest who claimed it; newest first. */
export function listSalesOfReceipts(
  tx: Tx,
  networkId: string,
  { digests, restaurantIds }: { readonly digests: readonly string[]; readonly restaurantIds: readonly string[] | null },
  limit: number,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `WITH held AS (
       SELECT t.* FROM (
        SELECT DISTINCT c.holder_id FROM unnest($2::uuid[]) i(digest)
        CROSS JOIN LATERAL (SELECT holder_id FROM claims c WHERE c.network_id = $1 AND c.digest = i.digest OFFSET 0) c) h
        CROSS JOIN LATERAL (SELECT * FROM transactions s WHERE s.network_id = $1 AND s.id = h.holder_id) t
        WHERE t.type = 'SALE'),
     sales AS (
       SELECT h.* FROM held h
        WHERE h.guest_id IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM transactions s WHERE s.network_id = $1 AND s.related_id = h.id AND s.type = 'SALE')
       UNION ALL
       SELECT s.* FROM held h JOIN transactions s ON s.network_id = $1 AND s.related_id = h.id AND s.type = 'SALE'
        WHERE h.guest_id IS NULL)
     SELECT ${JOURNAL_COLUMNS} FROM sales t
      WHERE $3::uuid[] IS NULL OR t.restaurant_id = ANY ($3)
      ORDER BY t.occurred_at DESC, t.id DESC LIMIT $4`,
    [networkId, digests, restaurantIds, limit],
  );
}
