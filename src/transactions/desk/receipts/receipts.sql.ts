import type { Statements, Tx } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';

/** The sales that hold these receipts, newest first. For a claimed anonymous receipt: the sale of the guest who claimed it. */
export function listSalesOfReceipts(
  tx: Statements,
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

/** Data that distinguish a receipt from others of the same sum and time. Absent data distinguish nothing. */
export interface ReceiptMarks {
  /** Texts by which the till system may know the fiscal document. */
  readonly documents: readonly string[];
  /** Whether receipts count too whose till system brought no fiscal document, so that none contradicts. They come last. */
  readonly orNone?: true;
  readonly restaurantIds?: readonly string[] | undefined;
  readonly printedNumber?: string | undefined;
}

/**
 * Receipts of a till system with this sum, about this time and with these marks, at most two; with more than one, nobody can
 * say which is meant. Each has the guest who came with it, and not one who claimed it.
 */
export function listReceiptsOfTillSystems(
  tx: Statements,
  networkId: string,
  { paid, from, to }: { readonly paid: number; readonly from: Date; readonly to: Date },
  { documents, orNone, restaurantIds, printedNumber }: ReceiptMarks,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.type = 'SALE' AND t.related_id IS NULL AND t.actor_kind = 'key' AND t.payable = $2
        AND t.business_date BETWEEN ($3::timestamptz)::date - 2 AND ($4::timestamptz)::date + 2
        AND t.occurred_at BETWEEN $3 AND $4
        AND (t.fiscal_document = ANY ($5::text[]) OR $6 AND t.fiscal_document IS NULL)
        AND ($7::uuid[] IS NULL OR t.restaurant_id = ANY ($7))
        AND ($8::text IS NULL OR $8 IN (t.receipt_number, t.printed_number))
      ORDER BY t.fiscal_document IS NULL, t.id LIMIT 2`,
    [networkId, paid, from, to, documents, orNone === true, restaurantIds ?? null, printedNumber ?? null],
  );
}

/** Rows that refer to an anonymous receipt: the sale of the guest who claimed it, and refunds. */
export function listClaimsAndRefunds(
  tx: Tx,
  networkId: string,
  receiptId: string,
): Promise<Pick<JournalRow, 'id' | 'type'>[]> {
  return tx.query<Pick<JournalRow, 'id' | 'type'>>(
    `SELECT id, type FROM transactions WHERE network_id = $1 AND related_id = $2 AND type IN ('SALE', 'REFUND') LIMIT 100`,
    [networkId, receiptId],
  );
}

/** Whether a member of staff is this guest as well. */
export async function isGuestOfUser(tx: Tx, networkId: string, userId: string, guestId: string): Promise<boolean> {
  const user = await tx.maybe('SELECT id FROM users WHERE network_id = $1 AND id = $2 AND guest_id = $3', [
    networkId,
    userId,
    guestId,
  ]);
  return user !== undefined;
}
