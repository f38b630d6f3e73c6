import type { MessageStatus } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import type { GiftKind, GiftState } from './gift-act.rules';

export interface GiftBatchRow {
  readonly id: string;
  readonly name: string;
  readonly cards: number;
  readonly sold: number;
  readonly balance: number;
  /** How often the codes were downloaded. */
  readonly downloads: number;
  readonly createdAt: Date;
}

export interface GiftCardRow {
  readonly id: string;
  readonly batchId: string;
  readonly batchName: string;
  readonly number: number;
  readonly last4: string;
  readonly state: GiftState;
  readonly balance: number;
  readonly soldAt: Date | null;
  readonly soldRestaurantId: string | null;
  readonly guestId: string | null;
  readonly replacedBy: string | null;
  /** The last local day on which the card can be spent (`YYYY-MM-DD`). Null: the card has no end. */
  readonly endsOn: string | null;
  readonly createdAt: Date;
  /** The last message with the card's code. Null: none was planned. */
  readonly delivery: {
    readonly channel: 'SMS' | 'EMAIL';
    readonly status: MessageStatus;
    /** When the message was sent, or is due; ISO 8601. */
    readonly at: string;
  } | null;
}

/** A card whose row is locked. */
export interface LockedCard extends GiftCardRow {
  readonly version: number;
  readonly face: Buffer;
  /** The last message with the card's code. Null: none was planned. */
  readonly messageId: string | null;
  /** Months from the last payment into the card to its end. Null: the card has no end. */
  readonly termMonths: number | null;
  /** The next day on which the guest is warned of the end, or the card ends. Null: the card has no end. */
  readonly dueOn: string | null;
}

/** Kinds of actors. system: the platform itself, with the network's id. */
export const GIFT_ACTOR_KINDS = ['user', 'key', 'guest', 'system'] as const;
type GiftActorKind = (typeof GIFT_ACTOR_KINDS)[number];

export interface GiftTransactionRow {
  readonly id: string;
  readonly cardId: string;
  readonly number: number;
  readonly kind: GiftKind;
  readonly amount: number;
  readonly balance: number;
  readonly relatedId: string | null;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly actorKind: GiftActorKind;
  readonly actorId: string;
  readonly receiptNumber: string | null;
  readonly reason: string | null;
  /** The refund, in the ledger of points, of the receipt that the card paid. Null: the act names none. */
  readonly receiptRefundId: string | null;
  readonly businessDate: string;
  readonly recordedAt: Date;
}

export const CARD_COLUMNS = sql`c.id, c.batch_id, (SELECT b.name FROM gift_batches b WHERE b.network_id = c.network_id
       AND b.id = c.batch_id) AS "batch_name!",
  c.number, c.last4, c.state, c.balance, c.sold_at, c.sold_restaurant_id, c.guest_id,
  c.replaced_by, c.ends_on, c.created_at,
  (SELECT json_build_object('channel', m.channel, 'status', m.status, 'at', coalesce(m.due_at, m.created_at))
   FROM messages m WHERE m.network_id = c.network_id AND m.id = c.message_id) AS delivery`;

export const TRANSACTION_COLUMNS = sql`t.id, t.card_id, t.number, t.kind, t.amount, t.balance, t.related_id,
  t.restaurant_id, t.point_of_sale_id, t.actor_kind, t.actor_id,
  t.receipt_number, t.reason, t.receipt_refund_id, t.business_date, t.recorded_at`;

/** Money of a spending that has not returned to its card yet. */
export const LEFT = sql`(t.amount - coalesce((SELECT sum(r.amount) FROM gift_transactions r
    WHERE r.network_id = t.network_id AND r.related_id = t.id AND r.kind = 'REFUNDED'), 0))::bigint`;

export const BATCH_COLUMNS = sql`b.id, b.name, b.cards, b.downloads, b.created_at,
  (SELECT count(*)::integer FROM gift_cards c WHERE c.network_id = b.network_id AND c.batch_id = b.id AND c.sold_at IS NOT NULL) AS sold,
  (SELECT coalesce(sum(c.balance), 0)::bigint FROM gift_cards c WHERE c.network_id = b.network_id AND c.batch_id = b.id) AS balance`;

/** Locks cards in the order of their ids. Missing cards are left out. */
export function lockCards(tx: Tx, networkId: string, ids: readonly string[]): Promise<LockedCard[]> {
  return tx.query<LockedCard>`SELECT ${CARD_COLUMNS}, c.version, c.face_encrypted AS face, c.message_id, c.term_months,
       c.due_on FROM gift_cards c
      WHERE c.network_id = ${networkId} AND c.id = ANY (${ids}::uuid[]) ORDER BY c.id FOR UPDATE OF c`;
}

/** An act that somebody wants to refund. */
export interface RefundedGiftAct {
  readonly id: string;
  readonly kind: GiftKind;
  readonly cardId: string;
  /** Money of a spending that has not returned yet. */
  readonly left: number;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly receiptNumber: string | null;
  readonly actorId: string;
  readonly businessDate: string;
  readonly recordedAt: Date;
}
