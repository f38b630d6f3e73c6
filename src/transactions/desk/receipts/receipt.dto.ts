import { z } from 'zod';
import { line, pageOf } from '../../../platform/http/schemas';

const MOST = 50;

/** `GET /api/receipts`: by the number of the till or of the till system's order. */
export const findReceiptsQuery = z.strictObject({
  number: line(100),
  limit: z.coerce.number().int().min(1).max(MOST).default(MOST),
});

export const foundReceiptsSchema = pageOf(
  z.strictObject({
    transactionId: z.uuid(),
    guestId: z.uuid().nullable(),
    pointOfSaleId: z.uuid().nullable(),
    receiptNumber: z.string().nullable(),
    businessDate: z.string().nullable(),
    amount: z.int(),
    occurredAt: z.string(),
  }),
).meta({ id: 'FoundReceipts', description: 'Sales of the last two months with this number, newest first.' });

export type FindReceiptsQuery = z.infer<typeof findReceiptsQuery>;
export type FoundReceiptsAnswer = z.infer<typeof foundReceiptsSchema>;
