import { z } from 'zod';
import { newestFirst } from '../../platform/http/list-query';
import { pageOf, uuid, openObjectNamed } from '../../platform/http/schemas';
import { ADDRESS_CHANNELS, ALL_CHANNELS, CHANNEL_WORDS, MESSAGE_SOURCES, STOP_REASONS } from '../../security';
import { SUPPRESSIONS } from './route-message.rules';

/** The states of a message. */
export const MESSAGE_STATUSES = [
  'PLANNED',
  'HELD',
  'SUPPRESSED',
  'OUTBOX',
  'QUEUED',
  'SENDING',
  'SENT',
  'DELIVERED',
  'FAILED',
  'UNKNOWN',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

const purpose = z
  .enum(['CODE', 'RECEIPT', 'SERVICE', 'MARKETING'])
  .describe('CODE: a one-time code; RECEIPT: a receipt; SERVICE: points, orders, the account; MARKETING: campaigns');
const channel = z.enum(ALL_CHANNELS).describe(`Channel that carries it. ${CHANNEL_WORDS}. INBOX: the cabinet alone`);
const status = z
  .enum(MESSAGE_STATUSES)
  .describe(
    'PLANNED: waits for a channel; HELD: due before a backup was restored, waits for a manager; SUPPRESSED: not sent by a rule; OUTBOX: no provider; QUEUED, SENDING: on its way; SENT: taken ' +
      'by the provider; DELIVERED: reported as delivered, or opened; FAILED; UNKNOWN: may have been sent, and is not sent again',
  );
const reason = z
  .enum(SUPPRESSIONS)
  .describe(
    'NO_GUEST: erased or merged; BLOCKED; NO_CONSENT; HELD_OUT, CONTROL: compared guests; NO_CHANNEL: the guest refused all; CAPPED: had as many as the network allows; ' +
      'VARIABLE_MISSING: the text names what this guest lacks, without a default; TEXT_FAILED: the text came out too long or empty',
  );

export const messageListQuery = z.strictObject({
  ...newestFirst,
  purpose: purpose.optional(),
  channel: channel.optional(),
  status: status.optional(),
  reason: reason.optional(),
  guestId: uuid.optional().describe('Only messages to this guest'),
});

const members = {
  id: z.uuid().describe('Message'),
  guestId: z.uuid().nullable().describe('Guest; null: a code to a person who is none yet'),
  purpose,
  source: z
    .enum(MESSAGE_SOURCES)
    .nullable()
    .describe(
      'Source that asked for it; STAFF: a person who chose the guests; TEST: a manager, who got it; null: a code, an order or the account',
    ),
  sourceId: z.uuid().nullable().describe('Campaign, automation, or sale of the question; null: of none'),
  templateId: z.uuid().nullable().describe('Template that it was written from; null: none'),
  templateVersion: z.int().nullable().describe('Version of the template at that time; null: none'),
  channel,
  status,
  reason: reason.nullable(),
  failure: z.string().nullable().describe('Answer of the provider to the last attempt; null: nothing'),
  tried: z.array(channel).describe('Channels that refused it'),
  language: z.enum(['ru', 'en']).nullable().describe('Language of the text; null: not recorded'),
  inInbox: z.boolean().describe('Whether the guest can read it in the cabinet'),
  openedAt: z.iso.datetime().nullable().describe('When the guest opened it there; null: not yet'),
  createdAt: z.iso.datetime().describe('When it was written (RFC 3339)'),
};

export const loggedMessageSchema = z
  .object(members)
  .meta({ id: 'LoggedMessage', description: 'A message to a guest.' });
export const loggedMessagePage = pageOf(loggedMessageSchema);

export const readMessageSchema = openObjectNamed('ReadMessage', 'A message as its reader saw it.', {
  ...members,
  subject: z.string().nullable().describe('Subject where it goes by e-mail; null: none'),
  text: z.string().describe('Text; empty: not sent, a code, or past its time'),
  stopped: z
    .array(
      z.object({
        channel: z.enum(ADDRESS_CHANNELS).describe('Channel of the address'),
        reason: z
          .enum(STOP_REASONS)
          .describe(
            'BOUNCED: the address does not exist; COMPLAINT: reported as spam; OPTED_OUT: the person answered STOP',
          ),
        failure: z.string().describe('Answer of the provider'),
        stoppedAt: z.iso.datetime().describe('Since when (RFC 3339)'),
      }),
    )
    .describe('Addresses of the guest to which nothing but codes is sent, until the guest confirms them again'),
});

export const messageCountsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(366).default(30).describe('Days of 24 hours back from now'),
  sourceId: uuid.optional().describe('Only messages of this campaign'),
});

export const messageCountsSchema = openObjectNamed('MessageCounts', {
  items: z
    .array(z.object({ purpose, channel, status, reason: reason.nullable(), messages: z.int().describe('How many') }))
    .describe('One entry for each combination that there is'),
});

export type MessageListQuery = z.infer<typeof messageListQuery>;
export type LoggedMessageAnswer = z.infer<typeof loggedMessageSchema>;
export type ReadMessageAnswer = z.infer<typeof readMessageSchema>;
export type MessageCountsAnswer = z.infer<typeof messageCountsSchema>;
