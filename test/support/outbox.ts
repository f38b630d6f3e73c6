import { type OutboxMessage, OutboxMessages } from '../../src/security';
import type { TestApp } from './app';

const MOST = 50;

/**
 * Messages of a network that no provider has sent, the newest first; of one recipient or all. The route of the outbox
 * looks into every network, and a run of the tests makes thousands.
 */
export function outboxOf(test: TestApp, networkId: string, to?: string): Promise<OutboxMessage[]> {
  return test.app.get(OutboxMessages).list(networkId, to, MOST);
}

/** The six digits of the newest message that stands there for a phone; empty: there is none. */
export async function codeSentTo(test: TestApp, networkId: string, phone: string): Promise<string> {
  const [message] = await outboxOf(test, networkId, phone);
  return /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
}
