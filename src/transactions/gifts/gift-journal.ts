import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../../security';
import {
  CARD_COLUMNS,
  type GiftCardRow,
  type GiftTransactionRow,
  type LockedCard,
  TRANSACTION_COLUMNS,
} from './gift-cards.sql';
import type { GiftEvidence } from './gift-evidence';

type AccountKind = 'CARD' | 'SOLD' | 'REDEEMED' | 'ADJUSTED' | 'ENDED';

/** An account: a card, a restaurant's money for sold cards or taken by cards, or the network's corrections or income from ended cards. */
interface Account {
  readonly kind: AccountKind;
  readonly owner: string;
}

export interface AppendedAct extends Omit<GiftTransactionRow, 'recordedAt'> {
  readonly order: { readonly orderId: string; readonly paymentId: string } | null;
}

/** The till, the receipt and the reason of an act. Null where it has none. */
export interface GiftOccasion extends GiftEvidence {
  readonly reason: string | null;
  /** The till system's order and payment. */
  readonly order: { readonly orderId: string; readonly paymentId: string } | null;
}

export const NO_OCCASION: GiftOccasion = {
  pointOfSaleId: null,
  receiptNumber: null,
  reason: null,
  order: null,
  receiptRefundId: null,
};

/** An act that a second person lets happen: its id since it waits, and the person who asked for it and is its actor. */
export interface RequestedGiftAct {
  readonly id: string;
  readonly by: string;
}

/** A recorded act, and the card after it. */
export interface GiftRecord {
  readonly card: GiftCardRow;
  readonly transaction: GiftTransactionRow;
}

/** The actor of an act. */
export function actorOf(
  principal: Principal,
  requested: RequestedGiftAct | null = null,
): Pick<AppendedAct, 'actorKind' | 'actorId'> {
  return requested === null
    ? { actorKind: principal.kind, actorId: principal.id }
    : { actorKind: 'user', actorId: requested.by };
}

export function appendAct(tx: Tx, networkId: string, act: AppendedAct): Promise<GiftTransactionRow> {
  return tx.one<GiftTransactionRow>`INSERT INTO gift_transactions AS t (network_id, id, card_id, number, kind, amount, balance, related_id, restaurant_id,
       point_of_sale_id, actor_kind, actor_id, receipt_number, reason, business_date, external_order_id, external_payment_id, receipt_refund_id)
     VALUES (${networkId}, ${act.id}, ${act.cardId}, ${act.number}, ${act.kind}, ${act.amount}, ${act.balance}, ${act.relatedId},
     ${act.restaurantId}, ${act.pointOfSaleId}, ${act.actorKind}, ${act.actorId}, ${act.receiptNumber}, ${act.reason}, ${act.businessDate},
     ${act.order?.orderId ?? null}, ${act.order?.paymentId ?? null}, ${act.receiptRefundId}) RETURNING ${TRANSACTION_COLUMNS}`;
}

/** Moves money. A trigger changes the cards on both sides. */
export async function appendTransfer(
  tx: Tx,
  networkId: string,
  transactionId: string,
  { debit, credit, amount }: { readonly debit: Account; readonly credit: Account; readonly amount: number },
): Promise<void> {
  await tx.query`INSERT INTO gift_transfers (network_id, transaction_id, debit_kind, debit_owner, credit_kind, credit_owner, amount)
     VALUES (${networkId}, ${transactionId}, ${debit.kind}, ${debit.owner}, ${credit.kind}, ${credit.owner}, ${amount})`;
}

/** @throws ProblemError `not_found` */
export async function getCard(tx: Tx, networkId: string, id: string): Promise<GiftCardRow> {
  const card = await tx.maybe<GiftCardRow>`
    SELECT ${CARD_COLUMNS} FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = ${id}`;
  if (card === undefined) throw new ProblemError('not_found');
  return card;
}

export function stateProblem({ state }: LockedCard): ProblemError {
  return new ProblemError('gift_card_state', { state });
}
