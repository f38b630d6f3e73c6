/** The shapes in which the rewards system gave, took and told of points: its names, its case, its decimals. */
import { z } from 'zod';
import { line, points, uuid, openObjectNamed } from '../../platform/http/schemas';
import { customerIdSchema } from './customer.dto';

const reference = line(100)
  .nullish()
  .describe("The service's own name of the act, at most 100 characters; acts with the same reference happen once");
const description = line(500).nullish().describe('Why, in words for the journal');

export const earnSchema = z
  .strictObject({
    customerId: customerIdSchema,
    points: points.nullish().describe('Points that are given by hand; left out: those of `activity`'),
    activity: line(30)
      .nullish()
      .describe('Code of an activity that the programme gives points for, such as `review`, in place of `points`'),
    type: z
      .enum(['earned', 'bonus'])
      .nullish()
      .describe('Type of the points in the history: `earned` by a purchase, which is what left out means, or `bonus`'),
    reference,
    description,
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, code: string, named: object = {}) =>
      issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code, ...named } });
    if (value.points == null && value.activity == null)
      refuse('points', 'one_required', { fields: 'points, activity' });
    if (value.points != null && value.activity != null) refuse('activity', 'not_both', { other: 'points' });
    if (value.activity != null && value.type === 'earned') refuse('type', 'not_valid');
    if (value.activity != null && value.reference == null) refuse('reference', 'required');
  })
  .meta({
    id: 'EarnPoints',
    description: 'Exactly one of `points` and `activity`; an `activity` needs a `reference`.',
  });

export const redeemPointsSchema = z
  .strictObject({
    customerId: customerIdSchema,
    points: points.describe('Points that are taken'),
    orderAmount: z
      .number()
      .min(0)
      .nullish()
      .describe(
        'Gross amount of the order that the points pay for, as a decimal of the currency; left out: a debit by hand',
      ),
    pointOfSaleId: uuid.nullish().describe('Point of sale of the order'),
    reference,
    description,
  })
  .check(({ value, issues }) => {
    if ((value.orderAmount == null) === (value.pointOfSaleId == null)) return;
    const path = value.orderAmount == null ? 'orderAmount' : 'pointOfSaleId';
    issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code: 'required' } });
  })
  .meta({ id: 'RedeemPoints', description: '`orderAmount` and `pointOfSaleId` come together or not at all.' });

const entryShape = {
  id: z.uuid().describe('Id of the transaction'),
  type: z
    .enum(['earned', 'bonus', 'adjusted', 'redeemed', 'returned', 'refunded', 'expired', 'transferred'])
    .describe(
      'earned: by a sale, or by `earn` without another type. bonus: by an activity or as one. adjusted: taken by hand. redeemed: spent. returned: given ' +
        'back by a refund. refunded: taken back by a refund. expired: ended. transferred: from or to another guest',
    ),
  points: z.int().describe('Points that were given; below zero: taken'),
  description: z
    .string()
    .nullable()
    .describe('Why: the words of the call, else those of the rule that gave or took; null: nothing was recorded'),
  reference: z
    .string()
    .nullable()
    .describe(
      "The service's own name, the till system's order, the receipt number or the sale of a refund; null: none",
    ),
  timestamp: z.iso.datetime().describe('When it happened (RFC 3339)'),
};

export const pointsMovedSchema = openObjectNamed('PointsMoved', {
  customerId: z.string().describe('The customer as the call named it'),
  ...entryShape,
  points_balance: z.int().describe('Points that may be spent after it'),
  reference: z.string().describe('Name of the act: the reference or key of the call, else one that was made'),
});

export const pointsWaitingSchema = z
  .object({
    customerId: z.string().describe('The customer as the call named it'),
    id: z.uuid().describe('Id of the act that waits'),
    status: z.literal('pending').describe('Always `pending`'),
    reference: z.string().describe('Name of the act: the reference or key of the call, else one that was made'),
  })
  .meta({
    id: 'PointsWaiting',
    description: 'An act above the limit of the caller: it waits until a manager approves it.',
  });

export const pointsHistorySchema = openObjectNamed('PointsHistory', {
  customerId: z.string().describe('The customer as the call named it'),
  points_transactions: z
    .array(z.object(entryShape).meta({ id: 'PointsTransaction' }))
    .describe("Movements of the customer's points, the newest first"),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null: this is the last one'),
});

export type EarnBody = z.infer<typeof earnSchema>;
export type RedeemPointsBody = z.infer<typeof redeemPointsSchema>;
export type PointsEntry = z.infer<typeof pointsHistorySchema>['points_transactions'][number];
export type PointsMoved = z.infer<typeof pointsMovedSchema>;
export type PointsWaiting = z.infer<typeof pointsWaitingSchema>;
export type PointsHistory = z.infer<typeof pointsHistorySchema>;
