/** The shapes in which the rewards system gave, took and told of points: its names, its case, its decimals. */
import { z } from 'zod';
import { line, points, uuid } from '../../platform/http/schemas';
import { customerIdSchema } from './loyalty-status.dto';

const reference = line(100)
  .nullish()
  .meta({ description: 'The service’s own name of it: what bears the same one happens once.' });
const description = line(500).nullish();

export const earnSchema = z
  .strictObject({
    customerId: customerIdSchema,
    points: points.nullish(),
    activity: line(30).nullish().meta({ description: 'One of the program, instead of a number of points: `review`.' }),
    reference,
    description,
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, code: string, named: object = {}) =>
      issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code, ...named } });
    if (value.points == null && value.activity == null)
      refuse('points', 'one_required', { fields: 'points, activity' });
    if (value.points != null && value.activity != null) refuse('activity', 'not_both', { other: 'points' });
    if (value.activity != null && value.reference == null) refuse('reference', 'required');
  })
  .meta({ id: 'EarnPoints' });

export const redeemPointsSchema = z
  .strictObject({
    customerId: customerIdSchema,
    points,
    orderAmount: z
      .number()
      .min(0)
      .nullish()
      .meta({ description: 'Of the order that they pay for, by the program’s rules; without it: a debit by hand.' }),
    pointOfSaleId: uuid.nullish().meta({ description: 'Where the order is.' }),
    reference,
    description,
  })
  .check(({ value, issues }) => {
    if ((value.orderAmount == null) === (value.pointOfSaleId == null)) return;
    const path = value.orderAmount == null ? 'orderAmount' : 'pointOfSaleId';
    issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code: 'required' } });
  })
  .meta({ id: 'RedeemPoints' });

const entryShape = {
  id: z.uuid(),
  type: z.enum(['earned', 'bonus', 'adjusted', 'redeemed', 'returned', 'refunded', 'expired', 'transferred']),
  points: z.int().meta({ description: 'Below zero: taken.' }),
  description: z.string().nullable(),
  reference: z.string().nullable(),
  timestamp: z.iso.datetime(),
};

export const pointsMovedSchema = z
  .object({ customerId: z.string(), ...entryShape, points_balance: z.int(), reference: z.string() })
  .meta({ id: 'PointsMoved' });

export const pointsWaitingSchema = z
  .object({ customerId: z.string(), id: z.uuid(), status: z.literal('pending'), reference: z.string() })
  .meta({ id: 'PointsWaiting', description: 'Above the limit of whoever asked: another manager approves it.' });

export const pointsHistorySchema = z
  .object({
    customerId: z.string(),
    points_transactions: z.array(z.object(entryShape).meta({ id: 'PointsTransaction' })),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'PointsHistory' });

export type EarnBody = z.infer<typeof earnSchema>;
export type RedeemPointsBody = z.infer<typeof redeemPointsSchema>;
export type PointsEntry = z.infer<typeof pointsHistorySchema>['points_transactions'][number];
export type PointsMoved = z.infer<typeof pointsMovedSchema>;
export type PointsWaiting = z.infer<typeof pointsWaitingSchema>;
export type PointsHistory = z.infer<typeof pointsHistorySchema>;
