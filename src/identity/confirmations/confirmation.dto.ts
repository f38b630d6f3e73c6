import { z } from 'zod';
import { instant, points } from '../../platform/http/schemas';

export const askConfirmationSchema = z.strictObject({ points }).meta({ id: 'AskConfirmation' });
export type AskConfirmationBody = z.infer<typeof askConfirmationSchema>;

export const confirmationSchema = z
  .strictObject({ id: z.uuid(), points: z.int(), createdAt: instant, expiresAt: instant })
  .meta({ id: 'Confirmation', description: 'A spend that the guest is asked to confirm.' });
export type ConfirmationAnswer = z.infer<typeof confirmationSchema>;

export const askedConfirmationSchema = z
  .strictObject({ ...confirmationSchema.shape, channel: z.enum(['SMS', 'TELEGRAM']).nullable() })
  .meta({
    id: 'AskedConfirmation',
    description: '`channel`: where a code was sent to; null: nowhere, the guest confirms with a tap.',
  });
export type AskedConfirmationAnswer = z.infer<typeof askedConfirmationSchema>;

export const ownConfirmationsSchema = z
  .strictObject({ items: z.array(confirmationSchema) })
  .meta({ id: 'OwnConfirmations', description: 'Spends that wait for a tap of the guest, the newest first.' });
export type OwnConfirmations = z.infer<typeof ownConfirmationsSchema>;

export const decideConfirmationSchema = z.strictObject({ confirm: z.boolean() }).meta({ id: 'DecideConfirmation' });
export type DecideConfirmationBody = z.infer<typeof decideConfirmationSchema>;

export function confirmationAnswer(asked: {
  readonly id: string;
  readonly points: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}): ConfirmationAnswer {
  const { id, points: wanted, createdAt, expiresAt } = asked;
  return { id, points: wanted, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}
