import { z } from 'zod';
import type { InboxEvent } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import { newestFirst } from '../../platform/http/list-query';
import { pageOf, uuid } from '../../platform/http/schemas';
import { EVENT_STATUSES } from './inbox.sql';

export const eventListQuery = z.strictObject({
  ...newestFirst,
  connectionId: uuid.optional().describe('Only events of this connection; left out: of all'),
  status: z.enum(EVENT_STATUSES).optional().describe('Only events in this state; left out: all'),
  subject: z.string().min(1).max(200).optional().describe('Only events about this order or check of the till system'),
});

const event = z.strictObject({
  id: z.uuid().describe('Id of the event'),
  connectionId: z.uuid().describe('Connection by which it came'),
  kind: z.string().describe('Its subject in the words of the till system'),
  subject: z.string().nullable().describe('Order or check of the till system that it is about; null: none'),
  bytes: z.int().describe('Length of the body'),
  receivedAt: z.string().describe('When it came first (RFC 3339)'),
  status: z
    .enum(EVENT_STATUSES)
    .describe('`WAITING`: worked on again by itself; `REFUSED`: needs a manager; `IGNORED`: concerns nothing here'),
  reason: z
    .string()
    .nullable()
    .describe('Code of why it waits, was ignored or refused, or is worth a look; null: none'),
  transactionId: z.uuid().nullable().describe('Transaction that it became; null: none'),
  attempts: z.int().describe('How often it was worked on in the background'),
  dueAt: z.string().nullable().describe('When it is worked on next (RFC 3339); null: it is finished'),
  finishedAt: z.string().nullable().describe('When it was finished (RFC 3339); null: it waits'),
});

export const eventSchema = event.meta({
  id: 'InboxEvent',
  description: 'An event of a till system, without its body.',
});
export const eventPageSchema = pageOf(eventSchema).meta({ id: 'InboxEventPage' });
export const eventWithBodySchema = event
  .extend({
    body: z.string().describe('The body as text: UTF-8, or windows-1251 where it is not UTF-8'),
    answer: z.string().nullable().describe('The answer that the till got, where it is repeated; null: nothing'),
  })
  .meta({ id: 'InboxEventWithBody', description: 'An event of a till system as it came. It may hold personal data.' });

/** The body of a retry, which may be left out. */
export const retryEventSchema = z
  .strictObject({
    withoutPromoCode: z
      .boolean()
      .optional()
      .describe('Whether a kept check is recorded without the promo code for which it was refused. By default false'),
  })
  .optional()
  .meta({ id: 'RetryInboxEvent', description: 'How an event is tried again. The body may be left out.' });

export type RetryEventBody = z.infer<typeof retryEventSchema>;
export type EventListQuery = z.infer<typeof eventListQuery>;
export type EventAnswer = z.infer<typeof eventSchema>;
export type EventWithBodyAnswer = z.infer<typeof eventWithBodySchema>;

type AnsweredRow = Omit<InboxEvent, 'bodyEncrypted' | 'answerEncrypted'>;

export const eventAnswer = (row: AnsweredRow): EventAnswer =>
  asAnswer(eventSchema, { ...row, bytes: row.bodyBytes, dueAt: row.status === 'WAITING' ? row.dueAt : null });
