import { z } from 'zod';
import { asAnswer, type StoredAs } from '../../platform/http/as-answer';
import { sentCodeFields } from '../one-time-codes/one-time-code.dto';
import { instant, points, objectNamed } from '../../platform/http/schemas';
import { CODE_CHANNELS } from '../../security';

export const askConfirmationSchema = objectNamed('AskConfirmation', {
  points: points.describe('Points that the guest is to spend'),
});
export type AskConfirmationBody = z.infer<typeof askConfirmationSchema>;

const confirmationSchema = objectNamed('Confirmation', 'A spend that the guest is asked to confirm.', {
  id: z.uuid().describe('Confirmation, for `confirmation.id` of the redemption'),
  points: z.int().describe('Points that the guest is asked to spend'),
  createdAt: instant.describe('Moment at which the guest was asked'),
  expiresAt: instant.describe('Moment until which the guest can confirm and the spend can be recorded'),
});
export type ConfirmationAnswer = z.infer<typeof confirmationSchema>;

export const askedConfirmationSchema = objectNamed('AskedConfirmation', {
  ...confirmationSchema.shape,
  channel: z
    .enum(CODE_CHANNELS)
    .nullable()
    .describe('How a code was sent to the guest; null: no code can reach the guest, who confirms with a tap'),
  staysInOutbox: sentCodeFields.staysInOutbox,
});
export type AskedConfirmationAnswer = z.infer<typeof askedConfirmationSchema>;

export const ownConfirmationsSchema = objectNamed('OwnConfirmations', 'Spends that wait for a tap of the guest.', {
  items: z.array(confirmationSchema).describe('At most 20, the newest first'),
});
export type OwnConfirmations = z.infer<typeof ownConfirmationsSchema>;

export const decideConfirmationSchema = objectNamed('DecideConfirmation', {
  confirm: z.boolean().describe('True: the guest confirms the spend; false: the guest refuses it'),
});
export type DecideConfirmationBody = z.infer<typeof decideConfirmationSchema>;

export const confirmationAnswer = (asked: StoredAs<ConfirmationAnswer>): ConfirmationAnswer =>
  asAnswer(confirmationSchema, asked);
