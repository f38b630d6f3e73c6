import { step } from '../start/progress.mjs';

/**
 * Runs `work` while this connection holds an advisory lock of the database. It waits for as long as another one holds it,
 * and says so; a holder may take the lock again.
 *
 * @template T
 * @param {import('pg').Client} client
 * @param {{ key: number, waiting: string }} lock `waiting` is told while it waits, as in "Waiting for another start"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withAdvisoryLock(client, { key, waiting }, work) {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [key]);
  if (!rows[0].taken) await step(waiting, () => client.query('SELECT pg_advisory_lock($1)', [key]));
  try {
    return await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [key]).catch(() => undefined);
  }
}
