import { parseJsonBody } from '../../platform/http/json-body';
import type { KeyPrincipal } from '../../security';
import type { IncomingMessage } from './kafka-client';

/** The largest event that is read: 1 MiB. A larger one is set aside with its beginning. */
export const MAX_EVENT_BYTES = 1_048_576;
/** Characters that are kept of a message that cannot be read. */
const KEPT_CHARACTERS = 10_000;

/** The event of a message, as strict JSON as a body of the API; a text is one that cannot be read. */
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
  // PostgreSQL holds no NUL.
  return value.subarray(0, KEPT_CHARACTERS).toString('utf8').replaceAll('\u0000', '\ufffd');
}

/**
 * The caller of events that come by Kafka. The brokers decide who may write to the topics of a network, so an event
 * may do what the network's own services may. It acts under the id of the network itself.
 */
export function principalOfKafka(networkId: string): KeyPrincipal {
  return {
    kind: 'key',
    id: networkId,
    integrationId: networkId,
    networkId,
    scopes: ['events', 'import', 'loyalty', 'membership'],
    identifies: 'TILL_SYSTEM',
  };
}
