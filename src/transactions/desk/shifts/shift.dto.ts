import { z } from 'zod';
import { pageFields, uuid } from '../../../platform/http/schemas';
import { anyTransactionSchema } from '../../till/responses/transaction-answer.dto';

const sums = z.object({ count: z.int(), amount: z.int(), points: z.int() });

export const shiftSchema = z
  .object({
    id: z.uuid(),
    pointOfSaleId: z.uuid(),
    userId: z.uuid(),
    businessDate: z.string(),
    openedAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    totals: z.object({
      sales: sums.extend({ discount: z.int(), payable: z.int(), pointsRedeemed: z.int(), pointsValue: z.int() }),
      redemptions: sums,
      refunds: sums.extend({ payable: z.int() }),
      credits: sums,
      debits: sums,
    }),
    items: z.array(anyTransactionSchema),
    nextCursor: z.string().nullable(),
  })
  .meta({
    id: 'Shift',
    description: 'A cashier at a till on a business date; `items` are its transactions, newest first.',
  });

export const currentShiftQuery = z.strictObject({ pointOfSaleId: uuid, ...pageFields });
export type ShiftAnswer = z.infer<typeof shiftSchema>;
export type CurrentShiftQuery = z.infer<typeof currentShiftQuery>;
