import { Injectable } from '@nestjs/common';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author, networkOf, NO_ORIGIN, type Principal, type RequestContext } from '../../security';
import { GiftCards } from './gift-cards';
import { LEFT, lockCards } from './gift-cards.sql';
import { GiftFaces } from './gift-faces';
import { getCard, type GiftRecord, NO_OCCASION } from './gift-journal';
import { GiftRefunds } from './gift-refunds';

/** A payment by gift card for an order of a till system. */
interface OrderPaymentRow {
  readonly id: string;
  readonly paymentId: string;
  readonly pointOfSaleId: string;
  readonly receiptNumber: string | null;
  /** Money that has not returned to the card yet. */
  readonly left: number;
}

/** A payment of an order, under the till system's names for both; at most 200 characters each. */
export interface OrderPayment {
  readonly orderId: string;
  readonly paymentId: string;
}

/** A card and its part of a payment, in minor units. The PIN is missing where the till system cannot send one. */
export interface GiftPart {
  readonly code: string;
  readonly pin: string | null;
  readonly amount: number;
}

/** Gift cards as a means of payment for till systems, which find their payments again by order. */
@Injectable()
export class GiftPayments {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly faces: GiftFaces,
    private readonly cards: GiftCards,
    private readonly refunds: GiftRefunds,
    private readonly audit: Audit,
  ) {}

  /**
   * Money that the card can pay, in minor units.
   * @throws ProblemError `gift_card_unknown`, `gift_card_state`, `locked_out`
   */
  async balance(principal: Principal, code: string, pin: string | null): Promise<number> {
    const networkId = networkOf(principal);
    const id = await this.faces.find(principal, code, pin);
    const { state, balance } = await this.database.inNetwork(networkId, (tx) => getCard(tx, networkId, id));
    if (state !== 'ACTIVE') throw new ProblemError('gift_card_state', { state });
    return balance;
  }

  /**
   * Takes each part off its card, or nothing at all. Happens once for the payment, and for the call's key if it has
   * one. Returns the money left on the cards.
   * @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_short`, `locked_out`, and those of the till
   */
  async pay(
    { networkId, call, principal }: RequestContext,
    order: OrderPayment & { readonly pointOfSaleId: string; readonly receiptNumber: string | null },
    parts: readonly GiftPart[],
  ): Promise<number> {
    const taken: { readonly cardId: string; readonly amount: number }[] = [];
    for (const { code, pin, amount } of parts)
      taken.push({ cardId: await this.faces.find(principal, code, pin), amount });
    // Cards are locked in the order of their ids.
    taken.sort((one, other) => (one.cardId < other.cardId ? -1 : 1));
    const { pointOfSaleId, receiptNumber, orderId, paymentId } = order;
    const occasion = { ...NO_OCCASION, pointOfSaleId, receiptNumber, order: { orderId, paymentId } };
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const cardIds = taken.map(({ cardId }) => cardId);
      const cards = await lockCards(tx, networkId, cardIds);
      const payments = await listPaymentsOfOrder(tx, networkId, principal.id, orderId);
      if (payments.some((payment) => payment.paymentId === paymentId))
        return cards.reduce((sum, { balance }) => sum + balance, 0);
      let left = 0;
      for (const { cardId, amount } of taken) {
        const { card } = await this.cards.record(tx, principal, cardId, { kind: 'SPENT', amount }, occasion);
        left += card.balance;
      }
      return left;
    });
  }

  /**
   * Returns the rest of all payments of an order, or of one payment; a repetition moves nothing more. Answers with the
   * returned money.
   * @throws ProblemError `gift_card_limit` where a card would hold too much; `point_of_sale_closed`
   */
  async giveBack(principal: Principal, orderId: string, paymentId?: string): Promise<number> {
    const networkId = networkOf(principal);
    const payments = await this.list(principal, orderId, paymentId);
    let sum = 0;
    for (const { id, pointOfSaleId, receiptNumber } of payments) {
      const occasion = { ...NO_OCCASION, pointOfSaleId, receiptNumber };
      sum += await this.database.inNetwork(networkId, async (tx) => {
        const record = await this.refunds.refundRest(tx, principal, id, occasion);
        await this.noteBlocked(tx, networkId, { actor: principal, origin: NO_ORIGIN }, record);
        return record?.transaction.amount ?? 0;
      });
    }
    return sum;
  }

  /**
   * Returns a part of a payment by one card, once for the call's key. A payment that was returned as a whole does not
   * change.
   * @throws ProblemError `not_found`, `gift_refund_exceeds`, `gift_card_limit`, `point_of_sale_closed`
   */
  async giveBackPart(context: RequestContext, { orderId, paymentId }: OrderPayment, amount: number): Promise<void> {
    const { networkId, call, principal, author } = context;
    const payments = await this.list(principal, orderId, paymentId);
    const payment = found(payments.find(({ left }) => left > 0) ?? payments[0]);
    const { id, pointOfSaleId, receiptNumber } = payment;
    await this.keyed.run(networkId, call, 200, async (tx) => {
      if ((await this.refunds.lockSpending(tx, networkId, id)).left === 0) return;
      const part = { spendingId: id, amount, toBlocked: true };
      const record = await this.refunds.refund(tx, principal, part, { ...NO_OCCASION, pointOfSaleId, receiptNumber });
      await this.noteBlocked(tx, networkId, author, record);
    });
  }

  /** Notes in the audit that money of a cancelled order went to a blocked card, which a manager has to look at. */
  private async noteBlocked(tx: Tx, networkId: string, author: Author, record: GiftRecord | null): Promise<void> {
    if (record?.card.state !== 'BLOCKED') return;
    const after = { amount: record.transaction.amount, balance: record.card.balance };
    await this.audit.appendChange(tx, networkId, author, 'gift_card.refunded_to_blocked', record.card.id, { after });
  }

  /** Payments of an order by gift cards, the oldest first. */
  async list(principal: Principal, orderId: string, paymentId?: string): Promise<OrderPaymentRow[]> {
    const networkId = networkOf(principal);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listPaymentsOfOrder(tx, networkId, principal.id, orderId),
    );
    return paymentId === undefined ? rows : rows.filter((row) => row.paymentId === paymentId);
  }
}

/** The gift card payments of an order that this caller recorded, the oldest first; at most 500. */
function listPaymentsOfOrder(
  tx: Statements,
  networkId: string,
  actorId: string,
  orderId: string,
): Promise<OrderPaymentRow[]> {
  return tx.query<OrderPaymentRow>`SELECT t.id, t.external_payment_id AS "payment_id!", t.point_of_sale_id AS "point_of_sale_id!", t.receipt_number,
       ${LEFT} AS left
     FROM gift_transactions t
     WHERE t.network_id = ${networkId} AND t.actor_id = ${actorId} AND t.external_order_id = ${orderId} ORDER BY t.id LIMIT 500`;
}
