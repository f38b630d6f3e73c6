import { z } from 'zod';

export const inboxMessageSchema = z
  .object({
    id: z.uuid().describe('Id of the message'),
    text: z.string().describe('The message, in the language of the guest'),
    createdAt: z.iso.datetime().describe('When it was written (RFC 3339)'),
    opened: z.boolean().describe('Whether the guest has opened it'),
  })
  .meta({ id: 'InboxMessage', description: 'A message to the guest. It counts as delivered once it is opened.' });

export type InboxAnswer = z.infer<typeof inboxMessageSchema>;
