import { z } from 'zod';
import { databaseNowMs } from '../../platform/clock/database-time';
import { instant, line, pageOf } from '../../platform/http/schemas';
import { KEY_IDENTIFICATIONS, KEY_SCOPES } from '../principal/principal';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import type { ApiKeyRow } from './api-keys.sql';

const MAX_OVERLAP_HOURS = 24 * 30;

const expiresAt = instant
  .refine((at) => Date.parse(at) > databaseNowMs(), { params: { code: 'not_allowed' } })
  .meta({ description: 'When the key ends by itself; null or left out: never' });

/** What waited for a second person was checked when it was asked for; its date may have passed since. */
const askedExpiry = { expiresAt: instant.nullish() };

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
export const askedRotationSchema = z.object({ ...rotateApiKeySchema.shape, ...askedExpiry });

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
export const askedApiKeySchema = z.object({ ...createApiKeySchema.shape, ...askedExpiry });

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
        'Shown once, to the person who made it or approved it; sent as `Authorization: Bearer lk_…`. Null in a replay to anybody else',
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

/** A key, or what waits for a second person until there is one. */
export type IssuedAnswer = CreatedApiKeyAnswer | ChangeRequestAnswer;

export function issuedStatus(answer: IssuedAnswer): number {
  return 'kind' in answer ? 202 : 201;
}

/** What a colleague sees of it, whose call bears the same idempotency key. */
export function withoutSecret(answer: IssuedAnswer): IssuedAnswer {
  return 'kind' in answer ? answer : { ...answer, key: null };
}
