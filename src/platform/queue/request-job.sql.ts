import type { Tx } from '../database/database';

/** Where the processes with workers hear of requests. The payload is a name of a kind of job, a space, and its key. */
export const REQUESTS_CHANNEL = 'job_requests';

/**
 * Requests a run with the commit of the transaction. It needs no queue and waits for none; a request that no worker
 * heard is made up for by the kind's next scheduled run.
 */
export async function requestJob(tx: Tx, name: string, key: string): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [REQUESTS_CHANNEL, `${name} ${key}`]);
}
