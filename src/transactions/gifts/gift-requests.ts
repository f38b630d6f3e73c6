import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type GiftActs, Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import {
  Audit,
  type ChangeRequestAnswer,
  type ChangeRequestRow,
  ChangeRequests,
  networkOf,
  type Principal,
  type RequestContext,
} from '../../security';
import { isCashier } from '../till/approvals/refund-limits';
import { GiftCards } from './gift-cards';
import type { GiftCardRow, RefundedGiftAct } from './gift-cards.sql';
import { type GiftOccasion, type GiftRecord, NO_OCCASION } from './gift-journal';
import { GiftRefunds } from './gift-refunds';
import { GiftReplacements } from './gift-replacements';
import { beginOfDay, findBeginOfShift, GiftLimits, type LimitedGiftAct } from './gift-limits';

/** How long a cashier takes a payment back alone that has no receipt yet; as long as a sale can be undone. */
const TAKEN_BACK_MS = 60_000;

/** An act above a limit, as the change request stores it until a second person decides. */
const askedGiftSchema = z.strictObject({
  /** Id of the act, which it keeps. */
  id: z.uuid(),
  /** Last four digits of the card's code. */
  name: z.string(),
  act: z.enum(['SOLD', 'TOPPED_UP', 'CORRECTED', 'MOVED_OUT', 'REFUNDED']),
  amount: z.int(),
  pointOfSaleId: z.uuid().nullable(),
  receiptNumber: z.string().nullable(),
  reason: z.string().nullable(),
  /** The refunded spending, and the refund of its receipt. */
  spendingId: z.uuid().nullable(),
  receiptRefundId: z.uuid().nullable(),
  /** The card that takes the place of the other. */
  byId: z.uuid().nullable(),
});
type AskedGift = z.infer<typeof askedGiftSchema>;

/** The part of an act that its approver sees and its approval needs, besides the card. */
type RequestedPart = Pick<AskedGift, 'act' | 'amount'> & Partial<Pick<AskedGift, 'spendingId' | 'byId'>>;

/** Acts of gift cards above the caller's limit: a person's wait for a second person, those of an API key are refused. */
@Injectable()
export class GiftRequests implements GiftActs {
  constructor(
    private readonly cards: GiftCards,
    private readonly refunds: GiftRefunds,
    private readonly replacements: GiftReplacements,
    private readonly limits: GiftLimits,
    private readonly requests: ChangeRequests,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * The request for money in or off a card; null: the caller records it alone.
   * @throws ProblemError `gift_limit_exceeded` for a key, and what would refuse the act now
   */
  async findForMoney(
    tx: Tx,
    context: RequestContext,
    cardId: string,
    act: { readonly kind: 'SOLD' | 'TOPPED_UP' | 'CORRECTED'; readonly amount: number },
    occasion: GiftOccasion,
  ): Promise<ChangeRequestAnswer | null> {
    if (!(await this.isAbove(tx, context.principal, act, occasion))) return null;
    const card = await this.cards.requirePossible(tx, context.principal, cardId, act, occasion);
    return this.ask(tx, context, card, { act: act.kind, amount: act.amount }, occasion);
  }

  /** The request for a replacement; null: the caller replaces alone. @throws ProblemError as `findForMoney` */
  async findForReplacement(
    tx: Tx,
    context: RequestContext,
    cardId: string,
    { byId, reason }: { readonly byId: string; readonly reason: string },
  ): Promise<ChangeRequestAnswer | null> {
    await this.limits.lock(tx, context.principal);
    const { from } = await this.replacements.lock(tx, context.networkId, cardId, byId);
    const occasion = { ...NO_OCCASION, reason };
    if (!(await this.isAbove(tx, context.principal, { kind: 'MOVED_OUT', amount: from.balance }, occasion)))
      return null;
    const asked = { act: 'MOVED_OUT', amount: from.balance, byId } as const;
    return this.ask(tx, context, from, asked, occasion);
  }

  /**
   * The refund of the receipt that a payment of this business day names, where the caller names none. Null: none is
   * known that covers the amount.
   * @throws ProblemError `not_found`, `gift_not_refundable`
   */
  async findReceiptRefund(tx: Tx, networkId: string, spendingId: string, amount: number): Promise<string | null> {
    const spending = await this.refunds.getSpending(tx, networkId, spendingId);
    const { profile } = await this.snapshots.currentWithin(tx, networkId);
    const isOfToday = spending.recordedAt.getTime() >= beginOfDay(profile, this.clock.now());
    if (spending.receiptNumber === null || !isOfToday) return null;
    // The newest refund in the ledger of points that refunds the receipt of the payment at the same till, and still covers the amount. Undefined:
    // there is no such refund. The statement reads only acts that the network recorded after the payment.
    const row = await tx.maybe<{ id: string }>`
      SELECT r.id FROM transactions r JOIN transactions s ON s.network_id = ${networkId} AND s.id = r.related_id
        WHERE r.network_id = ${networkId} AND r.id > ${spending.id} AND r.type = 'REFUND' AND r.point_of_sale_id = ${spending.pointOfSaleId}
          AND s.receipt_number = ${spending.receiptNumber}
          AND r.amount - coalesce((SELECT sum(g.amount) FROM gift_transactions g WHERE g.network_id = ${networkId}
            AND g.receipt_refund_id = r.id), 0) >= ${amount}
        ORDER BY r.id DESC LIMIT 1`;
    return row?.id ?? null;
  }

  /**
   * The request for a refund; null: the caller refunds alone. A cashier's refund also waits where it names no refund of
   * its receipt, unless it takes an own payment back at once, and where the payment is not of the own shift.
   * @throws ProblemError as `findForMoney` and `GiftRefunds.refund`
   */
  async findForRefund(
    tx: Tx,
    context: RequestContext,
    { spendingId, amount }: { readonly spendingId: string; readonly amount: number },
    occasion: GiftOccasion,
  ): Promise<ChangeRequestAnswer | null> {
    const { principal, networkId } = context;
    const spending = await this.refunds.getSpending(tx, networkId, spendingId);
    const isForeign = isCashier(principal) && !(await this.mayRefundAlone(tx, principal, spending, occasion));
    // The sum is locked and read in any case, so that acts of one person wait for each other.
    const isAbove = await this.isAbove(tx, principal, { kind: 'REFUNDED', amount }, occasion);
    if (!isForeign && !isAbove) return null;
    const { cardId, left } = await this.refunds.lockSpending(tx, networkId, spendingId);
    await this.refunds.requireReceiptRefund(tx, networkId, { spendingId, amount }, occasion.receiptRefundId);
    const act = { kind: 'REFUNDED', amount, left, toBlocked: false } as const;
    const card = await this.cards.requirePossible(tx, principal, cardId, act, occasion);
    return this.ask(tx, context, card, { act: 'REFUNDED', amount, spendingId }, occasion);
  }

  /**
   * Refuses what cannot wait: a digital card or a code that is sent, whose receiver is kept nowhere.
   * @throws ProblemError `gift_limit_exceeded`
   */
  async requireWithin(tx: Tx, principal: Principal, act: LimitedGiftAct, occasion: GiftOccasion): Promise<void> {
    const excess = await this.limits.findExcess(tx, principal, act, occasion);
    if (excess === null) return;
    const { profile } = await this.snapshots.currentWithin(tx, networkOf(principal));
    throw new ProblemError('gift_limit_exceeded', { ...excess, currency: profile.currency });
  }

  /** Records a requested act in the name of the person who asked for it. */
  async applyRequested(
    tx: Tx,
    { principal, networkId, author }: RequestContext,
    { subjectId: cardId, change, requestedBy }: ChangeRequestRow,
  ): Promise<void> {
    const { id, act, amount, pointOfSaleId, receiptNumber, reason, spendingId, receiptRefundId, byId } =
      askedGiftSchema.parse(change);
    const occasion = { ...NO_OCCASION, pointOfSaleId, receiptNumber, reason, receiptRefundId };
    const requested = { id, by: requestedBy };
    const record = (): Promise<GiftRecord> => {
      if (act === 'MOVED_OUT')
        return this.replacements.replace(tx, principal, { cardId, byId: byId ?? '', reason: reason ?? '' }, requested);
      if (act !== 'REFUNDED')
        return this.cards.record(tx, principal, cardId, { kind: act, amount }, occasion, { requested });
      const part = { spendingId: spendingId ?? '', amount, toBlocked: false };
      return this.refunds.refund(tx, principal, part, occasion, requested);
    };
    const { card } = await record();
    const after = { act, amount, state: card.state, balance: card.balance };
    await this.audit.appendChange(tx, networkId, author, 'gift_card.approved', cardId, { after });
  }

  private async mayRefundAlone(
    tx: Tx,
    principal: Principal,
    { actorId, pointOfSaleId, recordedAt }: RefundedGiftAct,
    { receiptRefundId }: GiftOccasion,
  ): Promise<boolean> {
    if (actorId !== principal.id || pointOfSaleId === null) return false;
    const now = this.clock.now();
    if (receiptRefundId === null) return now.getTime() - recordedAt.getTime() <= TAKEN_BACK_MS;
    const { profile } = await this.snapshots.currentWithin(tx, networkOf(principal));
    return recordedAt >= (await findBeginOfShift(tx, profile, principal.id, pointOfSaleId, now));
  }

  private async isAbove(tx: Tx, principal: Principal, act: LimitedGiftAct, occasion: GiftOccasion): Promise<boolean> {
    if (principal.kind !== 'user') {
      await this.requireWithin(tx, principal, act, occasion);
      return false;
    }
    return (await this.limits.findExcess(tx, principal, act, occasion)) !== null;
  }

  private ask(
    tx: Tx,
    context: RequestContext,
    { id: cardId, last4 }: GiftCardRow,
    { spendingId = null, byId = null, ...asked }: RequestedPart,
    { pointOfSaleId, receiptNumber, reason, receiptRefundId }: GiftOccasion,
  ): Promise<ChangeRequestAnswer> {
    const occasion = { pointOfSaleId, receiptNumber, reason, receiptRefundId };
    const change: AskedGift = { id: newId(), name: last4, ...asked, ...occasion, spendingId, byId };
    return this.requests.ask(tx, context, { kind: 'GIFT_CARD', subjectId: cardId, change });
  }
}
