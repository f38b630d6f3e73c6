import { z } from 'zod';
import { instant, line } from '../../../platform/http/schemas';

export const MAX_OFFLINE_ACTS = 1_000;
export const OFFLINE_BODY_BYTES = 8 * 1024 * 1024;

const MAX_KEY_LENGTH = 255;
const MAX_TOKEN_LENGTH = 2_000;

/** `guestId` and `body` are those of the till's call: what does not fit is refused for that act alone. */
const offlineActSchema = z.strictObject({
  counter: z.int().min(1),
  key: z.string().min(1).max(MAX_KEY_LENGTH),
  guestId: z.string().max(100).meta({ format: 'uuid' }),
  body: z.record(z.string(), z.unknown()),
});

export const offlineBatchSchema = z
  .strictObject({
    deviceId: line(100),
    sentAt: instant,
    allowance: z
      .string()
      .max(MAX_TOKEN_LENGTH)
      .optional()
      .meta({ description: 'The token of the till, for points that its guests do not have' }),
    acts: z.array(offlineActSchema).min(1).max(MAX_OFFLINE_ACTS),
  })
  .refine((batch) => new Set(batch.acts.map((act) => act.counter)).size === batch.acts.length, {
    path: ['acts'],
    params: { code: 'counter_twice' },
  })
  .meta({ id: 'OfflineBatch' });

export const offlineAnswerSchema = z
  .object({ items: z.array(z.object({ counter: z.int(), status: z.int(), body: z.unknown() })) })
  .meta({ id: 'OfflineBatchAnswer' });

export type OfflineBatchDto = z.infer<typeof offlineBatchSchema>;
export type OfflineAct = z.infer<typeof offlineActSchema>;
export type OfflineAnswer = z.infer<typeof offlineAnswerSchema>;
