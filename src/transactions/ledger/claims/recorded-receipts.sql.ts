import type { ReceiptScope } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { receiptDigests } from './claim-digests';

/** A receipt by its till and number, on a business date. */
export interface TillReceipt {
  readonly pointOfSaleId: string;
  readonly receiptNumber: string;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
}

/** The transactions that hold these receipts, at the places of the list; null where a receipt is free. */
export async function listReceiptHolders(
  tx: Tx,
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
