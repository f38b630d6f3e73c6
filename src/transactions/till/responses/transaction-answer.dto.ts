import { z } from 'zod';
import { openListOf, openObjectNamed } from '../../../platform/http/schemas';
import { IDENTIFICATION_WAYS } from '../../../decision';
import { receiptPartSchema, saleShape } from '../intake/act.dto';
import { SALE_ATTRIBUTES, type SaleAttributes } from '../../ledger/journal/journal-columns';

const whole = z.int();
const nullableText = z.string().nullable();
const nullableId = z.uuid().nullable();
const instant = z.iso.datetime();

export const balanceSchema = openObjectNamed('Balance', "The guest's points, each counted in one of these figures.", {
  available: whole.describe(
    'Points that the guest can spend; below zero when a refund took more than there was and the programme allows that',
  ),
  elsewhere: whole
    .optional()
    .describe(
      'Points of `available` that cannot be spent at the restaurant of the transaction; of one without a restaurant: ' +
        'that cannot be spent everywhere. Left out: all can',
    ),
  pending: whole.describe('Points earned that become available later: after a delay, or when the sale is paid'),
  held: whole.describe('Points set aside by open holds'),
  inReview: whole.describe('Points that fraud watch keeps from being spent'),
  receivable: whole.describe('Points that the guest owes after a refund; the next points that come in settle them'),
});

export const tierSchema = openObjectNamed('Tier', 'The tier that the guest holds, and the way to the next.', {
  code: nullableText.describe('Code of the tier that the guest holds; null while the network has no programme'),
  next: nullableText.describe('Code of the next higher tier; null at the top'),
  amountToNext: whole
    .nullable()
    .describe('Minor units that are still to be paid for the next tier; null at the top and where it asks for none'),
  visitsToNext: whole
    .nullable()
    .describe('Visits that are still missing for the next tier; null at the top and where it asks for none'),
});

export const traceSchema = z.array(
  openObjectNamed('TraceEntry', 'One effect of the decision, or the reason why a rule gave nothing.', {
    effect: z.string().describe('Code of what was done, such as `DISCOUNT`, `EARN`, `REDEEM` or `TIER`'),
    rule: z.string().describe('Code of the rule that decided it, such as `tier.BRONZE.discount`'),
    amount: whole.describe(
      'Size of the effect: minor units of a discount, else points, stamps or a count; 0 where the rule gave nothing',
    ),
    arguments: z
      .record(z.string(), z.unknown())
      .describe('Values that the rule used, by name; a share ends in `Ppm` and is in parts per million'),
    reason: z.string().describe('The same as a sentence in the language of the request'),
  }),
);

export const redeemableSchema = z
  .object({
    min: whole.describe('Fewest points that the programme lets one spend on a receipt'),
    max: whole.describe('Most points that can be spent on this sale now; 0: none'),
    limitedBy: z
      .enum(['BALANCE', 'PROGRAM', 'MINIMUM', 'NETWORK'])
      .nullable()
      .describe(
        'Why not more: the balance, the cap of the programme, the minimum that `max` would fall short of, or a limit ' +
          'of the network. Null: points can pay for the whole receipt',
      ),
  })
  .meta({ id: 'Redeemable', description: 'Points that this sale could redeem now, and what limits the most.' });

const usedRewardSchema = openObjectNamed('UsedReward', 'A reward that a sale used up.', {
  redemptionId: z.uuid().describe('Redemption that the sale used up'),
  redemptionItemId: z.uuid().describe('Reward of the catalogue'),
  code: z.string().describe('Code of the reward in the catalogue'),
});

const redeemedSchema = openObjectNamed('RedeemedReward', 'The reward of the catalogue that was redeemed.', {
  redemptionItemId: z.uuid().describe('Reward of the catalogue'),
  code: z.string().describe('Code of the reward in the catalogue'),
  quantity: whole.describe('Number of pieces'),
  slotId: nullableId.describe('Time slot of a reward by appointment; null: none'),
});

const rewardKind = z.string().describe('`DISCOUNT`, `SHIPPING`, `PRODUCT`, `EXPERIENCE` or `FREE_ITEM`');

const quotedRewardsSchema = z
  .object({
    ready: openListOf('Rewards that the guest has redeemed and can use at a sale', {
      redemptionId: z.uuid().describe('Id to name in `redemptionIds` of the sale'),
      code: z.string().describe('Code of the reward in the catalogue'),
      kind: rewardKind,
      minimumOrder: whole.describe('Least gross amount of the sale in minor units; 0: any'),
      expiresAt: nullableText.describe('Until when it can be used (RFC 3339); null: without an end'),
    }),
    offered: z
      .array(
        z.object({
          redemptionItemId: z.uuid().describe('Id to name in a redemption'),
          code: z.string().describe('Code of the reward in the catalogue'),
          name: nullableText.describe('Name in the language of the request; null: it has none'),
          kind: rewardKind,
          cost: whole.describe('Price of one piece in points'),
          minimumOrder: whole.describe(
            'Least gross amount of the sale on which it can be used, in minor units; 0: any',
          ),
          byAppointment: z.boolean().describe('Whether a redemption has to name a time slot'),
          shippingRequired: z
            .boolean()
            .describe('Whether a redemption may name an address: the reward is sent there, else handed over'),
          whyNot: z
            .enum(['OVER', 'NOT_YET', 'TIER', 'SEGMENT', 'LIMIT', 'STOCK', 'POINTS'])
            .nullable()
            .describe(
              'First reason why the guest cannot have it: ended, not open yet, another tier, another segment, the limit of a ' +
                'guest, no stock, too few points. Null: the guest can have it',
            ),
          opensAt: nullableText.describe("When it opens to the guest's tier (RFC 3339); null unless it is `NOT_YET`"),
          endedAt: nullableText.describe('When it ended (RFC 3339); null unless it is `OVER`'),
        }),
      )
      .describe(
        'Rewards that the catalogue offers for points, those that open within 30 days and those that ended within ' +
          'the last 30 days too',
      ),
  })
  .meta({ id: 'QuotedRewards', description: 'Rewards that this sale could use, and those that points could buy now.' });

const common = {
  id: z.uuid().describe('Id of the transaction, ordered by time (UUIDv7)'),
  status: z.literal('POSTED').describe('It is recorded in the ledger'),
  guestId: nullableId.describe('The guest whose points it concerns; null: an anonymous receipt'),
  pointOfSaleId: nullableId.describe('Point of sale at which it happened; null: none'),
  restaurantId: nullableId.describe('Restaurant at which it happened; null: none'),
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  balance: balanceSchema.nullable().describe("The guest's points right after it; null: no guest"),
  tier: tierSchema.nullable().describe("The guest's tier right after it; null: no guest"),
  programVersion: whole.nullable().describe('Version of the programme that decided it; null: there was none'),
  businessDate: nullableText.describe('Business date of the network, `YYYY-MM-DD`; null: none'),
  occurredAt: instant.describe('When it happened (RFC 3339)'),
  recordedAt: instant.describe('When the ledger recorded it (RFC 3339)'),
  identifiedBy: z
    .enum(IDENTIFICATION_WAYS)
    .nullable()
    .describe('How the guest was identified; null: no look-up of the guest preceded it'),
  trace: traceSchema.describe('Why each effect is as it is, and why rules gave nothing'),
};

/** Attributes that a till system sends with a sale. The answer repeats them. */
const saleAttributes = Object.fromEntries(
  SALE_ATTRIBUTES.map(({ name, type }) => [
    name,
    (type === 'text' ? nullableText : whole.nullable()).describe(
      `${saleShape[name].description ?? ''}; null: it was not sent`,
    ),
  ]),
) as unknown as { [Name in keyof SaleAttributes]: z.ZodType<SaleAttributes[Name]> };

export const transactionSchema = z
  .object({
    ...common,
    type: z
      .enum(['SALE', 'REDEMPTION', 'MANUAL', 'AWARD', 'EXPIRY', 'TRANSFER', 'OPENING'])
      .describe(
        'Type: a sale, points or a reward redeemed, points by hand, points of an activity, points that expired, ' +
          'points given to or received from another guest, or the balance that the guest brought from an earlier system',
      ),
    attachedAt: instant
      .nullable()
      .describe('When a receipt that was paid without a guest became this sale (RFC 3339); null: any other act'),
    receiptNumber: nullableText.describe('Number that the till printed; null: none'),
    externalOrderId: nullableText.describe(
      'Order id of the till system, or the reference of a reported activity; null: none',
    ),
    ...saleAttributes,
    part: receiptPartSchema.nullable().describe('The part of the receipt that the sale is; null: the whole receipt'),
    amount: whole.describe('Gross amount of the receipt or order in minor units; 0 where there is none'),
    discount: whole.describe('Discount of tier, campaigns and rewards in minor units'),
    discountByLine: z
      .array(whole)
      .describe(
        'Part of `discount` of each line in minor units, in the order of `items`; empty without items or discount',
      ),
    pointsRedeemed: whole.describe(
      'Points spent; those of a sale include the points that redemptions of its receipt spent before',
    ),
    pointsValue: whole.describe('Worth of `pointsRedeemed` in minor units; 0 for a reward'),
    payable: whole.describe('Amount that the guest pays, in minor units: `amount` − `discount` − `pointsValue`'),
    pointsEarned: whole.describe('Points that the guest got by it'),
    direction: z
      .enum(['CREDIT', 'DEBIT'])
      .nullable()
      .describe(
        'Whether a `MANUAL`, `TRANSFER` or `OPENING` gave points to the guest or took them; null: another type',
      ),
    points: whole.describe(
      'Points that a `MANUAL`, `AWARD`, `EXPIRY`, `TRANSFER` or `OPENING` moved; 0 for a sale or redemption',
    ),
    reasonCode: nullableText.describe(
      'Reason of a `MANUAL`, activity of an `AWARD` or purpose of a `TRANSFER`; null: none',
    ),
    rewards: z.array(usedRewardSchema).describe('Rewards that a sale used up'),
    redemption: redeemedSchema
      .nullable()
      .describe('The reward that a `REDEMPTION` gave; null: points against an order, or another type'),
  })
  .meta({
    id: 'Transaction',
    description:
      'An act as it was decided and recorded. All fields are always there: what does not apply is 0 or null.',
  });

export const refundSchema = z
  .object({
    ...common,
    type: z.literal('REFUND').describe('A refund of a sale or redemption'),
    refundOf: z.uuid().describe('The sale or redemption that is refunded'),
    reason: nullableText.describe('Reason as it was given; `UNDO` for an undo'),
    amount: whole.describe('Gross amount that is refunded, before discount and points, in minor units'),
    discount: whole.describe('Part of the discount that falls away, in minor units'),
    lines: openListOf('Refunded lines, in their order', {
      line: whole.describe('Number of the line in `items` of the sale, from 1; a sale without items has one'),
      amount: whole.describe('Gross amount of it that is refunded, in minor units'),
      discount: whole
        .nullable()
        .describe('Its part of `discount`, in minor units; null: a refund of version 0.3 or before'),
      payable: whole.describe('Its part of `payable`, in minor units'),
    }),
    pointsReturned: whole.describe('Redeemed points that the guest gets back'),
    pointsValue: whole.describe('Worth of the redeemed points that are refunded, in minor units'),
    payable: whole.describe('Money to hand back in minor units: `amount` − `discount` − `pointsValue`'),
    pointsTakenBack: whole.describe('Earned points that were taken back from the guest'),
    pointsNotTaken: whole.describe(
      'Earned points that could not be taken back because they are spent: owed, or forgiven, as the programme says',
    ),
  })
  .meta({
    id: 'Refund',
    description: 'A refund, decided by the version of the programme that decided the sale. No figure is negative.',
  });

export const quoteAnswerSchema = transactionSchema
  .extend({
    id: z.null().describe('Always null: a quote is not recorded'),
    recordedAt: z.null().describe('Always null: a quote is not recorded'),
    status: z.literal('QUOTED').describe('It is computed and not recorded'),
    redeemable: redeemableSchema,
    confirmAbove: whole
      .nullable()
      .describe(
        'Most points that can be spent without a `confirmation` of the guest; null: no limit, or a quote with `hold`',
      ),
    holdId: nullableId.describe('Hold to name in the sale that captures it; null: no points are held'),
    holdExpiresAt: instant.nullable().describe('When the held points are released (RFC 3339); null: none are held'),
    rewardsAvailable: quotedRewardsSchema,
  })
  .meta({ id: 'QuoteAnswer', description: 'A sale as it would be decided now, with what the guest could redeem.' });

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
      'Figures of a refund that waits for approval, as they would be now. Sales and refunds before the approval may ' +
      'change them.',
  });

export const waitingSchema = z
  .object({
    id: z.uuid().describe('Id under which it waits; the transaction has the same id once it is approved'),
    type: z.enum(['MANUAL', 'REFUND']).describe('Points by hand, or a refund'),
    status: z.literal('AWAITING_APPROVAL').describe('Another manager has to approve it'),
    refund: expectedRefundSchema
      .optional()
      .describe(
        'Figures of a refund as they would be now; left out for points by hand, for a refund that would be refused, ' +
          'and when the transaction is read later',
      ),
  })
  .meta({ id: 'AwaitingApproval', description: 'An act above the limit of the caller. It has no effects yet.' });

export const keptSaleSchema = z
  .object({
    type: z.literal('SALE').describe('A sale'),
    status: z.literal('KEPT').describe('It is on the disk of the server and recorded as soon as the database is back'),
    message: z.string().describe('The same in words for the cashier'),
  })
  .meta({
    id: 'KeptSale',
    description:
      'A sale that the database could not take in time. Send the call again under the same key to learn its transaction.',
  });

export const anyTransactionSchema = z.union([transactionSchema, refundSchema]);

export type TransactionAnswer = z.infer<typeof transactionSchema>;
export type RefundAnswer = z.infer<typeof refundSchema>;
export type AnyTransaction = TransactionAnswer | RefundAnswer;
export type QuoteAnswer = z.infer<typeof quoteAnswerSchema>;
export type QuotedRewards = z.infer<typeof quotedRewardsSchema>;
export type ExpectedRefund = z.infer<typeof expectedRefundSchema>;
export type KeptSaleAnswer = z.infer<typeof keptSaleSchema>;
export type WaitingAnswer = z.infer<typeof waitingSchema>;
export type TraceAnswer = z.infer<typeof traceSchema>;
