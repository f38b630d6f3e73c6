import type { ReceiptScope } from '../../../configuration';
import { claimDigest } from '../../../platform/claims/claim-digest';

/** What may happen once in a network. The letter is stored beside the digest, for people who look. */
export type ClaimKind =
  | 'KEY'
  | 'RECEIPT'
  | 'QR'
  | 'RECEIPT_CLAIM'
  | 'REFUND_TURN'
  | 'DEVICE_ACT'
  | 'EXTERNAL_EVENT'
  | 'ACTIVITY'
  | 'UNDO'
  | 'COUPON';

export const CLAIM_LETTER: Readonly<Record<ClaimKind, string>> = {
  KEY: 'K',
  RECEIPT: 'R',
  QR: 'Q',
  RECEIPT_CLAIM: 'C',
  REFUND_TURN: 'T',
  DEVICE_ACT: 'D',
  EXTERNAL_EVENT: 'E',
  ACTIVITY: 'A',
  UNDO: 'U',
  COUPON: 'P',
};

/**
 * The identity of a receipt (ledger.md, rule 21): the till system's own order id where there is one, else point of
 * sale and number within the network's scope. Null where the act names no receipt.
 */
export function receiptDigest(
  receipt: {
    pointOfSaleId: string | null;
    receiptNumber: string | null;
    externalOrderId: string | null;
    businessDate: string;
  },
  scope: ReceiptScope,
): string | null {
  if (receipt.externalOrderId !== null) return claimDigest('RECEIPT', 'order', receipt.externalOrderId);
  if (receipt.receiptNumber === null || receipt.pointOfSaleId === null) return null;
  return claimDigest('RECEIPT', receipt.pointOfSaleId, periodOf(receipt.businessDate, scope), receipt.receiptNumber);
}

function periodOf(businessDate: string, scope: ReceiptScope): string {
  switch (scope) {
    case 'BUSINESS_DAY':
      return businessDate;
    case 'YEAR':
      return businessDate.slice(0, 4);
    case 'FOREVER':
      return '';
  }
}
