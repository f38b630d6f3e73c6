import { z } from 'zod';

export const printedCardSchema = z
  .strictObject({
    cardNumber: z.string().describe('Permanent card number of 16 digits'),
    qr: z
      .string()
      .describe('Digits of the static QR for the printed card; good for as long as the guest has this card number'),
  })
  .meta({ id: 'PrintedCard', description: 'The card of a guest, for printing.' });
export type PrintedCard = z.infer<typeof printedCardSchema>;
