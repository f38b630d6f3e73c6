import { z } from 'zod';
import { openListOf } from '../../platform/http/schemas';

const decision = z
  .enum(['SEND', 'DROP'])
  .describe('SEND: they go on by the rules of now; DROP: they are not sent, and guests at such steps leave');

export const decideHeldSchema = z.strictObject({ decision });

export const heldMessagesSchema = z
  .object({
    restoredAt: z.iso.datetime().nullable().describe('When a backup was last restored (RFC 3339); null: never'),
    dueBefore: z.iso
      .datetime()
      .nullable()
      .describe(
        'Messages and steps due before this time wait (RFC 3339), an hour before the restore; null: no restore',
      ),
    decision: decision.nullable().describe('Decision on them; null: none yet'),
    messages: openListOf('Messages that wait for the decision, by purpose; one-time codes never wait', {
      purpose: z.enum(['RECEIPT', 'SERVICE', 'MARKETING']).describe('Purpose'),
      messages: z.int().describe('Messages that wait for the decision'),
    }),
    steps: z.int().describe('Guests at a step of an automation who wait for the decision'),
  })
  .meta({
    id: 'HeldMessages',
    description: 'Messages and steps of automations that wait since a backup was restored.',
  });

export type DecideHeldBody = z.infer<typeof decideHeldSchema>;
export type HeldMessagesAnswer = z.infer<typeof heldMessagesSchema>;
