import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from '../guest/guest.api';

export type Transaction = Schemas['Transaction'];
export type Refund = Schemas['Refund'];
export type AnyTransaction = Transaction | Refund;
/** A transaction in a guest's story: with its lines and the person or system that did it. */
export type PastTransaction = Schemas['History']['items'][number];
export type TransactionDetail = Schemas['TransactionDetail'];
/** A sale with its lines. */
export type Receipt = Extract<
  TransactionDetail,
  { items: unknown; type: 'SALE' | 'REDEMPTION' | 'MANUAL' | 'AWARD' | 'EXPIRY' | 'TRANSFER' | 'OPENING' }
>;
export type Explanation = Schemas['Explanation'];

export type SaleItem = Schemas['SaleItem'];
export type SaleBody = Schemas['SaleAct'];
export type RefundBody = Schemas['RefundBody'];
export type ManualBody = Schemas['ManualAct'];
/** Points, or a full card, spent on a reward. */
export type RewardRedemption = Schemas['RedemptionAct'];
export type RestoreBody = Schemas['RestoreBody'];
export type Quote = Schemas['QuoteAnswer'];
/** The guest's word for points that may not be spent without it. */
export type SpendConfirmation = Schemas['SpendConfirmation'];

/** An act that a till records: a sale of a guest, or an anonymous receipt. */
export type Sale =
  | { readonly guestId: string; readonly body: Schemas['SaleAct'] }
  | { readonly guestId: null; readonly body: Schemas['AnonymousReceipt'] };

/** An act above the asker's limit: the answer to the asker, and the view of the manager who decides. */
export type AwaitingApproval = Schemas['AwaitingApproval'];
export type Approval = Schemas['Approval'];
export type ExpectedRefund = Schemas['ExpectedRefund'];
export type RefundQuote = Schemas['RefundQuote'];

const HISTORY_AT_ONCE = 15;

/** How a guest's points came and went, the newest first. */
export function historyQuery(guestId: string) {
  return infiniteQueryOptions({
    queryKey: [...guestKeys.one(guestId), 'history'],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: guestId }, query: pageAfter(pageParam, HISTORY_AT_ONCE) };
      return answerOf(api.GET('/api/guests/{id}/history', { params, signal }));
    },
  });
}

export function transactionQuery(id: string) {
  return queryOptions({
    queryKey: ['transaction', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/transactions/{id}', { params: { path: { id } }, signal })),
  });
}

/** Why a transaction is as it is, in the reader's language. It is decided anew each time that somebody asks. */
export function explanationQuery(id: string, language: string) {
  return queryOptions({
    queryKey: ['explanation', id, language],
    staleTime: 0,
    queryFn: ({ signal }) => answerOf(api.GET('/api/transactions/{id}/explain', { params: { path: { id } }, signal })),
  });
}

export const quoteKeys = { each: ['quote'] };

export interface QuotedSale {
  readonly pointOfSaleId: string;
  readonly amount: number;
  readonly pointsToRedeem: number;
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
  readonly items: SaleItem[] | null;
}

/** The part of a quote that the receipt on the screen shows. */
export type CheckQuote = Pick<
  Quote,
  | 'amount'
  | 'discount'
  | 'pointsRedeemed'
  | 'pointsValue'
  | 'payable'
  | 'pointsEarned'
  | 'redeemable'
  | 'confirmAbove'
  | 'rewardsAvailable'
> & {
  /** Those of its points that campaigns give, of a quote without the server, which says them when it has the sale; null: nobody knows them yet. */
  readonly campaignPoints?: number | null;
};

/** The quote of a sale. It is as old as the balance it was made of, so it is never kept. */
export function quoteQuery(guestId: string, sale: QuotedSale) {
  return queryOptions({
    queryKey: [...quoteKeys.each, guestId, sale],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => askQuote(guestId, sale, signal),
  });
}

export function askQuote(guestId: string, sale: QuotedSale, signal: AbortSignal): Promise<Quote> {
  const { redemptionIds, coupons, ...figures } = sale;
  const lists = { redemptionIds: [...redemptionIds], coupons: [...coupons] };
  const body = { type: 'SALE' as const, receiptNumber: null, ...figures, ...lists };
  return answerOf(api.POST('/api/guests/{id}/quote', { params: { path: { id: guestId } }, body, signal }));
}

/** Receipts of this number, the newest first. */
export async function findReceipts(number: string, limit: number, signal: AbortSignal) {
  return (await answerOf(api.GET('/api/receipts', { params: { query: { number, limit } }, signal }))).items;
}

export type FoundReceipt = Schemas['FoundReceipts']['items'][number];

export function receiptsQuery(number: string, limit: number) {
  return queryOptions({
    queryKey: ['receipts', number, limit],
    staleTime: 0,
    queryFn: ({ signal }) => findReceipts(number, limit, signal),
  });
}

/** The QR by which a guest claims an anonymous receipt; null: it can't be claimed any more. */
export function receiptQrQuery(id: string) {
  return queryOptions({
    queryKey: ['transaction', id, 'qr'],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      try {
        return await answerOf(api.GET('/api/receipts/{id}/qr', { params: { path: { id } }, signal }));
      } catch (error) {
        if (error instanceof ApiProblem && NOT_CLAIMABLE.has(error.code)) return null;
        throw error;
      }
    },
  });
}

const NOT_CLAIMABLE: ReadonlySet<string> = new Set([
  'receipt_already_claimed',
  'receipt_refunded',
  'claim_window_over',
]);

export const recordSale: Send<Sale, Transaction> = async ({ key, body: sale }) => {
  const header = keyHeader(key);
  if (sale.guestId === null) return answerOf(api.POST('/api/receipts', { params: { header }, body: sale.body }));
  const path = { id: sale.guestId };
  const answer = await answerOf(
    api.POST('/api/guests/{id}/transaction', { params: { path, header }, body: sale.body }),
  );
  // The server kept it without its database. The device keeps it too, under the same key, and tells what became of it.
  if (answer.status === 'KEPT') throw new ApiProblem({ title: '', status: 503, code: 'unavailable' }, null);
  if (answer.status === 'AWAITING_APPROVAL') throw new Error('only manual acts and refunds wait for an approval');
  return answer;
};

/** Points by hand, or points spent on a reward. */
export const recordAct =
  <Body extends ManualBody | RewardRedemption>(guestId: string): Send<Body, Transaction | AwaitingApproval> =>
  async ({ key, body }) => {
    const params = { path: { id: guestId }, header: keyHeader(key) };
    const answer = await answerOf(api.POST('/api/guests/{id}/transaction', { params, body }));
    if (answer.status === 'KEPT') throw new Error('only sales are kept');
    return answer;
  };

/** Asks the guest from afar: in their own account, and by a code in a message where one can be sent. */
export function askConfirmation(guestId: string, points: number): Promise<Schemas['AskedConfirmation']> {
  const params = { path: { id: guestId } };
  return answerOf(api.POST('/api/guests/{id}/confirmations', { params, body: { points } }));
}

/** The sales that together are one receipt, in the order of their parts. */
export function receiptPartsQuery(id: string) {
  return queryOptions({
    queryKey: ['receipt-parts', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/receipts/{id}/parts', { params: { path: { id } }, signal })),
  });
}

/** Makes an anonymous receipt a guest's sale. */
export const claimReceipt =
  (id: string): Send<Schemas['ReceiptClaim'], Transaction> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/receipts/{id}/claim', { params: { path: { id }, header: keyHeader(key) }, body }));

export const refundSale =
  (id: string): Send<RefundBody, Refund | AwaitingApproval> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/transactions/{id}/refund', { params: { path: { id }, header: keyHeader(key) }, body }));

/** A refund as it would be decided now, with the money, the points and whether a manager has to approve it. */
export function refundQuoteQuery(id: string, body: Schemas['RefundQuoteBody']) {
  return queryOptions({
    queryKey: ['refundQuote', id, body],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/transactions/{id}/refund/quote', { params: { path: { id } }, body, signal })),
  });
}

export const undoTransaction =
  (id: string): Send<null, Refund> =>
  ({ key }) =>
    answerOf(api.POST('/api/transactions/{id}/undo', { params: { path: { id }, header: keyHeader(key) } }));

/** Brings expired points back. */
export const restorePoints =
  (expiryId: string): Send<RestoreBody, Transaction | AwaitingApproval> =>
  ({ key, body }) =>
    answerOf(
      api.POST('/api/transactions/{id}/restore', { params: { path: { id: expiryId }, header: keyHeader(key) }, body }),
    );
