import { claimDigest } from '../../../platform/claims/claim-digest';
import type { ReceiptScope } from '../../../configuration';
import type { Statements } from '../../../platform/database/database';
import { findJournalRows, JOURNAL_COLUMNS, type JournalRow } from '../journal/journal-row';
import { receiptDigests } from './claim-digests';

/** The rows that hold these digests, each row once, the oldest first. */
export function listClaimHolders(tx: Statements, networkId: string, digests: readonly string[]): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM (
       SELECT DISTINCT c.holder_id FROM unnest($2::uuid[]) i(digest)
       CROSS JOIN LATERAL (SELECT holder_id FROM claims c WHERE c.network_id = $1 AND c.digest = i.digest OFFSET 0) c) h
     CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = $1 AND t.id = h.holder_id) t ORDER BY t.id`,
    [networkId, digests],
  );
}

/**
 * The sale of this order of the till system, or of the order's first part. If a guest claimed an anonymous receipt, the
 * guest's sale. Undefined: none.
 */
export async function findRowOfOrder(
  tx: Statements,
  networkId: string,
  externalOrderId: string,
): Promise<JournalRow | undefined> {
  return (await listSalesOfOrders(tx, networkId, [externalOrderId]))[0];
}

/** Sales of these orders, in the order of their ids, as `findRowOfOrder` finds each. */
async function listSalesOfOrders(
  tx: Statements,
  networkId: string,
  externalOrderIds: readonly string[],
): Promise<JournalRow[]> {
  const digests = externalOrderIds.map(
    (externalOrderId) => receiptDigests({ ...NO_TILL, externalOrderId }, 'FOREVER')[0] ?? '',
  );
  const rows = await listClaimHolders(tx, networkId, digests);
  const anonymous = rows.filter(({ guestId }) => guestId === null).map(({ id }) => claimDigest('RECEIPT_CLAIM', id));
  if (anonymous.length === 0) return rows;
  const claimed = await listClaimHolders(tx, networkId, anonymous);
  return rows.map((row) => claimed.find(({ relatedId }) => relatedId === row.id) ?? row);
}

/** How often an order may be closed anew. Later closings are refused, so that a till in a loop does not fill the ledger. */
const MOST_CLOSINGS = 30;

/** One closing of an order that the till system may open again. */
export interface RecordedClosing {
  readonly sale: JournalRow;
  /** Gross amount and money that no refund has given back, in minor units. */
  readonly amountLeft: number;
  readonly payableLeft: number;
  /** Whether all of it was given back. */
  readonly isReturned: boolean;
}

/** The external order id of an order's nth closing. Only an undo frees a receipt, so each further closing has an id of its own. */
export function closingId(orderId: string, number: number): string {
  return number === 1 ? orderId : `${orderId}/${String(number)}`;
}

/** The sales of an order, one for each time that it was closed, oldest first. */
export async function listClosings(tx: Statements, networkId: string, orderId: string): Promise<RecordedClosing[]> {
  const ids = Array.from({ length: MOST_CLOSINGS }, (_, at) => closingId(orderId, at + 1));
  return closingsOf(tx, networkId, await listSalesOfOrders(tx, networkId, ids));
}

/** A sale as a closing of its order. Undefined: the network has no such row. */
export async function findClosing(
  tx: Statements,
  networkId: string,
  saleId: string,
): Promise<RecordedClosing | undefined> {
  return (await closingsOf(tx, networkId, await findJournalRows(tx, networkId, [saleId])))[0];
}

async function closingsOf(tx: Statements, networkId: string, sales: readonly JournalRow[]): Promise<RecordedClosing[]> {
  if (sales.length === 0) return [];
  const refunds = await tx.query<{ saleId: string; amount: number; payable: number }>`
    SELECT t.related_id AS sale_id, sum(t.amount)::bigint AS amount, sum(t.payable)::bigint AS payable
      FROM unnest(${sales.map(({ id }) => id)}::uuid[]) s(id)
     CROSS JOIN LATERAL (
       SELECT * FROM transactions t WHERE t.network_id = ${networkId} AND t.related_id = s.id AND t.type = 'REFUND' OFFSET 0) t
     GROUP BY t.related_id`;
  return sales.map((sale): RecordedClosing => {
    const back = refunds.find(({ saleId }) => saleId === sale.id);
    const amountLeft = sale.amount - (back?.amount ?? 0);
    const payableLeft = sale.payable - (back?.payable ?? 0);
    return { sale, amountLeft, payableLeft, isReturned: back !== undefined && amountLeft <= 0 };
  });
}

/** The row written under this idempotency key. Undefined: none. */
export async function findRowOfKey(tx: Statements, networkId: string, digest: string): Promise<JournalRow | undefined> {
  return (await listClaimHolders(tx, networkId, [digest]))[0];
}

const NO_TILL = { pointOfSaleId: null, receiptNumber: null, businessDate: '' };

/** A receipt by its till and number, on a business date. */
export interface TillReceipt {
  readonly pointOfSaleId: string;
  readonly receiptNumber: string;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
}

/** The transactions that hold these receipts, in the order of the list. Null: the receipt is free. */
export async function listReceiptHolders(
  tx: Statements,
  networkId: string,
  receipts: readonly TillReceipt[],
  scope: ReceiptScope,
): Promise<(string | null)[]> {
  const digests = receipts.map((receipt) => receiptDigests({ ...receipt, externalOrderId: null }, scope)[0] ?? null);
  const rows = await tx.query<{ holder: string | null }>`
    SELECT c.holder_id AS holder FROM unnest(${digests}::uuid[]) WITH ORDINALITY d(digest, n)
    LEFT JOIN LATERAL (SELECT * FROM claims c WHERE c.network_id = ${networkId} AND c.digest = d.digest LIMIT 1) c ON true
    ORDER BY d.n`;
  return rows.map(({ holder }) => holder);
}
