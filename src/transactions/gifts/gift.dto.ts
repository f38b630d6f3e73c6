import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import { MESSAGE_STATUSES } from '../../identity';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { newestFirst } from '../../platform/http/list-query';
import {
  instant,
  line,
  localDate,
  objectNamed,
  openListOf,
  openObjectNamed,
  openObjectOrNull,
  pageOf,
  uuid,
} from '../../platform/http/schemas';
import { GIFT_KINDS, GIFT_STATES, type GiftKind, MAX_GIFT_BALANCE, MAX_GIFT_CARDS } from './gift-act.rules';
import { GIFT_ACTOR_KINDS, type GiftBatchRow, type GiftCardRow, type GiftTransactionRow } from './gift-cards.sql';
import type { GiftRecord } from './gift-journal';

const MAX_DAYS = 366;
/** Kinds of acts that a till makes. */
const TILL_KINDS = ['SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED'] as const satisfies readonly GiftKind[];

const because = (fault: FaultReason) => ({ params: { code: 'not_valid', reason: fault } });

const amount = z
  .int()
  .min(1)
  .max(MAX_GIFT_BALANCE)
  .describe("Money, in minor units of the network's currency")
  .meta({ example: 100_000 });
const code = z.string().min(1).max(40).describe('Code of the card, 18 digits; spaces and hyphens do not matter');
const pin = z
  .string()
  .regex(/^\d{6}$/)
  .describe('PIN of the card, six digits');
const reason = line(200).describe('Why, for colleagues');
const at = {
  pointOfSaleId: uuid.describe('Point of sale of the act'),
  receiptNumber: line(64).nullish().describe('Number of the receipt; left out: none'),
};

export const createGiftBatchSchema = objectNamed('CreateGiftBatch', 'A batch of gift cards to print.', {
  name: line(80).describe('Name of the batch for people'),
  count: z.int().min(1).max(MAX_GIFT_CARDS).describe('Number of cards to make'),
});
export const sellGiftCardSchema = objectNamed('SellGiftCard', 'A card and the money that was paid for it.', {
  code,
  amount,
  ...at,
});
const sending = objectNamed('GiftSending', 'Where and when the code of a gift card goes.', {
  to: z
    .string()
    .trim()
    .min(3)
    .max(254)
    .refine((text) => !text.includes('@') || z.email().safeParse(text).success, because('notAnAddress'))
    .describe("Phone, also in the form of the network's country, or e-mail address"),
  on: localDate.nullish().describe('Day on which it is sent, at 10:00 by the clock of the network; left out: at once'),
  greeting: line(200).nullish().describe('Words of the giver above the code; left out: none'),
  language: z.enum(['ru', 'en']).optional().describe("Language of the message; left out: the network's"),
});
export const sellDigitalGiftCardSchema = z
  .strictObject({ amount, send: sending, ...at })
  .meta({ id: 'SellDigitalGiftCard', description: 'The money that was paid for a card, and where its code goes.' });
export const sendGiftCardSchema = objectNamed('SendGiftCard', 'Where the code of a sold card goes.', {
  send: sending,
  reason,
});
export const topUpGiftCardSchema = objectNamed('TopUpGiftCard', 'A sold card and the money that was paid in.', {
  code,
  amount,
  ...at,
});
export const spendGiftCardSchema = objectNamed('SpendGiftCard', 'A card and the part of a check that it pays.', {
  code,
  pin,
  amount,
  ...at,
});
export const refundGiftCardSchema = z
  .strictObject({
    transactionId: uuid.describe('The spending that goes back'),
    amount,
    receiptRefundId: uuid
      .nullish()
      .describe(
        "Refund of the receipt that the card paid (`transactions`), which covers the money; left out: the one of the receipt that the payment names today, if there is one. Without any, a cashier's refund then waits for a manager, unless it takes an own payment back within a minute",
      ),
    ...at,
  })
  .meta({ id: 'RefundGiftCard', description: 'A spending and the money that goes back to its card.' });
export const giftFaceSchema = objectNamed('GiftFace', 'A card, by its code and PIN.', { code, pin });
export const giftReasonSchema = objectNamed('GiftReason', { reason });
export const replaceGiftCardSchema = objectNamed('ReplaceGiftCard', {
  code: code.describe('Code of the unsold card that takes its place, 18 digits'),
  reason,
});
export const correctGiftCardSchema = objectNamed('CorrectGiftCard', 'Money of a wrong sale or top-up.', {
  amount: amount.describe('Money to take off the card, in minor units'),
  reason,
});

export const giftBatchSchema = openObjectNamed('GiftBatch', 'Gift cards that were made together.', {
  id: z.uuid().describe('Batch'),
  name: z.string().describe('Name of the batch for people'),
  cards: z.int().describe('Number of its cards'),
  sold: z.int().describe('Cards of it that were sold'),
  balance: z.int().describe('Money on its cards now, in minor units'),
  downloads: z.int().describe('How often its codes were downloaded'),
  createdAt: instant.describe('When it was made'),
});
export const giftBatchListQuery = z.strictObject(newestFirst);
export const giftBatchPageSchema = pageOf(giftBatchSchema).meta({ id: 'GiftBatchPage' });

const cardShape = {
  id: z.uuid().describe('Card'),
  last4: z.string().describe('Last four digits of its code'),
  state: z
    .enum(GIFT_STATES)
    .describe(
      'ISSUED: not sold. ACTIVE: can be spent. BLOCKED: can not. REPLACED: another card has its money. ENDED: it had an end, which has come',
    ),
  balance: z.int().describe('Money on the card, in minor units'),
  soldAt: instant.nullable().describe('When it was sold; null: it was not'),
  endsOn: localDate.nullable().describe('The last local day on which it can be spent; null: it never ends'),
};

export const giftCardSchema = openObjectNamed('GiftCard', 'A gift card, without its code.', {
  ...cardShape,
  batchId: z.uuid().describe('Batch of the card'),
  batchName: z.string().describe('Name of the batch'),
  number: z.int().describe('Place of the card in its batch, from 1'),
  soldRestaurantId: z.uuid().nullable().describe('Restaurant that sold it; null: it was not sold'),
  guestId: z.uuid().nullable().describe('Guest whose cabinet shows it; null: none'),
  replacedBy: z.uuid().nullable().describe('Card that has its money now; null: it was not replaced'),
  delivery: openObjectOrNull('The last message with its code; null: none was planned', {
    channel: z.enum(['SMS', 'EMAIL']).describe('Channel of the message'),
    status: z.enum(MESSAGE_STATUSES).describe('How far it is, as in `GET /api/messages`'),
    at: instant.describe('When it was sent, or is due'),
  }),
});
export const giftCardListQuery = z.strictObject({
  ...newestFirst,
  batchId: uuid.optional().describe('Only cards of this batch'),
  state: z.enum(GIFT_STATES).optional().describe('Only cards in this state'),
  last4: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .describe('Only cards whose code ends with these four digits'),
});
export const giftCardPageSchema = pageOf(giftCardSchema).meta({ id: 'GiftCardPage' });

const giftTransactionSchema = openObjectNamed('GiftTransaction', 'An act of a gift card.', {
  id: z.uuid().describe('Act'),
  number: z.int().describe('Place of the act among those of its card, from 1'),
  kind: z.enum(GIFT_KINDS).describe('Kind of the act'),
  amount: z.int().describe('Money that it moved, in minor units; 0: none'),
  balance: z.int().describe('Money on the card after it, in minor units'),
  relatedId: z.uuid().nullable().describe("Spending of a refund, or the other card's act of a move; null: neither"),
  restaurantId: z.uuid().nullable().describe('Restaurant; null: none'),
  pointOfSaleId: z.uuid().nullable().describe('Point of sale; null: none'),
  actorKind: z.enum(GIFT_ACTOR_KINDS).describe('Kind of the actor; system: the platform itself'),
  actorId: z.uuid().describe('Actor: a member of staff, a key, a guest, or the network for what the platform did'),
  receiptNumber: z.string().nullable().describe('Number of the receipt; null: none'),
  reason: z.string().nullable().describe('Why; null: nothing was said'),
  receiptRefundId: z.uuid().nullable().describe('Refund of the receipt that the card paid; null: the act names none'),
  businessDate: localDate.describe('Business day'),
  recordedAt: instant.describe('When it was recorded'),
});
export const giftTransactionListQuery = z.strictObject(newestFirst);
export const giftTransactionPageSchema = pageOf(giftTransactionSchema).meta({ id: 'GiftTransactionPage' });

export const tillGiftListQuery = z.strictObject({
  ...newestFirst,
  pointOfSaleId: uuid.describe('Point of sale whose acts are listed'),
});
export const tillGiftPageSchema = pageOf(
  openObjectNamed('TillGiftTransaction', 'An act of a gift card at a till.', {
    id: z.uuid().describe('Act'),
    kind: z.enum(TILL_KINDS).describe('Kind of the act'),
    last4: z.string().describe("Last four digits of the card's code"),
    amount: z.int().describe('Money that it moved, in minor units'),
    balance: z.int().describe('Money on the card after it, in minor units'),
    left: z
      .int()
      .nullable()
      .describe('Money of a spending that has not gone back to the card yet, in minor units; null: no spending'),
    receiptNumber: z.string().nullable().describe('Number of the receipt; null: none'),
    recordedAt: instant.describe('When it was recorded'),
  }),
).meta({ id: 'TillGiftTransactionPage' });

export const giftRecordSchema = openObjectNamed('GiftRecord', 'An act that was recorded.', {
  card: giftCardSchema.describe('The card after the act'),
  transaction: giftTransactionSchema.describe('The act'),
});

export const giftBalanceSchema = openObjectNamed('GiftBalance', 'Money on a gift card.', {
  ...cardShape,
  currency: z.string().describe('Currency of the network (ISO 4217)'),
});

export const ownGiftCardsSchema = openObjectNamed('OwnGiftCards', "The caller's gift cards.", {
  currency: z.string().describe('Currency of the network (ISO 4217)'),
  items: z.array(z.object(cardShape)).describe('Cards of the guest, the newest first, at most 50'),
});

export const ownGiftFaceSchema = openObjectNamed('OwnGiftFace', 'Code and PIN with which the card pays at a till.', {
  code: z.string().describe('Code, 18 digits in groups of six'),
  pin: z.string().describe('PIN, six digits'),
});

export const ownGiftTransactionPageSchema = pageOf(
  openObjectNamed('OwnGiftTransaction', "An act of the caller's gift card.", {
    id: z.uuid().describe('Act'),
    kind: z.enum(GIFT_KINDS).describe('Kind of the act'),
    amount: z.int().describe('Money that it moved, in minor units; 0: none'),
    balance: z.int().describe('Money on the card after it, in minor units'),
    restaurantName: z.string().nullable().describe('Restaurant; null: none'),
    recordedAt: instant.describe('When it was recorded'),
  }),
).meta({ id: 'OwnGiftTransactionPage' });

export const giftReportQuery = z
  .strictObject({
    from: localDate.describe('First business day (`YYYY-MM-DD`)'),
    to: localDate.describe('Last business day, with it; at most 366 days in all'),
  })
  .refine(({ from, to }) => from <= to, because('endsBeforeBegins'))
  .refine(({ from, to }) => dayOfIsoDate(to) - dayOfIsoDate(from) < MAX_DAYS, because('atMost366Days'));

const money = {
  sold: z.int().describe('Paid in by sales and top-ups, in minor units'),
  spent: z.int().describe('Paid with cards, in minor units'),
  refunded: z.int().describe('Gone back to cards, in minor units'),
  corrected: z.int().describe('Taken off by corrections, in minor units'),
  ended: z.int().describe('Income from cards that ended, in minor units'),
};

export const giftReportSchema = openObjectNamed('GiftReport', 'Money of gift cards: sold, spent and owed.', {
  currency: z.string().describe('Currency of the network (ISO 4217)'),
  owed: z.int().describe('Owed on all cards at the end of the last day, in minor units'),
  cards: z.int().describe('Cards with money now'),
  total: z.object(money).describe('All restaurants and days'),
  days: openListOf('By business day and restaurant, the first day first; at most 20,000', {
    date: z.iso.date().describe('Business day'),
    restaurantId: z.uuid().nullable().describe('Restaurant; null: corrections and ended cards of the network'),
    restaurant: z.string().nullable().describe('Name of the restaurant; null: none'),
    ...money,
  }),
});

export type CreateGiftBatchBody = z.infer<typeof createGiftBatchSchema>;
export type PaidGiftBody = z.infer<typeof sellGiftCardSchema>;
export type GiftSendingBody = z.infer<typeof sending>;
export type SellDigitalGiftBody = z.infer<typeof sellDigitalGiftCardSchema>;
export type SendGiftBody = z.infer<typeof sendGiftCardSchema>;
export type SpendGiftBody = z.infer<typeof spendGiftCardSchema>;
export type RefundGiftBody = z.infer<typeof refundGiftCardSchema>;
export type GiftFaceBody = z.infer<typeof giftFaceSchema>;
export type ReplaceGiftBody = z.infer<typeof replaceGiftCardSchema>;
export type CorrectGiftBody = z.infer<typeof correctGiftCardSchema>;
export type GiftReasonBody = z.infer<typeof giftReasonSchema>;
export type GiftBatchAnswer = z.infer<typeof giftBatchSchema>;
export type GiftCardAnswer = z.infer<typeof giftCardSchema>;
export type GiftTransactionAnswer = z.infer<typeof giftTransactionSchema>;
export type GiftRecordAnswer = z.infer<typeof giftRecordSchema>;
export type GiftBalanceAnswer = z.infer<typeof giftBalanceSchema>;
export type OwnGiftCardsAnswer = z.infer<typeof ownGiftCardsSchema>;
export type OwnGiftFaceAnswer = z.infer<typeof ownGiftFaceSchema>;
export type GiftReportQuery = z.infer<typeof giftReportQuery>;
export type GiftReportAnswer = z.infer<typeof giftReportSchema>;

export const batchAnswer = (row: GiftBatchRow): GiftBatchAnswer => asAnswer(giftBatchSchema, row);

export const cardAnswer = (row: GiftCardRow): GiftCardAnswer => asAnswer(giftCardSchema, row);

/** The parts of a card that its holder sees. */
export function heldCard(card: GiftCardRow): Omit<GiftBalanceAnswer, 'currency'> {
  const { id, last4, state, balance, soldAt, endsOn } = card;
  return { id, last4, state, balance, soldAt: soldAt?.toISOString() ?? null, endsOn };
}

export const transactionAnswer = (row: GiftTransactionRow): GiftTransactionAnswer =>
  asAnswer(giftTransactionSchema, row);

export function recordAnswer({ card, transaction }: GiftRecord): GiftRecordAnswer {
  return { card: cardAnswer(card), transaction: transactionAnswer(transaction) };
}
