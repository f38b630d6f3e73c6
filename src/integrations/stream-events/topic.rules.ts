/** Types of events that other systems send. */
export const STREAM_EVENT_TYPES = [
  'pos.transaction',
  'loyalty.action',
  'customer.updated',
  'buy',
  'order.completed',
  'payment.confirmed',
] as const;
export type StreamEventType = (typeof STREAM_EVENT_TYPES)[number];

/** A topic: a network's code and an event type, as in `brand123.pos.transaction`, or the type alone. */
export interface Topic {
  /** Code of the network; null: the topic has only a type. */
  readonly network: string | null;
  readonly type: StreamEventType;
}

/** Undefined: the text is no topic of our events. */
export function parseTopic(text: string): Topic | undefined {
  for (const type of STREAM_EVENT_TYPES) {
    if (text === type) return { network: null, type };
    const network = text.slice(0, -type.length - 1);
    if (network !== '' && !network.includes('.') && text === topicOf(network, type)) return { network, type };
  }
  return undefined;
}

export function topicOf(network: string, type: string): string {
  return `${network}.${type}`;
}
