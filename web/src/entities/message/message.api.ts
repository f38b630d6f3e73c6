import { ask } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Message = Schemas['LoggedMessage'];
export type ReadMessage = Schemas['ReadMessage'];
export type MessagePurpose = Message['purpose'];
export type MessageChannel = Message['channel'];
type SentChannel = Exclude<MessageChannel, 'INBOX'>;
export type MessageStatus = Message['status'];
export type MessageCount = Schemas['MessageCounts']['items'][number];

export const MESSAGE_PURPOSES: readonly MessagePurpose[] = ['MARKETING', 'SERVICE', 'RECEIPT', 'CODE'];
/** Those that go out of the cabinet. */
export const SENT_CHANNELS = Object.keys({
  TELEGRAM: true,
  MAX: true,
  PUSH: true,
  SMS: true,
  EMAIL: true,
} satisfies Record<SentChannel, true>) as SentChannel[];
export const MESSAGE_CHANNELS: readonly MessageChannel[] = [...SENT_CHANNELS, 'INBOX'];
export const MESSAGE_STATUSES: readonly MessageStatus[] = [
  'PLANNED',
  'HELD',
  'QUEUED',
  'SENDING',
  'SENT',
  'DELIVERED',
  'SUPPRESSED',
  'FAILED',
  'UNKNOWN',
  'OUTBOX',
];

const AT_ONCE = 20;

export interface WhichMessages {
  readonly purpose?: MessagePurpose;
  readonly channel?: MessageChannel;
  readonly status?: MessageStatus;
}

/** Messages to guests, newest first. */
export function messagesQuery(which: WhichMessages, cursor: string | undefined) {
  return ask('/api/messages', { ...which, ...pageAfter(cursor, AT_ONCE) });
}
