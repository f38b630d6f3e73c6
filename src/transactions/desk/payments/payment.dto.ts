import { z } from 'zod';
import { line, uuid } from '../../../platform/http/schemas';

/** `reference` is the sale's own order id of its till system, or the number of its receipt. */
export const paymentSchema = z
  .strictObject({ reference: line(100), pointOfSaleId: uuid.nullish() })
  .meta({ id: 'ConfirmedPayment' });
export type PaymentDto = z.infer<typeof paymentSchema>;

export const confirmationSchema = z
  .object({
    transactionId: z.uuid(),
    guestId: z.uuid(),
    /** Points that waited for this payment and may be spent now, less what the guest owed. */
    pointsConfirmed: z.int(),
    confirmedAt: z.string(),
    balance: z.object({ available: z.int(), pending: z.int(), receivable: z.int() }),
  })
  .meta({ id: 'PaymentConfirmation' });
export type Confirmation = z.infer<typeof confirmationSchema>;
