import { setTimeout as wait } from 'node:timers/promises';
import { step } from '../start/progress.mjs';

const ASK_AGAIN_MS = 300;

/**
 * Runs `work` while this connection holds an advisory lock of the database. It waits for as long as another one holds it,
 * and says so; a holder may take the lock again.
 *
 * It asks again and again: a statement that waits for the lock has an open snapshot, and a holder that builds an index
 * CONCURRENTLY waits for every snapshot, so that both would wait for each other.
 *
 * @template T
 * @param {import('pg').Client} client
 * @param {{ key: number, waiting: string }} lock `waiting` is told while it waits, as in "Waiting for another start"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withAdvisoryLock(client, { key, waiting }, work) {
  const take = async () => (await client.query('SELECT pg_try_advisory_lock($1) AS taken', [key])).rows[0].taken;
  if (!(await take())) {
    await step(waiting, async () => {
      while (!(await take())) await wait(ASK_AGAIN_MS);
    });
  }
  try {
    return await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [key]).catch(() => undefined);
  }
}
