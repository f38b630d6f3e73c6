import type { ReceiptScope } from '../../../configuration';
import { claimDigest } from '../../../platform/claims/claim-digest';

/** Things that may happen once in a network. The letter is stored beside the digest for people who look at the table. */
export const CLAIM_LETTER = {
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
} as const;
export type ClaimKind = keyof typeof CLAIM_LETTER;

/** A receipt as an act or a row of the journal names it. */
interface NamedReceipt {
  readonly pointOfSaleId: string | null;
  readonly receiptNumber: string | null;
  readonly externalOrderId: string | null;
  readonly businessDate: string;
}

/**
 * Every name of a receipt that the act gives (ledger.md, rule 21): the till system's order id, and till and number
 * within the network's scope. A sale claims all of them, since another channel may give only one.
 */
export function receiptDigests(receipt: NamedReceipt, scope: ReceiptScope): readonly string[] {
  return namesOf(receipt, scope).map((name) => claimDigest('RECEIPT', ...name));
}

/** The names of one part of a divided receipt. */
export function partDigests(receipt: NamedReceipt, scope: ReceiptScope, part: number): readonly string[] {
  return namesOf(receipt, scope).map((name) => claimDigest('RECEIPT', ...name, 'part', String(part)));
}

/** The names of all parts of a receipt. */
export function allPartDigests(receipt: NamedReceipt, scope: ReceiptScope, of: number): readonly string[] {
  return Array.from({ length: of }, (_, at) => partDigests(receipt, scope, at + 1)).flat();
}

function namesOf(receipt: NamedReceipt, scope: ReceiptScope): readonly (readonly string[])[] {
  const { externalOrderId, receiptNumber, pointOfSaleId, businessDate } = receipt;
  const names: string[][] = [];
  if (externalOrderId !== null) names.push(['order', externalOrderId]);
  if (receiptNumber !== null && pointOfSaleId !== null)
    names.push([pointOfSaleId, periodOf(businessDate, scope), receiptNumber]);
  return names;
}

/** The digest of the first of a receipt's names. A replay finds the redemptions of a receipt by this digest. Null: the act names no receipt. */
export function receiptDigest(receipt: NamedReceipt, scope: ReceiptScope): string | null {
  return receiptDigests(receipt, scope)[0] ?? null;
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
