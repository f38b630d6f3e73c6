import { z } from 'zod';

export const inboxMessageSchema = z
  .object({ id: z.uuid(), text: z.string(), createdAt: z.iso.datetime(), opened: z.boolean() })
  .meta({ id: 'InboxMessage', description: 'A message to the guest; opening it is its delivery.' });

export type InboxAnswer = z.infer<typeof inboxMessageSchema>;
