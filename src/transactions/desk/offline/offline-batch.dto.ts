import { z } from 'zod';
import { instant, line, openListOf, openObjectNamed } from '../../../platform/http/schemas';

const MAX_OFFLINE_ACTS = 1_000;
export const OFFLINE_BODY_BYTES = 8 * 1024 * 1024;

const MAX_KEY_LENGTH = 255;
const MAX_TOKEN_LENGTH = 2_000;

/** `guestId` and `body` are checked for each act on its own, so that a wrong one does not refuse the others. */
const offlineActSchema = z.strictObject({
  counter: z.int().min(1).describe('Number of the act on its device, rising by 1 from act to act'),
  key: z
    .string()
    .min(1)
    .max(MAX_KEY_LENGTH)
    .describe('Idempotency key of the act, the same as when it was tried online'),
  guestId: z.string().max(100).meta({ format: 'uuid', description: 'The guest of the act' }),
  body: z
    .record(z.string(), z.unknown())
    .describe('Body of the act, an `Act` as for `recordTransaction`, with the `occurredAt` of the device'),
});

export const offlineBatchSchema = z
  .strictObject({
    deviceId: line(100).describe('Name that the device keeps; counters and clock are judged by device'),
    sentAt: instant.describe(
      "The device's own time as it sends the batch, RFC 3339 with zone; a clock off by more than 5 minutes is corrected",
    ),
    allowance: z
      .string()
      .max(MAX_TOKEN_LENGTH)
      .optional()
      .describe("Token of the till's allowance, which pays where guests have too few points"),
    acts: z
      .array(offlineActSchema)
      .min(1)
      .max(MAX_OFFLINE_ACTS)
      .describe('Acts with distinct counters; they are recorded in the order of the counters'),
  })
  .refine((batch) => new Set(batch.acts.map((act) => act.counter)).size === batch.acts.length, {
    path: ['acts'],
    params: { code: 'counter_twice' },
  })
  .meta({ id: 'OfflineBatch', description: 'Acts that a till rang up while it had no network.' });

export const offlineAnswerSchema = openObjectNamed('OfflineBatchAnswer', 'The answers of the acts of a batch.', {
  items: openListOf('One answer for each act, in the order of the counters', {
    counter: z.int().describe('Counter of the act'),
    status: z.int().describe('HTTP status that the act alone would have had'),
    body: z.unknown().describe('Answer of the act: a transaction, an act that waits for approval, or a problem'),
  }),
});

export type OfflineBatchDto = z.infer<typeof offlineBatchSchema>;
export type OfflineAct = z.infer<typeof offlineActSchema>;
export type OfflineAnswer = z.infer<typeof offlineAnswerSchema>;
