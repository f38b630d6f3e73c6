import { z } from 'zod';
import type { Webhook, WebhookDelivery } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import { newestFirst, oldestFirstQuery } from '../../platform/http/list-query';
import { changeOf, instant, line, pageOf, objectNamed } from '../../platform/http/schemas';
import { settings } from '../../platform/settings/settings';
import { eventPatterns } from '../events/event.dto';

const MAX_URL_LENGTH = 500;
const DELIVERY_STATUSES = ['WAITING', 'DELIVERED', 'FAILED'] as const;

/** An address without user name and password, because the log shows it. */
const url = z
  .url({ protocol: settings.privateAddresses !== 'off' ? /^https?$/ : /^https$/ })
  .max(MAX_URL_LENGTH)
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), {
    params: { code: 'not_allowed' },
  });

const shape = {
  name: line(100).describe('Name that managers read'),
  url: url.describe('Address that is called: `https`, on the internet'),
  events: eventPatterns,
  enabled: z
    .boolean()
    .describe(
      'Whether events are delivered. Turned on again, it goes on where it stopped, or with the first event that is kept',
    ),
};

export const createWebhookSchema = objectNamed('CreateWebhook', 'A new receiver of events.', {
  ...shape,
  enabled: shape.enabled.default(true),
});

export const changeWebhookSchema = changeOf('ChangeWebhook', shape);

export const replayWebhookSchema = objectNamed('ReplayWebhook', 'Where to begin again.', {
  from: instant.describe(
    'Moment from which events are delivered again; a few earlier ones may come too. A moment to come: all that wait in the log are left out',
  ),
});

export const webhookSchema = objectNamed('Webhook', 'A receiver of events, without its secret.', {
  id: z.uuid().describe('Id of the webhook'),
  name: z.string().describe('Name that managers read'),
  url: z.string().describe('Address that is called'),
  events: z.array(z.string()).describe('Types of events; `*` stands for any text'),
  enabled: z.boolean().describe('Whether events are delivered'),
  state: z
    .enum(['WORKING', 'UNUSED', 'FAILING', 'DISABLED'])
    .describe('`UNUSED`: no call yet; `FAILING`: the last call did not succeed'),
  disabledReason: z
    .enum(['MANUAL', 'FAILING', 'GONE'])
    .nullable()
    .describe('`FAILING`: every call failed for five days; `GONE`: the receiver answered 410; null: enabled'),
  disabledAt: z.string().nullable().describe('When it was disabled (RFC 3339); null: enabled'),
  waiting: z.int().describe('Deliveries that wait, up to 1,000; later events wait in the log'),
  nextCallAt: z.string().nullable().describe('When a failing receiver is called again (RFC 3339); null: at once'),
  lastSuccessAt: z.string().nullable().describe('Last call that succeeded (RFC 3339); null: none yet'),
  lastFailureAt: z.string().nullable().describe('Last call that failed (RFC 3339); null: none'),
  lastFailure: z.string().nullable().describe('Code of the last failure; null: none'),
  skippedBefore: z
    .string()
    .nullable()
    .describe(
      'Events before this moment did not come to it: it was off for longer than they are kept (RFC 3339); null: none were lost',
    ),
  oldSecretUntil: z
    .string()
    .nullable()
    .describe('Until when the secret before the last rotation signs too (RFC 3339); null: it does not'),
  createdAt: z.string().describe('When it was created (RFC 3339)'),
});

export const webhookWithSecretSchema = webhookSchema
  .extend({
    secret: z
      .string()
      .nullable()
      .describe(
        'Secret of the signatures, shown once: `whsec_` and base64; null where another person repeats the call',
      ),
  })
  .meta({ id: 'WebhookWithSecret', description: 'A receiver of events with its secret.' });

const delivery = z.strictObject({
  id: z.uuid().describe('Id of the delivery'),
  eventId: z.uuid().describe('Event, and the `webhook-id` header'),
  type: z.string().describe('Type of the event'),
  status: z.enum(DELIVERY_STATUSES).describe('`FAILED`: it is not tried again by itself'),
  attempts: z.int().describe('How often it was tried'),
  createdAt: z.string().describe('When it was taken from the event log (RFC 3339)'),
  attemptedAt: z.string().nullable().describe('Last attempt (RFC 3339); null: none yet'),
  nextAttemptAt: z.string().nullable().describe('Next attempt, at the earliest (RFC 3339); null: none'),
  durationMs: z.int().nullable().describe('How long the last attempt took, in milliseconds; null: none yet'),
  responseStatus: z.int().nullable().describe('Status of the last response; null: there was none'),
  failure: z.string().nullable().describe('Code of why the last attempt failed; null: it did not'),
});

export const deliverySchema = delivery.meta({
  id: 'WebhookDelivery',
  description: 'An event on its way to a webhook.',
});
export const deliveryWithBodySchema = delivery
  .extend({
    body: z.string().describe('The body as it is sent'),
    responseBody: z.string().nullable().describe('Begin of the last response; null: there was none'),
  })
  .meta({ id: 'WebhookDeliveryWithBody', description: 'A delivery with its body and the last response.' });

export const webhookListQuery = oldestFirstQuery;
export const webhookPageSchema = pageOf(webhookSchema).meta({ id: 'WebhookPage' });
export const deliveryListQuery = z.strictObject({
  ...newestFirst,
  status: z.enum(DELIVERY_STATUSES).optional().describe('Only deliveries in this state; left out: all'),
});
export const deliveryPageSchema = pageOf(deliverySchema).meta({ id: 'WebhookDeliveryPage' });

export type CreateWebhookBody = z.infer<typeof createWebhookSchema>;
export type ChangeWebhookBody = z.infer<typeof changeWebhookSchema>;
export type ReplayWebhookBody = z.infer<typeof replayWebhookSchema>;
export type WebhookListQuery = z.infer<typeof webhookListQuery>;
export type DeliveryListQuery = z.infer<typeof deliveryListQuery>;
export type WebhookAnswer = z.infer<typeof webhookSchema>;
export type WebhookWithSecretAnswer = z.infer<typeof webhookWithSecretSchema>;
export type DeliveryAnswer = z.infer<typeof deliverySchema>;
export type DeliveryWithBodyAnswer = z.infer<typeof deliveryWithBodySchema>;

export function webhookAnswer(row: Webhook, waiting: number, now: Date): WebhookAnswer {
  const isEnabled = row.disabledReason === null;
  return asAnswer(webhookSchema, {
    ...row,
    enabled: isEnabled,
    state: stateOf(row),
    waiting,
    nextCallAt: isEnabled && row.dueAt > now ? row.dueAt : null,
    oldSecretUntil: row.oldSecretUntil !== null && row.oldSecretUntil > now ? row.oldSecretUntil : null,
  });
}

type DeliveryRow = Omit<WebhookDelivery, 'body' | 'responseBody'>;

const nextOf = ({ status, dueAt }: DeliveryRow): Date | null => (status === 'WAITING' ? dueAt : null);

export const deliveryAnswer = (row: DeliveryRow): DeliveryAnswer =>
  asAnswer(deliverySchema, { ...row, nextAttemptAt: nextOf(row) });

export const deliveryWithBody = (row: WebhookDelivery): DeliveryWithBodyAnswer =>
  asAnswer(deliveryWithBodySchema, { ...row, nextAttemptAt: nextOf(row) });

/** The answer without the secret, for another member of staff who repeats the call with the same idempotency key. */
export function withoutSecret(answer: WebhookWithSecretAnswer): WebhookWithSecretAnswer {
  return { ...answer, secret: null };
}

/** The members that a manager can change; calls of the receiver change the others. */
export function taggedWebhook({ name, url, events, enabled }: WebhookAnswer) {
  return { name, url, events, enabled };
}

/** The members of a webhook that an audit entry contains. */
export function auditedWebhook({ name, url, events, enabled }: WebhookAnswer) {
  return { name, url, events: events.join(', '), enabled };
}

function stateOf({ disabledReason, failingSince, lastSuccessAt }: Webhook): WebhookAnswer['state'] {
  if (disabledReason !== null) return 'DISABLED';
  if (failingSince !== null) return 'FAILING';
  return lastSuccessAt === null ? 'UNUSED' : 'WORKING';
}
