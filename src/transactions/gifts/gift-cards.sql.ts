import type { MessageStatus } from '../../identity';
import { invariant } from '../../decision';
import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import type { GiftKind, GiftState } from './gift-act.rules';
import type { GiftTerm } from './gift-term.rules';

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

const CARD_COLUMNS = sql`c.id, c.batch_id, (SELECT b.name FROM gift_batches b WHERE b.network_id = c.network_id
       AND b.id = c.batch_id) AS "batch_name!",
  c.number, c.last4, c.state, c.balance, c.sold_at, c.sold_restaurant_id, c.guest_id,
  c.replaced_by, c.ends_on, c.created_at,
  (SELECT json_build_object('channel', m.channel, 'status', m.status, 'at', coalesce(m.due_at, m.created_at))
   FROM messages m WHERE m.network_id = c.network_id AND m.id = c.message_id) AS delivery`;

const TRANSACTION_COLUMNS = sql`t.id, t.card_id, t.number, t.kind, t.amount, t.balance, t.related_id,
  t.restaurant_id, t.point_of_sale_id, t.actor_kind, t.actor_id,
  t.receipt_number, t.reason, t.receipt_refund_id, t.business_date, t.recorded_at`;

/** Money of a spending that has not returned to its card yet. */
const LEFT = sql`(t.amount - coalesce((SELECT sum(r.amount) FROM gift_transactions r
    WHERE r.network_id = t.network_id AND r.related_id = t.id AND r.kind = 'REFUNDED'), 0))::bigint`;

const BATCH_COLUMNS = sql`b.id, b.name, b.cards, b.downloads, b.created_at,
  (SELECT count(*)::integer FROM gift_cards c WHERE c.network_id = b.network_id AND c.batch_id = b.id AND c.sold_at IS NOT NULL) AS sold,
  (SELECT coalesce(sum(c.balance), 0)::bigint FROM gift_cards c WHERE c.network_id = b.network_id AND c.batch_id = b.id) AS balance`;

/** A new card: its blind index, its encrypted face, and the end of its code. */
export interface MadeCard {
  readonly id: string;
  readonly codeIndex: Buffer;
  readonly face: Buffer;
  readonly last4: string;
}

export async function appendBatch(
  tx: Tx,
  networkId: string,
  batch: { readonly id: string; readonly name: string; readonly createdBy: string; readonly isDigital: boolean },
  cards: readonly MadeCard[],
): Promise<void> {
  await tx.query`INSERT INTO gift_batches (network_id, id, name, cards, created_by, digital)
     VALUES (${networkId}, ${batch.id}, ${batch.name}, ${cards.length}, ${batch.createdBy}, ${batch.isDigital})`;
  await tx.query`INSERT INTO gift_cards (network_id, id, batch_id, number, code_index, face_encrypted, last4)
     SELECT ${networkId}, m.id, ${batch.id}, m.number, m.code_index, m.face, m.last4
     FROM unnest(${cards.map(({ id }) => id)}::uuid[], ${cards.map(({ codeIndex }) => codeIndex)}::bytea[],
     ${cards.map(({ face }) => face)}::bytea[], ${cards.map(({ last4 }) => last4)}::text[]) WITH ORDINALITY AS m (id, code_index, face, last4, number)`;
}

/** A printed batch; batches of digital cards are not found. */
export function findBatch(tx: Statements, networkId: string, id: string): Promise<GiftBatchRow | undefined> {
  return tx.maybe<GiftBatchRow>`SELECT ${BATCH_COLUMNS} FROM gift_batches b WHERE b.network_id = ${networkId} AND b.id = ${id} AND NOT b.digital`;
}

/** Printed batches; batches of digital cards are not listed. */
export function listBatches(tx: Statements, networkId: string, slice: IdSlice): Promise<GiftBatchRow[]> {
  return tx.query<GiftBatchRow>`SELECT ${BATCH_COLUMNS} FROM gift_batches b WHERE b.network_id = ${networkId} AND b.id > ${slice.after}
       AND b.id < ${slice.before} AND NOT b.digital
     ORDER BY b.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

/** The faces of the cards of a batch that were never sold, sorted by number; at most as many as a batch may have. */
export function listUnsoldFaces(
  tx: Statements,
  networkId: string,
  batchId: string,
): Promise<{ readonly number: number; readonly face: Buffer }[]> {
  return tx.query<{ number: number; face: Buffer }>`SELECT number, face_encrypted AS face FROM gift_cards
      WHERE network_id = ${networkId} AND batch_id = ${batchId} AND sold_at IS NULL ORDER BY number`;
}

/** Counts a download of the codes of a batch. Returns how often they were downloaded now. */
export async function noteDownload(tx: Tx, networkId: string, batchId: string): Promise<number> {
  const { downloads } = await tx.one<{ downloads: number }>`
    UPDATE gift_batches SET downloads = downloads + 1 WHERE network_id = ${networkId} AND id = ${batchId}
     RETURNING downloads`;
  return downloads;
}

/** Writes into the journal of each unsold card of a batch that its code was downloaded again. `ids` has an id for each card. */
export async function appendDownloads(
  tx: Tx,
  networkId: string,
  batchId: string,
  {
    ids,
    actorKind,
    actorId,
    businessDate,
  }: Pick<AppendedAct, 'actorKind' | 'actorId' | 'businessDate'> & { readonly ids: readonly string[] },
): Promise<void> {
  await tx.query`WITH locked AS (SELECT c.id FROM gift_cards c WHERE c.network_id = ${networkId} AND c.batch_id = ${batchId}
       AND c.sold_at IS NULL ORDER BY c.id FOR UPDATE),
       counted AS (UPDATE gift_cards c SET version = c.version + 1 FROM locked WHERE c.network_id = ${networkId} AND c.id = locked.id
         RETURNING c.id, c.version, c.balance),
       numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS place FROM counted)
     INSERT INTO gift_transactions (network_id, id, card_id, number, kind, amount, balance, actor_kind, actor_id, business_date)
     SELECT ${networkId}, (${ids}::uuid[])[n.place], n.id, n.version, 'DOWNLOADED', 0, n.balance, ${actorKind}, ${actorId}, ${businessDate}
     FROM numbered n`;
}

export interface CardFilter {
  readonly batchId: string | null;
  readonly state: GiftState | null;
  readonly last4: string | null;
}

export function listCards(
  tx: Statements,
  networkId: string,
  { batchId, state, last4 }: CardFilter,
  slice: IdSlice,
): Promise<GiftCardRow[]> {
  return tx.query<GiftCardRow>`SELECT ${CARD_COLUMNS} FROM gift_cards c
      WHERE c.network_id = ${networkId} AND c.id > ${slice.after} AND c.id < ${slice.before}
      ${when(batchId !== null, sql`AND c.batch_id = ${batchId}`)}
        ${when(state !== null, sql`AND c.state = ${state}`)} ${when(last4 !== null, sql`AND c.last4 = ${last4}`)}
      ORDER BY c.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

/** Cards of these guests that can be spent, are blocked or have ended; the newest first, at most 50. */
export function listCardsOfGuests(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<GiftCardRow[]> {
  return tx.query<GiftCardRow>`SELECT ${CARD_COLUMNS} FROM gift_cards c
      WHERE c.network_id = ${networkId} AND c.guest_id = ANY (${guestIds}::uuid[]) AND c.state IN ('ACTIVE', 'BLOCKED', 'ENDED') ORDER BY c.id DESC
      LIMIT 50`;
}

export function findCard(tx: Statements, networkId: string, id: string): Promise<GiftCardRow | undefined> {
  return tx.maybe<GiftCardRow>`SELECT ${CARD_COLUMNS} FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = ${id}`;
}

/** The encrypted face of a card that one of these guests has. */
export function findFaceOfGuests(
  tx: Statements,
  networkId: string,
  id: string,
  guestIds: readonly string[],
): Promise<{ readonly face: Buffer } | undefined> {
  return tx.maybe<{ face: Buffer }>`SELECT face_encrypted AS face FROM gift_cards
      WHERE network_id = ${networkId} AND id = ${id} AND guest_id = ANY (${guestIds}::uuid[]) AND state IN ('ACTIVE', 'BLOCKED', 'ENDED')`;
}

/** Gives the card another code and PIN. */
export async function noteFace(tx: Tx, networkId: string, id: string, made: Omit<MadeCard, 'id'>): Promise<void> {
  await tx.query`UPDATE gift_cards SET code_index = ${made.codeIndex}, face_encrypted = ${made.face}, last4 = ${made.last4}
     WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Notes the message that carries the code of the card. */
export async function noteMessage(tx: Tx, networkId: string, id: string, messageId: string): Promise<void> {
  await tx.query`UPDATE gift_cards SET message_id = ${messageId} WHERE network_id = ${networkId} AND id = ${id}`;
}

/** The card of a code, with its encrypted face. */
export function findFace(
  tx: Statements,
  networkId: string,
  codeIndex: Buffer,
): Promise<{ readonly id: string; readonly face: Buffer; readonly guestId: string | null } | undefined> {
  return tx.maybe<{
    id: string;
    face: Buffer;
    guestId: string | null;
  }>`SELECT id, face_encrypted AS face, guest_id FROM gift_cards WHERE network_id = ${networkId}
       AND code_index = ${codeIndex}`;
}

/** Locks cards in the order of their ids. Missing cards are left out. */
export function lockCards(tx: Tx, networkId: string, ids: readonly string[]): Promise<LockedCard[]> {
  return tx.query<LockedCard>`SELECT ${CARD_COLUMNS}, c.version, c.face_encrypted AS face, c.message_id, c.term_months,
       c.due_on FROM gift_cards c
      WHERE c.network_id = ${networkId} AND c.id = ANY (${ids}::uuid[]) ORDER BY c.id FOR UPDATE OF c`;
}

/** Cards that can be spent and whose end or warning is due, the longest due first. */
export function listDueCards(
  tx: Statements,
  networkId: string,
  today: string,
  limit: number,
): Promise<{ readonly id: string }[]> {
  return tx.query<{ id: string }>`
    SELECT id FROM gift_cards WHERE network_id = ${networkId} AND due_on <= ${today} AND state = 'ACTIVE' ORDER BY due_on
     LIMIT ${limit}`;
}

/** Notes that the card's guest was warned of the end; the end itself is due next. */
export async function noteWarning(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE gift_cards SET due_on = ends_on + 1 WHERE network_id = ${networkId} AND id = ${id}`;
}

/** A guest who claimed a gift card, and the guest into whom this one was merged, who owns the card now. */
export interface GiftHolder {
  readonly id: string;
  readonly heirId: string;
  /** Null: the guest has chosen no language. */
  readonly language: 'ru' | 'en' | null;
}

/** The present owners for these guests, with their languages. Erased guests are left out. */
export function listHolders(tx: Statements, networkId: string, guestIds: readonly string[]): Promise<GiftHolder[]> {
  return tx.query<GiftHolder>`WITH RECURSIVE h (root, id, merged_into, locale, erased_at) AS (
       SELECT g.id, g.id, g.merged_into, g.locale, g.erased_at FROM guests g WHERE g.network_id = ${networkId} AND g.id = ANY (${guestIds}::uuid[])
       UNION
       SELECT h.root, g.id, g.merged_into, g.locale, g.erased_at FROM h JOIN guests g ON g.network_id = ${networkId} AND g.id = h.merged_into)
     SELECT h.root AS id, h.id AS heir_id, h.locale AS language FROM h WHERE h.merged_into IS NULL AND h.erased_at IS NULL`;
}

/** Removes a card's end. */
export async function dropTerm(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE gift_cards SET term_months = NULL, ends_on = NULL, due_on = NULL WHERE network_id = ${networkId} AND id = ${id}`;
}

/** The card that finally replaced a card. A card that was not replaced is returned unchanged. */
export async function findSuccessor(tx: Statements, networkId: string, cardId: string): Promise<string> {
  const last = await tx.maybe<{ id: string }>`WITH RECURSIVE r (id, replaced_by) AS (
       SELECT c.id, c.replaced_by FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = ${cardId}
       UNION ALL
       SELECT c.id, c.replaced_by FROM r JOIN gift_cards c ON c.network_id = ${networkId} AND c.id = r.replaced_by)
     SELECT id FROM r WHERE replaced_by IS NULL`;
  return last?.id ?? cardId;
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

/** Undefined: there is no such act. */
export function findRefundedAct(tx: Statements, networkId: string, id: string): Promise<RefundedGiftAct | undefined> {
  return tx.maybe<RefundedGiftAct>`SELECT t.id, t.kind, t.card_id, ${LEFT} AS left, t.restaurant_id, t.point_of_sale_id,
       t.receipt_number, t.actor_id, t.business_date, t.recorded_at
     FROM gift_transactions t WHERE t.network_id = ${networkId} AND t.id = ${id}`;
}

/**
 * The amount of a refund in the ledger of points that no refund to a gift card has used yet. Undefined: there is no such
 * refund after the payment, in its restaurant and of its receipt. One call counts at a time, since the cards' locks do
 * not guard the sum.
 */
export async function lockAndReadReceiptRefund(
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

/**
 * The newest refund in the ledger of points, of the receipt that a payment names at its till, that still covers an
 * amount. Undefined: there is none. Reads what the network recorded since the payment.
 */
export async function findReceiptRefund(
  tx: Tx,
  networkId: string,
  { id, pointOfSaleId, receiptNumber }: RefundedGiftAct,
  amount: number,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>`
    SELECT r.id FROM transactions r JOIN transactions s ON s.network_id = ${networkId} AND s.id = r.related_id
      WHERE r.network_id = ${networkId} AND r.id > ${id} AND r.type = 'REFUND' AND r.point_of_sale_id = ${pointOfSaleId}
        AND s.receipt_number = ${receiptNumber}
        AND r.amount - coalesce((SELECT sum(g.amount) FROM gift_transactions g WHERE g.network_id = ${networkId}
          AND g.receipt_refund_id = r.id), 0) >= ${amount}
      ORDER BY r.id DESC LIMIT 1`;
  return row?.id;
}

/** A receipt that a till system brought. */
export interface TillReceipt {
  readonly actorId: string;
  /** The person who made the key or the connection of the till system. Null: not known. */
  readonly connectedBy: string | null;
  /** Money that guests paid by it and that no gift card has yet. */
  readonly left: number;
}

/**
 * The receipt of a number that a till system brought and nobody refunded, if its business date is not before `from`. Loads of a number
 * wait for each other until the transaction ends, since the cards' locks do not guard their sum.
 */
export async function lockAndReadReceipt(
  tx: Tx,
  networkId: string,
  named: {
    readonly restaurantId: string;
    readonly receiptNumber: string;
    readonly digests: readonly string[];
    readonly from: string;
  },
): Promise<TillReceipt | undefined> {
  const { restaurantId, receiptNumber, digests, from } = named;
  const subject = `gift receipt ${networkId} ${restaurantId} ${receiptNumber}`;
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${subject}, 0))`;
  return tx.maybe<TillReceipt>`SELECT t.actor_id AS "actor_id!", coalesce(k.created_by, n.created_by) AS connected_by,
       (t.payable - coalesce((SELECT sum(g.amount) FROM gift_transactions g
         WHERE g.network_id = ${networkId} AND g.business_date >= ${from}::date - 1 AND g.restaurant_id = ${restaurantId}
           AND g.receipt_number = ${receiptNumber}
           AND g.kind IN ('SOLD', 'TOPPED_UP')), 0))::bigint AS left
     FROM (SELECT DISTINCT c.holder_id AS id FROM claims c WHERE c.network_id = ${networkId} AND c.digest = ANY (${digests}::uuid[])) h
       JOIN transactions t ON t.network_id = ${networkId} AND t.id = h.id
       LEFT JOIN api_keys k ON k.network_id = ${networkId} AND k.id = t.actor_id
       LEFT JOIN till_connections n ON n.network_id = ${networkId} AND n.id = t.actor_id
     WHERE t.type = 'SALE' AND t.actor_kind = 'key' AND t.restaurant_id = ${restaurantId} AND t.business_date >= ${from}::date
       AND NOT EXISTS (SELECT FROM transactions r
         WHERE r.network_id = ${networkId} AND r.type = 'REFUND' AND r.related_id IN
           (SELECT t.id UNION ALL SELECT o.id FROM transactions o WHERE o.network_id = ${networkId} AND o.related_id = t.id AND o.type = 'SALE'))
     ORDER BY t.id DESC LIMIT 1`;
}

/** When this cashier last closed a shift at the till on a business day. Undefined: the cashier closed none. */
export async function findShiftEnd(
  tx: Statements,
  networkId: string,
  { pointOfSaleId, userId, businessDate }: { pointOfSaleId: string; userId: string; businessDate: string },
): Promise<Date | undefined> {
  const { at } = await tx.one<{ at: Date | null }>`
    SELECT max(closed_at) AS at FROM shifts WHERE network_id = ${networkId} AND point_of_sale_id = ${pointOfSaleId}
       AND user_id = ${userId} AND business_date = ${businessDate}`;
  return at ?? undefined;
}

/** Lets one act of a person or an integration count at a time. The sum of a day covers many cards, so their locks do not guard it. */
export async function lockActsOf(tx: Tx, networkId: string, holder: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${`gift acts ${networkId} ${holder}`}, 0))`;
}

/**
 * Money that a person, or all keys of an integration, moved by acts of these kinds since a lowest id, recorded and
 * waiting; for a code that was sent, the money of its card.
 */
export async function sumActs(
  tx: Tx,
  networkId: string,
  holder: string,
  kinds: readonly GiftKind[],
  sinceId: string,
): Promise<number> {
  const { amount } = await tx.one<{ amount: number }>`SELECT coalesce(sum(amount), 0)::bigint AS amount FROM (
       SELECT CASE t.kind WHEN 'SENT' THEN t.balance ELSE t.amount END AS amount FROM gift_transactions t
        WHERE t.network_id = ${networkId} AND t.id >= ${sinceId} AND t.kind = ANY (${kinds}) AND t.actor_id IN
              (SELECT ${holder}::uuid UNION ALL SELECT k.id FROM api_keys k WHERE k.network_id = ${networkId} AND k.integration_id = ${holder})
       UNION ALL
       SELECT (c.change ->> 'amount')::bigint FROM change_requests c
        WHERE c.network_id = ${networkId} AND c.status = 'WAITING' AND c.kind = 'GIFT_CARD' AND c.requested_by = ${holder} AND c.id >= ${sinceId}
          AND c.change ->> 'act' = ANY (${kinds})) a`;
  invariant(amount >= 0, 'money that counts below a limit is not below zero');
  return amount;
}

/** A payment by gift card for an order of a till system. */
export interface OrderPaymentRow {
  readonly id: string;
  readonly paymentId: string;
  readonly pointOfSaleId: string;
  readonly receiptNumber: string | null;
  /** Money that has not returned to the card yet. */
  readonly left: number;
}

/** The gift card payments of an order that this caller recorded, the oldest first; at most 500. */
export function listPaymentsOfOrder(
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

export interface AppendedAct extends Omit<GiftTransactionRow, 'recordedAt'> {
  readonly order: { readonly orderId: string; readonly paymentId: string } | null;
}

export function appendAct(tx: Tx, networkId: string, act: AppendedAct): Promise<GiftTransactionRow> {
  return tx.one<GiftTransactionRow>`INSERT INTO gift_transactions AS t (network_id, id, card_id, number, kind, amount, balance, related_id, restaurant_id,
       point_of_sale_id, actor_kind, actor_id, receipt_number, reason, business_date, external_order_id, external_payment_id, receipt_refund_id)
     VALUES (${networkId}, ${act.id}, ${act.cardId}, ${act.number}, ${act.kind}, ${act.amount}, ${act.balance}, ${act.relatedId},
     ${act.restaurantId}, ${act.pointOfSaleId}, ${act.actorKind}, ${act.actorId}, ${act.receiptNumber}, ${act.reason}, ${act.businessDate},
     ${act.order?.orderId ?? null}, ${act.order?.paymentId ?? null}, ${act.receiptRefundId}) RETURNING ${TRANSACTION_COLUMNS}`;
}

type AccountKind = 'CARD' | 'SOLD' | 'REDEEMED' | 'ADJUSTED' | 'ENDED';

/** An account: a card, a restaurant's money for sold cards or taken by cards, or the network's corrections or income from ended cards. */
export interface Account {
  readonly kind: AccountKind;
  readonly owner: string;
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

/** Writes the changes of a card besides its money. */
export async function noteAct(
  tx: Tx,
  networkId: string,
  cardId: string,
  changed: {
    readonly state: GiftState;
    /** Set for a sale: the restaurant that sold the card. Null: the act is no sale. */
    readonly soldIn: string | null;
    readonly guestId: string | null;
    /** The term that begins. Null: the term stays. */
    readonly term: GiftTerm | null;
  },
): Promise<void> {
  await tx.query`UPDATE gift_cards SET version = version + 1, state = ${changed.state}, guest_id = ${changed.guestId},
     term_months = coalesce(${changed.term?.months ?? null}, term_months),
       ends_on = coalesce(${changed.term?.endsOn ?? null}, ends_on), due_on = coalesce(${changed.term?.dueOn ?? null}, due_on)
       ${when(changed.soldIn !== null, sql`, sold_at = clock_timestamp(), sold_restaurant_id = ${changed.soldIn}`)}
     WHERE network_id = ${networkId} AND id = ${cardId}`;
}

/** Marks a card whose money moved to another one. Runs after the transfer. */
export async function noteReplaced(tx: Tx, networkId: string, cardId: string, by: string): Promise<void> {
  await tx.query`UPDATE gift_cards SET version = version + 1, state = 'REPLACED', replaced_by = ${by}, guest_id = NULL
     WHERE network_id = ${networkId} AND id = ${cardId}`;
}

/** Prepares a card to replace another one: it counts as sold when that one was, and ends with it unless a term begins. Runs before the transfer. */
export async function noteReplacement(
  tx: Tx,
  networkId: string,
  cardId: string,
  of: LockedCard,
  term: GiftTerm | null,
): Promise<void> {
  await tx.query`UPDATE gift_cards SET version = version + 1, state = 'ACTIVE', sold_at = ${of.soldAt},
     sold_restaurant_id = ${of.soldRestaurantId}, guest_id = ${of.guestId},
       term_months = ${of.termMonths}, ends_on = ${term?.endsOn ?? of.endsOn}, due_on = ${term?.dueOn ?? of.dueOn}
      WHERE network_id = ${networkId} AND id = ${cardId}`;
}

export function listTransactions(
  tx: Statements,
  networkId: string,
  cardId: string,
  slice: IdSlice,
): Promise<GiftTransactionRow[]> {
  return tx.query<GiftTransactionRow>`SELECT ${TRANSACTION_COLUMNS} FROM gift_transactions t
      WHERE t.network_id = ${networkId} AND t.card_id = ${cardId} AND t.id > ${slice.after} AND t.id < ${slice.before}
        ORDER BY t.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

/** An act of a card, as the card's holder sees it. */
export interface HeldGiftRow {
  readonly id: string;
  readonly kind: GiftKind;
  readonly amount: number;
  readonly balance: number;
  readonly restaurantName: string | null;
  readonly recordedAt: Date;
}

export function listHeldActs(
  tx: Statements,
  networkId: string,
  cardId: string,
  slice: IdSlice,
): Promise<HeldGiftRow[]> {
  return tx.query<HeldGiftRow>`SELECT t.id, t.kind, t.amount, t.balance, t.recorded_at,
       (SELECT r.name FROM restaurants r WHERE r.network_id = ${networkId} AND r.id = t.restaurant_id) AS restaurant_name
     FROM gift_transactions t
     WHERE t.network_id = ${networkId} AND t.card_id = ${cardId} AND t.id > ${slice.after} AND t.id < ${slice.before} ORDER BY t.id ${orderOf(slice)}
     LIMIT ${slice.limit}`;
}

/** An act of a gift card at a till, with the last four digits of the card's code. */
export interface TillGiftRow {
  readonly id: string;
  readonly kind: Extract<GiftKind, 'SOLD' | 'TOPPED_UP' | 'SPENT' | 'REFUNDED'>;
  readonly last4: string;
  readonly amount: number;
  readonly balance: number;
  /** How much of the payment was not refunded yet. Null: the act is no payment. */
  readonly left: number | null;
  readonly receiptNumber: string | null;
  readonly recordedAt: Date;
}

/** `by`: only acts of this person from a time on. */
export function listActsOfTill(
  tx: Statements,
  networkId: string,
  pointOfSaleId: string,
  by: { readonly actorId: string; readonly since: Date } | null,
  slice: IdSlice,
): Promise<TillGiftRow[]> {
  const ofPerson = by === null ? sql`` : sql`AND t.actor_id = ${by.actorId} AND t.recorded_at >= ${by.since}`;
  return tx.query<TillGiftRow>`SELECT t.id, t.kind AS "kind!", c.last4, t.amount, t.balance, t.receipt_number, t.recorded_at,
       CASE WHEN t.kind = 'SPENT' THEN ${LEFT} END AS left
     FROM gift_transactions t JOIN gift_cards c ON c.network_id = t.network_id AND c.id = t.card_id
     WHERE t.network_id = ${networkId} AND t.point_of_sale_id = ${pointOfSaleId} AND t.id > ${slice.after} AND t.id < ${slice.before} ${ofPerson}
     ORDER BY t.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

export interface GiftDayRow {
  readonly date: string;
  readonly restaurantId: string | null;
  readonly restaurant: string | null;
  readonly sold: number;
  readonly spent: number;
  readonly refunded: number;
  readonly corrected: number;
  readonly ended: number;
}

/** Money by restaurant and business day, sorted by day; at most `limit` rows. Moves between cards are not counted. */
export function listDays(
  tx: Statements,
  networkId: string,
  from: string,
  to: string,
  limit: number,
): Promise<GiftDayRow[]> {
  return tx.query<GiftDayRow>`SELECT t.business_date AS date, t.restaurant_id,
       (SELECT r.name FROM restaurants r WHERE r.network_id = ${networkId} AND r.id = t.restaurant_id) AS restaurant,
       coalesce(sum(m.amount) FILTER (WHERE m.debit_kind = 'SOLD'), 0)::bigint AS sold,
       coalesce(sum(m.amount) FILTER (WHERE m.credit_kind = 'REDEEMED'), 0)::bigint AS spent,
       coalesce(sum(m.amount) FILTER (WHERE m.debit_kind = 'REDEEMED'), 0)::bigint AS refunded,
       coalesce(sum(m.amount) FILTER (WHERE m.credit_kind = 'ADJUSTED'), 0)::bigint AS corrected,
       coalesce(sum(m.amount) FILTER (WHERE m.credit_kind = 'ENDED'), 0)::bigint AS ended
     FROM gift_transactions t
     JOIN gift_transfers m ON m.network_id = t.network_id AND m.transaction_id = t.id
     WHERE t.network_id = ${networkId} AND t.business_date BETWEEN ${from} AND ${to} AND t.kind <> 'MOVED_OUT'
     GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST LIMIT ${limit}`;
}

/** Money that the network owes on cards at the end of a business day, from the journal. */
export async function readOwed(tx: Statements, networkId: string, to: string): Promise<number> {
  const { owed } = await tx.one<{ owed: number }>`
    SELECT coalesce(sum(CASE WHEN m.credit_kind = 'CARD' THEN m.amount ELSE 0 END
         - CASE WHEN m.debit_kind = 'CARD' THEN m.amount ELSE 0 END), 0)::bigint AS owed
     FROM gift_transfers m JOIN gift_transactions t ON t.network_id = m.network_id AND t.id = m.transaction_id
     WHERE m.network_id = ${networkId} AND t.business_date <= ${to}`;
  return owed;
}

/** Cards that have money now. */
export async function countCards(tx: Statements, networkId: string): Promise<number> {
  const { cards } = await tx.one<{ cards: number }>`
    SELECT count(*)::integer AS cards FROM gift_cards WHERE network_id = ${networkId} AND balance > 0`;
  return cards;
}
