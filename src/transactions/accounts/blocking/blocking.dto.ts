import { z } from 'zod';
import { line, objectNamed, openObjectNamed } from '../../../platform/http/schemas';
import { severalShape } from '../../../platform/http/several';

const whyShape = {
  reasonCode: line(50).describe(
    '`SERVICE_RECOVERY`, `CORRECTION`, `GOODWILL`, `OTHER`, or one that the network added to its `reasonCodes`',
  ),
  comment: line(500).nullish().describe('Remark for colleagues; guests do not see it'),
};

export const blockGuestSchema = z
  .strictObject(whyShape)
  .meta({ id: 'BlockGuest', description: 'Why a guest is blocked, or is blocked no longer.' });
export type BlockGuestDto = z.infer<typeof blockGuestSchema>;

export const severalGuestsSchema = objectNamed('ChangeSeveralGuests', {
  ...severalShape,
  ...whyShape,
  act: z
    .enum(['BLOCK', 'UNBLOCK'])
    .describe('BLOCK: they can neither earn nor spend points; UNBLOCK: blocked ones can again'),
});
export type SeveralGuestsDto = z.infer<typeof severalGuestsSchema>;

export const blockAnswerSchema = openObjectNamed('GuestBlock', 'Whether a guest is blocked.', {
  guestId: z.uuid().describe('The guest'),
  blocked: z.boolean().describe('Whether the guest is blocked now'),
});
export type BlockAnswer = z.infer<typeof blockAnswerSchema>;
