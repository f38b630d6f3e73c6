import { z } from 'zod';
import { line, openObjectOf, uuid } from '../../../platform/http/schemas';

export const paymentSchema = z
  .strictObject({
    reference: line(100).describe('Order id of the till system, or the number of the receipt'),
    pointOfSaleId: uuid
      .nullish()
      .describe('Point of sale of the receipt; tells receipts of one number apart. Left out: any'),
  })
  .meta({ id: 'ConfirmedPayment', description: 'The payment of a sale that is named by its order or receipt.' });
export type PaymentDto = z.infer<typeof paymentSchema>;

export const confirmationSchema = z
  .object({
    transactionId: z.uuid().describe('The sale that was paid'),
    guestId: z.uuid().describe('The guest of the sale'),
    pointsConfirmed: z.int().describe('Points that waited for this payment and can be spent now, less those owed'),
    confirmedAt: z.string().describe('When the payment was confirmed (RFC 3339)'),
    balance: openObjectOf("The guest's points right after it", {
      available: z.int().describe('Points that the guest can spend'),
      pending: z.int().describe('Points that become available later'),
      receivable: z.int().describe('Points that the guest owes after a refund'),
    }),
  })
  .meta({ id: 'PaymentConfirmation', description: 'A confirmed payment and the points that it made available.' });
export type Confirmation = z.infer<typeof confirmationSchema>;
