import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { invariant } from '../../decision';
import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, type Principal } from '../../security';
import { GiftCards } from './gift-cards';
import { LEFT, lockCards, type RefundedGiftAct } from './gift-cards.sql';
import type { GiftOccasion, GiftRecord, RequestedGiftAct } from './gift-journal';

/** The part of a spending that returns to its card. */
export interface GiftReturn {
  readonly spendingId: string;
  readonly amount: number;
  /** Whether a blocked card takes the money. */
  readonly toBlocked: boolean;
}

/** Returns money of spendings to their cards. */
@Injectable()
export class GiftRefunds {
  constructor(
    private readonly cards: GiftCards,
    private readonly snapshots: Snapshots,
  ) {}

  /**
   * Returns a part of a spending to its card, or to the card that replaced it. A named refund of the receipt covers it.
   * @throws ProblemError `not_found`, `gift_not_refundable`, `gift_refund_receipt`, `gift_refund_exceeds`,
   * `gift_card_state`, `gift_card_limit`, and `unavailable` where the card is being replaced
   */
  async refund(
    tx: Tx,
    principal: Principal,
    { spendingId, amount, toBlocked }: GiftReturn,
    occasion: GiftOccasion,
    requested: RequestedGiftAct | null = null,
  ): Promise<GiftRecord> {
    const { cardId, left } = await this.lockSpending(tx, networkOf(principal), spendingId);
    await this.requireReceiptRefund(tx, networkOf(principal), { spendingId, amount }, occasion.receiptRefundId);
    const act = { kind: 'REFUNDED', amount, left, toBlocked } as const;
    return this.cards.record(tx, principal, cardId, act, occasion, { relatedId: spendingId, requested });
  }

  /**
   * Returns the whole rest of a spending, also to a blocked card. Null: nothing is left of it.
   * @throws ProblemError as `refund`
   */
  async refundRest(
    tx: Tx,
    principal: Principal,
    spendingId: string,
    occasion: GiftOccasion,
  ): Promise<GiftRecord | null> {
    const { left } = await this.lockSpending(tx, networkOf(principal), spendingId);
    return left === 0 ? null : this.refund(tx, principal, { spendingId, amount: left, toBlocked: true }, occasion);
  }

  /**
   * Locks the card of a spending, and the card that has its money now. Returns the latter, and the money of the
   * spending that has not returned yet.
   * @throws ProblemError `not_found`, `gift_not_refundable` for another act, and `unavailable` where the card is being
   * replaced
   */
  async lockSpending(tx: Tx, networkId: string, spendingId: string): Promise<{ cardId: string; left: number }> {
    const spending = await this.getSpending(tx, networkId, spendingId);
    const cardId = await findSuccessor(tx, networkId, spending.cardId);
    // The spending's own card guards its refunds, even if another card has its money now.
    await lockCards(tx, networkId, [spending.cardId, cardId]);
    if ((await findSuccessor(tx, networkId, spending.cardId)) !== cardId)
      throw new ProblemError('unavailable', {}, [], 1);
    const { left } = await this.getSpending(tx, networkId, spendingId);
    invariant(left >= 0, 'no more has returned of a payment than it was');
    return { cardId, left };
  }

  /** @throws ProblemError `not_found`, `gift_not_refundable` with the kind of another act */
  async getSpending(tx: Tx, networkId: string, id: string): Promise<RefundedGiftAct> {
    const act = await tx.maybe<RefundedGiftAct>`
      SELECT t.id, t.kind, t.card_id, ${LEFT} AS left, t.restaurant_id, t.point_of_sale_id,
             t.receipt_number, t.actor_id, t.business_date, t.recorded_at
           FROM gift_transactions t WHERE t.network_id = ${networkId} AND t.id = ${id}`;
    if (act === undefined) throw new ProblemError('not_found');
    if (act.kind !== 'SPENT') throw new ProblemError('gift_not_refundable', { kind: act.kind });
    return act;
  }

  /** @throws ProblemError `gift_refund_receipt` where the refund of the receipt does not cover the money */
  async requireReceiptRefund(
    tx: Tx,
    networkId: string,
    { spendingId, amount }: Pick<GiftReturn, 'spendingId' | 'amount'>,
    receiptRefundId: string | null,
  ): Promise<void> {
    if (receiptRefundId === null) return;
    const spending = await this.getSpending(tx, networkId, spendingId);
    const left = (await lockAndReadReceiptRefund(tx, networkId, receiptRefundId, spending)) ?? 0;
    if (amount <= left) return;
    const { profile } = await this.snapshots.currentWithin(tx, networkId);
    throw new ProblemError('gift_refund_receipt', { left: Math.max(0, left), currency: profile.currency });
  }
}

/** The card that finally replaced a card. A card that was not replaced is returned unchanged. */
async function findSuccessor(tx: Statements, networkId: string, cardId: string): Promise<string> {
  const last = await tx.maybe<{ id: string }>`WITH RECURSIVE r (id, replaced_by) AS (
       SELECT c.id, c.replaced_by FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = ${cardId}
       UNION ALL
       SELECT c.id, c.replaced_by FROM r JOIN gift_cards c ON c.network_id = ${networkId} AND c.id = r.replaced_by)
     SELECT id FROM r WHERE replaced_by IS NULL`;
  return last?.id ?? cardId;
}

/**
 * The amount of a refund in the ledger of points that no refund to a gift card has used yet. Undefined: there is no such
 * refund after the payment, in its restaurant and of its receipt. One call counts at a time, since the cards' locks do
 * not guard the sum.
 */
async function lockAndReadReceiptRefund(
  tx: Tx,
  networkId: string,
  refundId: string,
  { id, restaurantId, receiptNumber }: RefundedGiftAct,
): Promise<number | undefined> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${`gift receipt ${networkId} ${refundId}`}, 0))`;
  const row = await tx.maybe<{ left: number }>`
    SELECT (r.amount - coalesce((SELECT sum(g.amount) FROM gift_transactions g
         WHERE g.network_id = ${networkId} AND g.receipt_refund_id = r.id), 0))::bigint AS left
     FROM transactions r JOIN transactions s ON s.network_id = ${networkId} AND s.id = r.related_id
     WHERE r.network_id = ${networkId} AND r.id = ${refundId} AND r.id > ${id} AND r.type = 'REFUND' AND r.restaurant_id = ${restaurantId}
       ${when(receiptNumber !== null, sql`AND (s.receipt_number IS NULL OR s.receipt_number = ${receiptNumber})`)}`;
  return row?.left;
}
