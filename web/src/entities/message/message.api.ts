import type { Schemas } from '../../shared/api/schemas';

type Message = Schemas['LoggedMessage'];
export type ReadMessage = Schemas['ReadMessage'];
export type MessageChannel = Message['channel'];
type SentChannel = Exclude<MessageChannel, 'INBOX'>;
export type MessageStatus = Message['status'];
export type MessageCount = Schemas['MessageCounts']['items'][number];

/** Each channel in the order of lists, with the screen of a phone on which its messages are drawn. */
export const SCREEN_OF_CHANNEL = {
  TELEGRAM: 'chat',
  MAX: 'chat',
  PUSH: 'lock',
  SMS: 'chat',
  EMAIL: 'letter',
  INBOX: 'cabinet',
} as const satisfies Record<MessageChannel, string>;
export const MESSAGE_CHANNELS = Object.keys(SCREEN_OF_CHANNEL) as MessageChannel[];
/** Those that go out of the cabinet. */
export const SENT_CHANNELS = MESSAGE_CHANNELS.filter((channel): channel is SentChannel => channel !== 'INBOX');
