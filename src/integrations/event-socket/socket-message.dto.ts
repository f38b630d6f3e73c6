/** Messages of the event socket: JSON texts, each with its `type`. */
import { z } from 'zod';
import type { Problem } from '../../platform/http/problem.renderer';
import { line } from '../../platform/http/schemas';
import type { PosEventOutcome } from '../stream-events';
import { positionText, topicPatterns } from '../events/event.dto';
import type { NetworkEvent } from '../events/event-types';

const MAX_TOPIC_LENGTH = 200;
const MAX_TOKEN_LENGTH = 300;

/** The client's own id of a message; the answer repeats it. */
const id = line(100).nullish();

export const socketMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), id, token: z.string().min(1).max(MAX_TOKEN_LENGTH) }),
  z.strictObject({
    type: z.literal('subscribe'),
    id,
    topics: topicPatterns,
    after: positionText.nullish(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), id }),
  z.strictObject({ type: z.literal('publish'), id, topic: z.string().max(MAX_TOPIC_LENGTH), event: z.unknown() }),
]);

export type SocketMessage = z.infer<typeof socketMessageSchema>;
export type MessageOf<Type extends SocketMessage['type']> = Extract<SocketMessage, { type: Type }>;

interface MessageWithId {
  readonly id: string | null;
}

export type SocketAnswer =
  | (MessageWithId & { readonly type: 'ready'; readonly network: string })
  | (MessageWithId & { readonly type: 'subscribed'; readonly position: string })
  | (MessageWithId & { readonly type: 'unsubscribed' })
  | (MessageWithId & { readonly type: 'outcome'; readonly outcome: PosEventOutcome })
  | (MessageWithId & { readonly type: 'problem'; readonly problem: Problem })
  | { readonly type: 'event'; readonly topic: string; readonly position: string; readonly event: NetworkEvent }
  | { readonly type: 'published'; readonly topic: string; readonly event: unknown }
  | { readonly type: 'position'; readonly position: string };
