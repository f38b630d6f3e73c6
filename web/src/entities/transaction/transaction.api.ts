import { queryOptions } from '@tanstack/react-query';
import type { Send } from '../../shared/api/act-key';
import { actOf, ask, askBy, askPages, call } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';

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
export type Quote = Schemas['QuoteAnswer'];
/** The guest's consent to a spend above the network's limit. */
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
export const historyQuery = (guestId: string, limit = HISTORY_AT_ONCE) =>
  askPages('/api/guests/{id}/history', { id: guestId, limit });

export const transactionQuery = (id: string) => ask('/api/transactions/{id}', { id });

/** Why a transaction is as it is, in the reader's language. It is decided anew each time that somebody asks. */
export const explanationQuery = (id: string, language: string) =>
  ask(
    '/api/transactions/{id}/explain',
    { id },
    {
      by: language,
      staleTime: 0,
    },
  );

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
  | 'discountByLine'
  | 'pointsRedeemed'
  | 'pointsValue'
  | 'payable'
  | 'pointsEarned'
  | 'redeemable'
  | 'confirmAbove'
  | 'rewardsAvailable'
> & {
  /** Points that campaigns give. Null in a quote without the server: only the server counts them, when it records the sale. */
  readonly campaignPoints?: number | null;
  /** Minor units that campaigns take off by a quote without the server, which may find their budgets used up. */
  readonly campaignMoney?: number;
  readonly trace: readonly Pick<Quote['trace'][number], 'rule' | 'amount'>[];
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
  return call('POST', '/api/guests/{id}/quote', { id: guestId }, body, signal);
}

/** Receipts of this number, the newest first. */
export async function findReceipts(number: string, limit: number, signal: AbortSignal) {
  return (await call('GET', '/api/receipts', { number, limit }, null, signal)).items;
}

export type FoundReceipt = Schemas['FoundReceipts']['items'][number];

export const receiptsQuery = (number: string, limit: number) =>
  ask('/api/receipts', { number, limit }, { staleTime: 0, select: ({ items }) => items });

export const recordSale: Send<Sale, Transaction> = async ({ key, body: sale }) => {
  if (sale.guestId === null) return actOf('POST', '/api/receipts')({ key, body: sale.body });
  const answer = await actOf('POST', '/api/guests/{id}/transaction', { id: sale.guestId })({ key, body: sale.body });
  // The server keeps the act while its database is away. The device keeps it too, under the same key, and learns the outcome later.
  if (answer.status === 'KEPT') throw new ApiProblem({ title: '', status: 503, code: 'unavailable' }, null);
  if (answer.status === 'AWAITING_APPROVAL') throw new Error('only manual acts and refunds wait for an approval');
  return answer;
};

/** Points by hand, or points spent on a reward. */
export const recordAct =
  <Body extends ManualBody | RewardRedemption>(id: string): Send<Body, Transaction | AwaitingApproval> =>
  async (given) => {
    const answer = await actOf('POST', '/api/guests/{id}/transaction', { id })(given);
    if (answer.status === 'KEPT') throw new Error('only sales are kept');
    return answer;
  };

export const refundSale = (id: string) => actOf('POST', '/api/transactions/{id}/refund', { id });

/** A refund as it would be decided now, with the money, the points and whether a manager has to approve it. */
export const refundQuoteQuery = (id: string, body: Schemas['RefundQuoteBody']) =>
  askBy('/api/transactions/{id}/refund/quote', { id }, body, {
    staleTime: 0,
    gcTime: 0,
  });

export type LedgerProof = Schemas['LedgerProof'];

/** All that is needed to check elsewhere that a transaction is sealed. */
export const proofQuery = (transactionId: string) => ask('/api/ledger/proof', { transactionId });
