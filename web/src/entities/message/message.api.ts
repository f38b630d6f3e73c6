import type { Schemas } from '../../shared/api/schemas';

type Message = Schemas['LoggedMessage'];
export type ReadMessage = Schemas['ReadMessage'];
export type MessageChannel = Message['channel'];
type SentChannel = Exclude<MessageChannel, 'INBOX'>;
export type MessageStatus = Message['status'];
export type MessageCount = Schemas['MessageCounts']['items'][number];

/** Those that go out of the cabinet. */
export const SENT_CHANNELS = Object.keys({
  TELEGRAM: true,
  MAX: true,
  PUSH: true,
  SMS: true,
  EMAIL: true,
} satisfies Record<SentChannel, true>) as SentChannel[];
export const MESSAGE_CHANNELS: readonly MessageChannel[] = [...SENT_CHANNELS, 'INBOX'];
