import { claimDigest } from '../../../platform/claims/claim-digest';
import type { ReceiptScope } from '../../../configuration';
import type { Statements } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../journal/journal-row';
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
  const [digest = ''] = receiptDigests({ ...NO_TILL, externalOrderId }, 'FOREVER');
  const [row] = await listClaimHolders(tx, networkId, [digest]);
  if (row?.guestId !== null) return row;
  const [claimed = row] = await listClaimHolders(tx, networkId, [claimDigest('RECEIPT_CLAIM', row.id)]);
  return claimed;
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
  const rows = await tx.query<{ holder: string | null }>(
    `SELECT c.holder_id AS holder FROM unnest($2::uuid[]) WITH ORDINALITY d(digest, n)
     LEFT JOIN LATERAL (SELECT * FROM claims c WHERE c.network_id = $1 AND c.digest = d.digest LIMIT 1) c ON true
     ORDER BY d.n`,
    [networkId, digests],
  );
  return rows.map(({ holder }) => holder);
}
