import { z } from 'zod';
import { openObjectNamed, openObjectOf, pageFields, uuid } from '../../../platform/http/schemas';
import { anyTransactionSchema } from '../../till/responses/transaction-answer.dto';

const sums = z.object({
  count: z.int().describe('Number of transactions'),
  amount: z.int().describe('Sum of their gross amounts in minor units; 0 for credits and debits'),
  points: z
    .int()
    .describe(
      'Sum of points: earned by sales, spent by redemptions, taken back by refunds, given by credits, taken by debits',
    ),
});

const giftSums = z.object({
  count: z.int().describe('Number of acts'),
  amount: z.int().describe('Sum of their money in minor units'),
});

const totals = openObjectNamed('ShiftTotals', 'Figures of one or more shifts.', {
  received: openObjectOf('Money of sales in minor units, with and without a guest', {
    net: z
      .int()
      .describe('`gross` − `refunded` − `undone`, in minor units; below zero where more was handed back than came in'),
    gross: z.int().describe('Sum of what guests paid for sales, in minor units'),
    refunded: z.int().describe('Sum of the money that refunds of sales handed back, without undos, in minor units'),
    undone: z.int().describe('Sum of the money of sales that were undone, in minor units'),
  }),
  sales: sums
    .extend({
      receipts: z.int().describe('Number of receipts; sales that are parts of one receipt count as one'),
      late: z
        .int()
        .describe(
          'How many of them were recorded after the shift was closed: a till that was offline brought them late',
        ),
      discount: z.int().describe('Sum of discounts in minor units'),
      payable: z.int().describe('Sum of what guests paid, in minor units'),
      pointsRedeemed: z.int().describe('Points that sales spent'),
      pointsValue: z.int().describe('Worth of these points in minor units'),
    })
    .describe('Sales, with and without a guest'),
  redemptions: sums.describe('Redemptions of points and rewards'),
  refunds: sums
    .extend({
      payable: z.int().describe('Sum of the money handed back, in minor units'),
      undone: z.int().describe('How many of them are undos'),
    })
    .describe('Refunds and undos'),
  credits: sums.describe('Points given by hand'),
  debits: sums.describe('Points taken by hand'),
  giftCards: openObjectOf('Gift cards; their money is not part of `received`', {
    sold: giftSums.describe('Cards that were sold'),
    toppedUp: giftSums.describe('Money that was put on cards later'),
    spent: giftSums.describe('Money that cards paid'),
    refunded: giftSums.describe('Money that went back to cards'),
  }),
});

const shiftFields = {
  id: z.uuid().describe('Id of the shift'),
  pointOfSaleId: z.uuid().describe('Point of sale of the shift'),
  userId: z.uuid().describe('Member of staff whose shift it is'),
  businessDate: z.string().describe('Business date of the network, `YYYY-MM-DD`'),
  openedAt: z.iso.datetime().describe('When its first act opened it (RFC 3339)'),
  closedAt: z.iso.datetime().nullable().describe('When it was closed (RFC 3339); null: it is open'),
  totals: totals.describe('Figures of the whole shift'),
};

export const shiftSchema = z
  .object({
    ...shiftFields,
    items: z.array(anyTransactionSchema).describe('A page of its transactions, newest first'),
    nextCursor: z.string().nullable().describe('`cursor` of the next page; null: there are no more'),
  })
  .meta({
    id: 'Shift',
    description: 'A shift: one member of staff at one point of sale on one business date.',
  });

export const tillReportSchema = openObjectNamed('TillReport', 'The shifts of a point of sale on one business date.', {
  pointOfSaleId: z.uuid().describe('Point of sale'),
  businessDate: z.string().describe('Business date of the network, `YYYY-MM-DD`'),
  totals: totals.describe('Figures of the shifts together'),
  items: z
    .array(z.object(shiftFields).meta({ id: 'ShiftOfTill', description: 'A shift with its figures.' }))
    .describe('The shifts, first opened first'),
});

export const currentShiftQuery = z.strictObject({
  pointOfSaleId: uuid.describe('Point of sale at which the caller works'),
  ...pageFields,
});
export const tillReportQuery = z.strictObject({
  pointOfSaleId: uuid.describe('Point of sale'),
  businessDate: z.iso
    .date()
    .optional()
    .describe('Business date of the network, `YYYY-MM-DD`; left out: the current one'),
});
export type TillReportQuery = z.infer<typeof tillReportQuery>;
export type TillReport = z.infer<typeof tillReportSchema>;
export type ShiftAnswer = z.infer<typeof shiftSchema>;
export type CurrentShiftQuery = z.infer<typeof currentShiftQuery>;
