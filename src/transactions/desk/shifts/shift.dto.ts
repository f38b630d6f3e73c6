import { z } from 'zod';
import { pageFields, uuid } from '../../../platform/http/schemas';
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

export const shiftSchema = z
  .object({
    id: z.uuid().describe('Id of the shift'),
    pointOfSaleId: z.uuid().describe('Point of sale of the shift'),
    userId: z.uuid().describe('Member of staff whose shift it is'),
    businessDate: z.string().describe('Business date of the network, `YYYY-MM-DD`'),
    openedAt: z.iso.datetime().describe('When its first act opened it (RFC 3339)'),
    closedAt: z.iso.datetime().nullable().describe('When it was closed (RFC 3339); null: it is open'),
    totals: z
      .object({
        sales: sums
          .extend({
            discount: z.int().describe('Sum of discounts in minor units'),
            payable: z.int().describe('Sum of what guests paid, in minor units'),
            pointsRedeemed: z.int().describe('Points that sales spent'),
            pointsValue: z.int().describe('Worth of these points in minor units'),
          })
          .describe('Sales, with and without a guest'),
        redemptions: sums.describe('Redemptions of points and rewards'),
        refunds: sums
          .extend({ payable: z.int().describe('Sum of the money handed back, in minor units') })
          .describe('Refunds'),
        credits: sums.describe('Points given by hand'),
        debits: sums.describe('Points taken by hand'),
      })
      .describe('Figures of the whole shift, whichever page of `items` is read'),
    items: z.array(anyTransactionSchema).describe('A page of its transactions, newest first'),
    nextCursor: z.string().nullable().describe('`cursor` of the next page; null: there are no more'),
  })
  .meta({
    id: 'Shift',
    description: 'A shift: one member of staff at one point of sale on one business date.',
  });

export const currentShiftQuery = z.strictObject({
  pointOfSaleId: uuid.describe('Point of sale at which the caller works'),
  ...pageFields,
});
export type ShiftAnswer = z.infer<typeof shiftSchema>;
export type CurrentShiftQuery = z.infer<typeof currentShiftQuery>;
