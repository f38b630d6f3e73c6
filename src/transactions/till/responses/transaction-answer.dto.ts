import { z } from 'zod';
import { IDENTIFICATION_WAYS } from '../../../decision';
import { SALE_ATTRIBUTES, type SaleAttributes } from '../../ledger/journal/journal-columns';

const whole = z.int();
const nullableText = z.string().nullable();

export const balanceSchema = z
  .object({ available: whole, pending: whole, held: whole, inReview: whole, receivable: whole })
  .meta({
    id: 'Balance',
    description: 'Points. `available` may be spent; `receivable` is owed by the guest after a refund.',
  });

export const tierSchema = z
  .object({ code: nullableText, next: nullableText, amountToNext: whole.nullable(), visitsToNext: whole.nullable() })
  .meta({ id: 'Tier', description: 'The tier held and the way to the next; nulls at the top.' });

export const traceSchema = z.array(
  z
    .object({
      effect: z.string(),
      rule: z.string(),
      amount: whole,
      arguments: z.record(z.string(), z.unknown()),
      reason: z.string(),
    })
    .meta({
      id: 'TraceEntry',
      description: 'One effect, or why there was none: its rule, its arguments, and a sentence.',
    }),
);

export const redeemableSchema = z
  .object({ min: whole, max: whole, limitedBy: z.enum(['BALANCE', 'PROGRAM', 'MINIMUM', 'NETWORK']).nullable() })
  .meta({ id: 'Redeemable', description: 'Points that this sale could redeem now, and what limits the most.' });

const usedRewardSchema = z
  .object({ redemptionId: z.uuid(), redemptionItemId: z.uuid(), code: z.string() })
  .meta({ id: 'UsedReward', description: 'A reward that a sale used up.' });

const redeemedSchema = z
  .object({ redemptionItemId: z.uuid(), code: z.string(), quantity: whole, slotId: z.uuid().nullable() })
  .meta({ id: 'RedeemedReward', description: 'What of the catalogue was redeemed.' });

/** What of the catalogue a guest can have, as a quote tells it. */
export const quotedRewardsSchema = z
  .object({
    ready: z.array(
      z.object({
        redemptionId: z.uuid(),
        code: z.string(),
        kind: z.string(),
        minimumOrder: whole,
        expiresAt: nullableText,
      }),
    ),
    offered: z.array(
      z.object({
        redemptionItemId: z.uuid(),
        code: z.string(),
        name: nullableText,
        kind: z.string(),
        cost: whole,
        byAppointment: z.boolean(),
        whyNot: z.enum(['NOT_YET', 'TIER', 'SEGMENT', 'LIMIT', 'STOCK', 'POINTS']).nullable(),
        opensAt: nullableText.meta({ description: "Of NOT_YET: when it opens to the guest's tier." }),
      }),
    ),
  })
  .meta({ id: 'QuotedRewards', description: 'Rewards that this sale could use, and those that points could buy now.' });

const common = {
  id: z.uuid(),
  status: z.enum(['POSTED', 'QUOTED', 'AWAITING_APPROVAL']),
  guestId: z.uuid().nullable(),
  pointOfSaleId: z.uuid().nullable(),
  restaurantId: z.uuid().nullable(),
  currency: z.string(),
  balance: balanceSchema.nullable(),
  tier: tierSchema.nullable(),
  programVersion: whole.nullable(),
  businessDate: nullableText,
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  identifiedBy: z
    .enum(IDENTIFICATION_WAYS)
    .nullable()
    .meta({ description: 'How the guest was identified; null: nobody looked the guest up for it.' }),
  trace: traceSchema,
};

/** As the till system said them of a sale; null: it did not. */
const saleAttributes = Object.fromEntries(
  SALE_ATTRIBUTES.map(({ name, type }) => [name, type === 'text' ? nullableText : whole.nullable()]),
) as unknown as { [Name in keyof SaleAttributes]: z.ZodType<SaleAttributes[Name]> };

export const transactionSchema = z
  .object({
    ...common,
    type: z.enum(['SALE', 'REDEMPTION', 'MANUAL', 'AWARD', 'EXPIRY', 'TRANSFER']),
    attachedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When a receipt that was paid without a guest became this sale; null: any other act.' }),
    receiptNumber: nullableText,
    externalOrderId: nullableText,
    ...saleAttributes,
    amount: whole,
    discount: whole,
    pointsRedeemed: whole,
    pointsValue: whole,
    payable: whole,
    pointsEarned: whole,
    direction: z.enum(['CREDIT', 'DEBIT']).nullable(),
    points: whole,
    reasonCode: nullableText,
    rewards: z.array(usedRewardSchema),
    redemption: redeemedSchema.nullable(),
  })
  .meta({ id: 'Transaction' });

export const refundSchema = z
  .object({
    ...common,
    type: z.literal('REFUND'),
    refundOf: z.uuid(),
    reason: nullableText,
    amount: whole,
    discount: whole,
    pointsReturned: whole,
    pointsValue: whole,
    payable: whole,
    pointsTakenBack: whole,
    pointsNotTaken: whole,
  })
  .meta({ id: 'Refund', description: 'All figures are positive; `payable` is the money to hand back.' });

export const quoteAnswerSchema = transactionSchema
  .extend({
    id: z.null(),
    recordedAt: z.null(),
    redeemable: redeemableSchema,
    confirmAbove: whole
      .nullable()
      .meta({ description: 'More points than this the guest has to confirm; null: any number goes without.' }),
    holdId: z.uuid().nullable(),
    holdExpiresAt: z.iso.datetime().nullable(),
    rewardsAvailable: quotedRewardsSchema,
  })
  .meta({ id: 'QuoteAnswer' });

/** What a refund that waits would come to if it were let through now; the figures mean what they do in a refund. */
export const expectedRefundSchema = refundSchema
  .pick({
    amount: true,
    payable: true,
    pointsReturned: true,
    pointsTakenBack: true,
    pointsNotTaken: true,
  })
  .meta({
    id: 'ExpectedRefund',
    description:
      'What a refund that waits would come to, decided when it is told: what is sold meanwhile may change it.',
  });

export const waitingSchema = z
  .object({
    id: z.uuid(),
    type: z.enum(['MANUAL', 'REFUND']),
    status: z.literal('AWAITING_APPROVAL'),
    /** Of a refund that was asked for just now; left out where it would be refused. */
    refund: expectedRefundSchema.optional(),
  })
  .meta({ id: 'AwaitingApproval' });

export const anyTransactionSchema = z.union([transactionSchema, refundSchema]);

export type TransactionAnswer = z.infer<typeof transactionSchema>;
export type RefundAnswer = z.infer<typeof refundSchema>;
export type AnyTransaction = TransactionAnswer | RefundAnswer;
export type QuoteAnswer = z.infer<typeof quoteAnswerSchema>;
export type QuotedRewards = z.infer<typeof quotedRewardsSchema>;
export type ExpectedRefund = z.infer<typeof expectedRefundSchema>;
export type WaitingAnswer = z.infer<typeof waitingSchema>;
export type TraceAnswer = z.infer<typeof traceSchema>;
