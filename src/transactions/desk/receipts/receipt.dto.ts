import { z } from 'zod';
import { line, pageOf } from '../../../platform/http/schemas';

const MOST = 50;

export const findReceiptsQuery = z.strictObject({
  number: line(100).describe('Number that the till printed, or the order id of the till system'),
  limit: z.coerce.number().int().min(1).max(MOST).default(MOST).describe('Most receipts to list'),
});

export const foundReceiptsSchema = pageOf(
  z.strictObject({
    transactionId: z.uuid().describe('Transaction of the receipt'),
    guestId: z.uuid().nullable().describe('Guest of the sale; null: an anonymous receipt'),
    pointOfSaleId: z.uuid().nullable().describe('Point of sale that printed it; null: none'),
    receiptNumber: z.string().nullable().describe('Number that the till printed; null: it has an order id alone'),
    businessDate: z.string().nullable().describe('Business date of the network, `YYYY-MM-DD`'),
    amount: z.int().describe('Gross amount in minor units'),
    occurredAt: z.string().describe('When it was sold (RFC 3339)'),
  }),
).meta({ id: 'FoundReceipts', description: 'Receipts with this number, newest first; `nextCursor` is always null.' });

export type FindReceiptsQuery = z.infer<typeof findReceiptsQuery>;
export type FoundReceiptsAnswer = z.infer<typeof foundReceiptsSchema>;
