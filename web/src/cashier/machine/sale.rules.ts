import type { Sale, SaleItem, SpendConfirmation } from '../../entities/transaction/transaction.api';
import { itemsOf } from '../lines/check-line';
import { type CheckDraft, partOf, receiptNumberOf } from './draft';

/** The input of a quote. */
export interface QuoteInput {
  /** Null: the receipt has no guest, so it needs no quote. */
  readonly guestId: string | null;
  /** In minor units; null: none was typed. */
  readonly amount: number | null;
  readonly pointsToRedeem: number;
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
  readonly items: SaleItem[] | null;
}

export function quoteInputOf(draft: CheckDraft, guestId: string | null, amount: number | null): QuoteInput {
  const { pointsToRedeem, redemptionIds, coupons, lines } = draft;
  return { guestId, amount, pointsToRedeem, redemptionIds, coupons, items: itemsOf(lines) };
}

/** The sale that a draft records; without a guest it is an anonymous receipt. */
export function saleOf(draft: CheckDraft, guestId: string | null, amount: number, pointOfSaleId: string): Sale {
  const items = itemsOf(draft.lines);
  const receipt = { pointOfSaleId, receiptNumber: receiptNumberOf(draft), amount, items, ...partOf(draft) };
  if (guestId === null) return { guestId, body: receipt };
  const { pointsToRedeem } = draft;
  const rewards = { redemptionIds: [...draft.redemptionIds], coupons: [...draft.coupons] };
  return { guestId, body: { type: 'SALE', ...receipt, pointsToRedeem, ...rewards } };
}

/** Whether the sale can be decided offline; only the server can judge rewards and coupons. */
export function fitsOffline(sale: Sale): boolean {
  return sale.guestId === null || [...(sale.body.redemptionIds ?? []), ...(sale.body.coupons ?? [])].length === 0;
}

export function confirmedSale(sale: Sale, confirmation: SpendConfirmation): Sale {
  return sale.guestId === null ? sale : { ...sale, body: { ...sale.body, confirmation } };
}
