import { z } from 'zod';
import { databaseNowMs } from '../../platform/clock/database-time';
import { instant, line, pageOf } from '../../platform/http/schemas';
import { KEY_IDENTIFICATIONS, KEY_SCOPES } from '../principal/principal';
import type { ApiKeyRow } from './api-keys.sql';

const MAX_OVERLAP_HOURS = 24 * 30;

const expiresAt = instant
  .refine((at) => Date.parse(at) > databaseNowMs(), { params: { code: 'not_allowed' } })
  .meta({ description: 'When the key ends by itself; null or left out: never' });

/** `POST /api/api-keys/{id}/rotate`. */
export const rotateApiKeySchema = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(MAX_OVERLAP_HOURS)
      .default(24)
      .meta({ description: 'For so long the old key stays good beside the new one' }),
    expiresAt: expiresAt.nullish(),
  })
  .meta({ id: 'RotateApiKey' });
export type RotateApiKeyBody = z.infer<typeof rotateApiKeySchema>;

export const createApiKeySchema = z
  .strictObject({
    name: line(200),
    scopes: z
      .array(z.enum(KEY_SCOPES))
      .min(1)
      .max(KEY_SCOPES.length)
      .meta({ description: '`till` is `till:read` and `till:write`, and so are the other seven' }),
    expiresAt: expiresAt.nullish(),
    identifies: z.enum(KEY_IDENTIFICATIONS).default('TILL_SYSTEM').meta({
      description: 'The strongest way of identifying a guest that the service may name in an act',
    }),
  })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKeyBody = z.infer<typeof createApiKeySchema>;

const apiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  identifies: z.enum(KEY_IDENTIFICATIONS),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  integrationId: z.uuid().meta({ description: 'The same for keys that took the place of one another' }),
});
export const apiKeySchema = apiKey.meta({ id: 'ApiKey' });
export type ApiKeyAnswer = z.infer<typeof apiKeySchema>;
export const apiKeyPageSchema = pageOf(apiKeySchema).meta({ id: 'ApiKeyPage' });

export const createdApiKeySchema = apiKey
  .extend({
    key: z.string().nullable().meta({
      description:
        'Shown once, to the person who made it; sent as `Authorization: Bearer lk_…`. Null in a replay to anybody else',
    }),
  })
  .meta({ id: 'CreatedApiKey' });
export type CreatedApiKeyAnswer = z.infer<typeof createdApiKeySchema>;

export function apiKeyAnswer(row: ApiKeyRow): ApiKeyAnswer {
  return {
    id: row.id,
    name: row.name,
    scopes: [...row.scopes],
    identifies: row.identifies,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    integrationId: row.integrationId,
  };
}

/** What a colleague sees of it, whose call bears the same idempotency key. */
export function withoutSecret(answer: CreatedApiKeyAnswer): CreatedApiKeyAnswer {
  return { ...answer, key: null };
}
