import { createHash } from 'node:crypto';

/** What may happen once in a network. The letter is stored beside the digest, for people who look. */
export type ClaimKind = 'KEY' | 'RECEIPT' | 'QR' | 'RECEIPT_CLAIM' | 'REFUND_TURN' | 'DEVICE_ACT' | 'EXTERNAL_EVENT';

export const CLAIM_LETTER: Readonly<Record<ClaimKind, string>> = {
  KEY: 'K',
  RECEIPT: 'R',
  QR: 'Q',
  RECEIPT_CLAIM: 'C',
  REFUND_TURN: 'T',
  DEVICE_ACT: 'D',
  EXTERNAL_EVENT: 'E',
};

/**
 * The first 128 bits of sha256 over kind and parts, as a UUID's text: narrow in the index, and one shape for keys,
 * receipts and events of any length. Parts are length-prefixed, so that no two lists of parts read the same.
 */
export function claimDigest(kind: ClaimKind, ...parts: readonly string[]): string {
  const hash = createHash('sha256').update(kind);
  for (const part of parts) hash.update(`\u0000${String(part.length)}:`).update(part);
  const hex = hash.digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export type ReceiptScope = 'BUSINESS_DAY' | 'YEAR' | 'FOREVER';

/**
 * The identity of a receipt (ledger.md, rule 21): the till system's own order id where there is one, else point of
 * sale and number within the network's scope. Null where the act names no receipt.
 */
export function receiptDigest(
  receipt: { pointOfSaleId: string | null; receiptNumber: string | null; externalOrderId: string | null; businessDate: string },
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
