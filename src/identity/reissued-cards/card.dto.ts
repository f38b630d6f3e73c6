import { z } from 'zod';

export const printedCardSchema = z
  .strictObject({
    cardNumber: z.string(),
    qr: z.string().meta({ description: 'The static form: it holds as long as the card number does' }),
  })
  .meta({ id: 'PrintedCard' });
export type PrintedCard = z.infer<typeof printedCardSchema>;
