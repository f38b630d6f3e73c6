import type { Tx } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';

export interface SaleOfGuest {
  readonly id: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
}

const SALE_COLUMNS = 't.id, t.guest_id AS "guestId", t.restaurant_id AS "restaurantId"';

export function findSale(tx: Tx, networkId: string, id: string): Promise<SaleOfGuest | undefined> {
  return tx.maybe<SaleOfGuest>(
    `SELECT ${SALE_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.id = $2 AND t.type = 'SALE' AND t.guest_id IS NOT NULL`,
    [networkId, id],
  );
}

/**
 * The sales with this order id, or if there are none with this receipt number, that left pending points. Sales whose
 * payment is still awaited come before confirmed, refunded and void ones; then the newest first.
 */
export async function listSalesOfReference(
  tx: Tx,
  networkId: string,
  reference: string,
  pointOfSaleId: string | null,
): Promise<readonly (SaleOfGuest & { readonly isAwaited: boolean })[]> {
  const listBy = (column: 'external_order_id' | 'receipt_number') =>
    tx.query<SaleOfGuest & { readonly isAwaited: boolean }>(
      `SELECT ${SALE_COLUMNS},
         EXISTS (SELECT 1 FROM lots l WHERE l.network_id = $1 AND l.guest_id = t.guest_id AND l.lot_id = t.id
                   AND l.activates_at = 'infinity') AS "isAwaited"
       FROM transactions t
       WHERE t.network_id = $1 AND t.${column} = $2 AND t.type = 'SALE' AND t.pending > 0
         AND t.guest_id IS NOT NULL AND ($3::uuid IS NULL OR t.point_of_sale_id = $3)
       ORDER BY 4 DESC, t.id DESC LIMIT 2`,
      [networkId, reference, pointOfSaleId],
    );
  const byOrder = await listBy('external_order_id');
  return byOrder.length > 0 ? byOrder : listBy('receipt_number');
}

/** The row that confirmed the payment of a sale. */
export function findConfirmation(tx: Tx, networkId: string, saleId: string): Promise<JournalRow | undefined> {
  return tx.maybe<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.related_id = $2 AND t.type = 'ACTIVATION' LIMIT 1`,
    [networkId, saleId],
  );
}
