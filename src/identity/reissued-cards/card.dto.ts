import { z } from 'zod';
import { objectNamed } from '../../platform/http/schemas';

export const printedCardSchema = objectNamed('PrintedCard', 'The card of a guest, for printing.', {
  cardNumber: z.string().describe('Permanent card number of 16 digits'),
  qr: z
    .string()
    .describe('Digits of the static QR for the printed card; good for as long as the guest has this card number'),
});
export type PrintedCard = z.infer<typeof printedCardSchema>;
