import { parseJsonBody } from '../../platform/http/json-body';
import type { KeyPrincipal } from '../../security';
import type { IncomingMessage } from './kafka-client';

/** The largest event that is read: 1 MiB. A larger one is set aside, cut to its start. */
export const MAX_EVENT_BYTES = 1_048_576;
/** How many characters of an unreadable message are kept. */
const KEPT_CHARACTERS = 10_000;

/** The event in a message, parsed as strictly as a body of the API; a string: the message is unreadable. */
export function eventOf({ value }: Pick<IncomingMessage, 'value'>): unknown {
  if (value === null || value.length === 0) return '';
  if (value.length > MAX_EVENT_BYTES) return beginOf(value);
  try {
    return parseJsonBody(value);
  } catch {
    return beginOf(value);
  }
}

function beginOf(value: Buffer): string {
  // PostgreSQL stores no NUL.
  return value.subarray(0, KEPT_CHARACTERS).toString('utf8').replaceAll('\u0000', '\ufffd');
}

/**
 * The caller of events from Kafka. The brokers control who may write to a network's topics, so an event may do whatever the network's own services
 * may. It acts under the network's id.
 */
export function principalOfKafka(networkId: string): KeyPrincipal {
  return {
    kind: 'key',
    id: networkId,
    integrationId: networkId,
    networkId,
    scopes: ['events', 'import', 'loyalty', 'membership'],
    identifies: 'TILL_SYSTEM',
    // The operator connected the brokers.
    soleDecider: null,
  };
}
