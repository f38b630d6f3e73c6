import { z } from 'zod';
import { SUPPRESSIONS } from '../../identity';
import { severalShape } from '../../platform/http/several';
import { uuid, objectNamed, listOf } from '../../platform/http/schemas';

export const messageGuestsSchema = objectNamed('MessageGuests', 'A message to several guests.', {
  ...severalShape,
  templateId: uuid.describe('Template of automations from which each message is written, in the language of its guest'),
});
export type MessageGuests = z.infer<typeof messageGuestsSchema>;

export const messagedGuestsSchema = z
  .strictObject({
    items: listOf('One for each guest, in the order in which they were sent; one that stood twice stands once', {
      id: z.uuid().describe('The guest'),
      reason: z
        .enum(SUPPRESSIONS)
        .nullable()
        .describe('Why the guest gets none, as in the list of messages; null: it goes, or would go'),
    }),
  })
  .meta({ id: 'MessagedGuests', description: 'The outcome of a message for each of several guests.' });
export type MessagedGuests = z.infer<typeof messagedGuestsSchema>;
