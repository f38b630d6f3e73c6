import { setTimeout as pause } from 'node:timers/promises';
import { type ConnectionOptions, createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { settings } from '../settings/settings';

const SCHEMA = 'bullmq';
/** Jobs whose runs may take minutes have a queue of their own. */
export const QUEUE_NAMES = { short: 'loyalty', long: 'loyalty-long' };

/** Where jobs are stored: in Redis where there is one, else in PostgreSQL. */
export const QUEUE_KIND = settings.redisUrl === undefined ? 'postgresql' : 'redis';

// Set once in a process, before any queue is made.
if (QUEUE_KIND === 'postgresql') setDefaultBackendFactory(createPostgresBackend as never);

/** For each of the two queues. */
const PRODUCER_CONNECTIONS = 2;
const RECONNECT_MS = 1_000;
const ASK_AGAIN_MS = 300;

/** The connection of code that adds jobs: it fails at once while Redis is away, so that no request waits. */
export function producerConnection(): ConnectionOptions {
  return connection(PRODUCER_CONNECTIONS, { enableOfflineQueue: false });
}

/** The connection of workers: it waits until the queue is back. */
export function workerConnection(most: number): ConnectionOptions {
  return connection(most, {});
}

/**
 * Connects directly, because the queue uses LISTEN, which a transaction pooler does not support. Its role is the queue's own, else the
 * application's.
 */
function connection(max: number, ofRedis: object): ConnectionOptions {
  if (settings.redisUrl !== undefined) {
    const retryStrategy = (): number => RECONNECT_MS;
    return { url: settings.redisUrl, maxRetriesPerRequest: null, retryStrategy, ...ofRedis };
  }
  // BullMQ's option type is Redis's for every backend (BullMQ 6.7), so the options are cast.
  const postgres = {
    connectionString: settings.databaseQueueUrl ?? settings.databaseDirectUrl,
    schema: SCHEMA,
    max,
    connectionTimeoutMillis: 5_000,
  };
  return postgres;
}

/**
 * Creates or upgrades the queue's schema as the owner, and grants it to the queue's role alone, else to the application's. Without the owner's URL
 * (migrations run elsewhere) the schema must already exist.
 */
export async function prepareQueueSchema(): Promise<void> {
  if (QUEUE_KIND !== 'postgresql' || settings.databaseOwnerUrl === undefined) return;
  const client = new pg.Client({ connectionString: settings.databaseOwnerUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The lock keeps processes that start together from changing the same catalogue rows. It ends with the connection.
    while (!(await takeLock(client))) await pause(ASK_AGAIN_MS);
    await runMigrations(client, SCHEMA);
    const hasOwnRole = settings.databaseQueueUrl !== undefined;
    await client.query(grantsTo(hasOwnRole ? 'loyalty_queue' : 'loyalty_app'));
    if (hasOwnRole) await client.query(REVOKED);
  } finally {
    await client.end();
  }
}

/** Asks without waiting: a statement that waits has an open snapshot, for which an index that is built CONCURRENTLY waits. */
async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended('queue schema', 0)) AS taken",
  );
  return rows[0]?.taken === true;
}

function grantsTo(role: 'loyalty_queue' | 'loyalty_app'): string {
  return `
    GRANT USAGE ON SCHEMA ${SCHEMA} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO ${role}`;
}

/** Revokes earlier rights of the role that is bound to one network: jobs belong to no network, so it must not write them. */
const REVOKED = `
  REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} FROM PUBLIC, loyalty_app;
  REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${SCHEMA} FROM PUBLIC, loyalty_app;
  REVOKE ALL ON ALL TABLES IN SCHEMA ${SCHEMA} FROM PUBLIC, loyalty_app;
  REVOKE ALL ON SCHEMA ${SCHEMA} FROM PUBLIC, loyalty_app`;
