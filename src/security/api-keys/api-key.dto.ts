import { z } from 'zod';
import { line, pageOf } from '../../platform/http/schemas';
import { KEY_SCOPES } from '../principal/principal';
import type { ApiKeyRow } from './api-keys.sql';

export const createApiKeySchema = z
  .strictObject({ name: line(200), scopes: z.array(z.enum(KEY_SCOPES)).min(1).max(KEY_SCOPES.length) })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKeyBody = z.infer<typeof createApiKeySchema>;

const apiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export const apiKeySchema = apiKey.meta({ id: 'ApiKey' });
export type ApiKeyAnswer = z.infer<typeof apiKeySchema>;
export const apiKeyPageSchema = pageOf(apiKeySchema).meta({ id: 'ApiKeyPage' });

export const createdApiKeySchema = apiKey
  .extend({ key: z.string().meta({ description: 'Shown once; sent as `Authorization: Bearer lk_…`' }) })
  .meta({ id: 'CreatedApiKey' });
export type CreatedApiKeyAnswer = z.infer<typeof createdApiKeySchema>;

export function apiKeyAnswer(row: ApiKeyRow): ApiKeyAnswer {
  return {
    id: row.id,
    name: row.name,
    scopes: [...row.scopes],
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
