import { z } from 'zod';
import { line } from '../../../platform/http/schemas';

export const blockGuestSchema = z.strictObject({ reasonCode: line(50), comment: line(500).nullish() }).meta({
  id: 'BlockGuest',
  description: 'Why a guest is blocked, or is no longer. `reasonCode` is one of the network.',
});
export type BlockGuestDto = z.infer<typeof blockGuestSchema>;

export const blockAnswerSchema = z.object({ guestId: z.uuid(), blocked: z.boolean() }).meta({ id: 'GuestBlock' });
export type BlockAnswer = z.infer<typeof blockAnswerSchema>;
