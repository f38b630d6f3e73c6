import type { Tx } from '../database/database';

/** The notification channel of requests. Its payload is the name of a kind of job, a space and a key. */
export const REQUESTS_CHANNEL = 'job_requests';

/**
 * Requests a run once the transaction commits, without waiting for the queue. If no worker receives the request, the leader's next look
 * makes up for it.
 */
export async function requestJob(tx: Tx, name: string, key: string): Promise<void> {
  await tx.query`SELECT pg_notify(${REQUESTS_CHANNEL}, ${`${name} ${key}`})`;
}
