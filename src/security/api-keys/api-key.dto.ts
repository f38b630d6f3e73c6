import { z } from 'zod';
import type { ApiKey } from '../../generated/prisma/client';
import { databaseNowMs } from '../../platform/clock/database-time';
import { asAnswer } from '../../platform/http/as-answer';
import { instant, line, pageOf, uuid, objectNamed } from '../../platform/http/schemas';
import { KEY_IDENTIFICATIONS, KEY_SCOPES } from '../principal/principal';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';

const MAX_OVERLAP_HOURS = 24 * 30;

const expiresAt = instant
  .refine((at) => Date.parse(at) > databaseNowMs(), { params: { code: 'not_allowed' } })
  .describe('Moment at which the key ends by itself, in the future; null or left out: never');

const IDENTIFIES =
  'Strongest way of identifying a guest that the service may name in an act, from `QR`, the strongest, to `TILL_SYSTEM`';

/** Not required to be in the future: the date was checked when the key was requested, and may have passed by the approval. */
const askedExpiry = { expiresAt: instant.nullish() };

/** `POST /api/api-keys/{id}/rotate`. */
export const rotateApiKeySchema = objectNamed('RotateApiKey', {
  overlapHours: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_HOURS)
    .default(24)
    .describe('Hours for which the old key stays good beside the new one'),
  expiresAt: expiresAt.nullish(),
});
export type RotateApiKeyBody = z.infer<typeof rotateApiKeySchema>;
export const askedRotationSchema = z.object({ ...rotateApiKeySchema.shape, ...askedExpiry });

export const createApiKeySchema = z
  .strictObject({
    name: line(200).describe('Name by which managers know the service'),
    scopes: z
      .array(z.enum(KEY_SCOPES))
      .min(1)
      .max(KEY_SCOPES.length)
      .describe(
        'Rights of the key. `till`, `loyalty`, `manage` and `membership` stand for their two parts; `report` for its `:read`; `ledger` reads and transfers, `ledger:read` reads alone; `events` and `import` for their `:write`; `partner` is for keys of partners',
      ),
    expiresAt: expiresAt.nullish(),
    identifies: z.enum(KEY_IDENTIFICATIONS).default('TILL_SYSTEM').describe(IDENTIFIES),
    partnerId: uuid
      .nullish()
      .describe('Partner whose key it is; with it, and only with it, the one scope is `partner`; null: of no partner'),
  })
  .check(({ value: { scopes, partnerId }, issues }) => {
    const refuse = (code: string) =>
      issues.push({ code: 'custom', input: partnerId, path: ['partnerId'], message: '', params: { code } });
    const isPartners = scopes.includes('partner');
    if (isPartners && partnerId == null) refuse('required');
    if (partnerId != null && (!isPartners || scopes.some((scope) => scope !== 'partner'))) refuse('not_allowed');
  })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKeyBody = z.infer<typeof createApiKeySchema>;
export const askedApiKeySchema = z.object({ ...createApiKeySchema.shape, ...askedExpiry });

const apiKey = z.object({
  id: z.uuid().describe('API key'),
  name: z.string().describe('Name by which managers know the service'),
  scopes: z.array(z.enum(KEY_SCOPES)).describe('Rights of the key'),
  identifies: z.enum(KEY_IDENTIFICATIONS).describe(IDENTIFIES),
  createdAt: z.iso.datetime().describe('Moment at which the key was made'),
  lastUsedAt: z.iso.datetime().nullable().describe('Moment of the last use, to about a minute; null: not used yet'),
  revokedAt: z.iso.datetime().nullable().describe('Moment at which a manager revoked the key; null: not revoked'),
  expiresAt: z.iso.datetime().nullable().describe('Moment at which the key ends by itself; null: never'),
  integrationId: z
    .uuid()
    .describe('Integration, which is the same for keys that replaced one another; of a key of a partner the partner'),
  secretFor: z
    .uuid()
    .nullable()
    .describe(
      'Employee who asked for the key and may still be shown its secret, by `revealApiKey`; null: it was shown',
    ),
});
export const apiKeySchema = apiKey.meta({ id: 'ApiKey', description: 'An API key, without its secret.' });
export type ApiKeyAnswer = z.infer<typeof apiKeySchema>;
export const apiKeyPageSchema = pageOf(apiKeySchema).meta({ id: 'ApiKeyPage' });

export const createdApiKeySchema = apiKey
  .extend({
    key: z
      .string()
      .nullable()
      .describe(
        'Secret for `Authorization: Bearer lk_…` (of a sandbox `lk_test_…`), shown once to the person who made or asked for the key; null for others',
      ),
  })
  .meta({ id: 'CreatedApiKey', description: 'A new API key, with its secret.' });
export type CreatedApiKeyAnswer = z.infer<typeof createdApiKeySchema>;

export const apiKeyAnswer = (row: ApiKey): ApiKeyAnswer => asAnswer(apiKeySchema, row);

/** A key, or a change request that needs a second person's approval. */
export type IssuedAnswer = CreatedApiKeyAnswer | ChangeRequestAnswer;

/** The answer without the secret, for another member of staff who repeats the call with the same idempotency key. */
export function withoutSecret(answer: IssuedAnswer): IssuedAnswer {
  return 'kind' in answer ? answer : { ...answer, key: null };
}
