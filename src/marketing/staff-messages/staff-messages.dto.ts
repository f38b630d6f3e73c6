import { z } from 'zod';
import { SUPPRESSIONS } from '../../identity';
import { severalShape } from '../../platform/http/several';
import { uuid } from '../../platform/http/schemas';

export const messageGuestsSchema = z
  .strictObject({
    ...severalShape,
    templateId: uuid.describe(
      'Template of automations from which each message is written, in the language of its guest',
    ),
  })
  .meta({ id: 'MessageGuests', description: 'A message to several guests.' });
export type MessageGuests = z.infer<typeof messageGuestsSchema>;

export const messagedGuestsSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          id: z.uuid().describe('The guest'),
          reason: z
            .enum(SUPPRESSIONS)
            .nullable()
            .describe('Why the guest gets none, as in the list of messages; null: it goes, or would go'),
        }),
      )
      .describe('One for each guest, in the order in which they were sent; one that stood twice stands once'),
  })
  .meta({ id: 'MessagedGuests', description: 'The outcome of a message for each of several guests.' });
export type MessagedGuests = z.infer<typeof messagedGuestsSchema>;
