import type { Tx } from '../database/database';

/** The notification channel of requests. The payload is the name of a kind of job, a space, and a key. */
export const REQUESTS_CHANNEL = 'job_requests';

/**
 * Requests a run with the commit of the transaction. It does not wait for the queue. The kind's next
 * scheduled run makes up for a request that no worker received.
 */
export async function requestJob(tx: Tx, name: string, key: string): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [REQUESTS_CHANNEL, `${name} ${key}`]);
}
