import { type ConnectionOptions, createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { settings } from '../settings/settings';

const SCHEMA = 'bullmq';

/** The store of the jobs: Redis where there is one, else PostgreSQL. */
export const QUEUE_KIND = settings.redisUrl === undefined ? 'postgresql' : 'redis';

// Decided once a process, before any queue is made.
if (QUEUE_KIND === 'postgresql') setDefaultBackendFactory(createPostgresBackend as never);

const PRODUCER_CONNECTIONS = 2;
const WORKER_CONNECTIONS = 4;
const RECONNECT_MS = 1_000;

/** For who asks the queue something: it fails at once while Redis is away, so no request waits for it. */
export function producerConnection(): ConnectionOptions {
  return connection(PRODUCER_CONNECTIONS, { enableOfflineQueue: false });
}

/** For who works: it waits until the queue is back. */
export function workerConnection(): ConnectionOptions {
  return connection(WORKER_CONNECTIONS, {});
}

/** As the application's role, directly: the queue listens, which a transaction pooler forgets. */
function connection(max: number, ofRedis: object): ConnectionOptions {
  if (settings.redisUrl !== undefined) {
    const retryStrategy = (): number => RECONNECT_MS;
    return { url: settings.redisUrl, maxRetriesPerRequest: null, retryStrategy, ...ofRedis };
  }
  // The type of the options is Redis's, whatever the backend (BullMQ 6.7).
  const postgres = {
    connectionString: settings.databaseDirectUrl,
    schema: SCHEMA,
    max,
    connectionTimeoutMillis: 5_000,
  };
  return postgres;
}

/**
 * Makes or raises the queue's own schema, as the owner, and lets the application's role use it. Where the owner is
 * not named (it migrates elsewhere), the schema is expected to be there.
 */
export async function prepareQueueSchema(): Promise<void> {
  if (QUEUE_KIND !== 'postgresql' || settings.databaseOwnerUrl === undefined) return;
  const client = new pg.Client({ connectionString: settings.databaseOwnerUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Processes that start at once would change the same rows of the catalogue; the lock ends with the connection.
    await client.query("SELECT pg_advisory_lock(hashtextextended('queue schema', 0))");
    await runMigrations(client, SCHEMA);
    await client.query(`
      GRANT USAGE ON SCHEMA ${SCHEMA} TO loyalty_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO loyalty_app;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO loyalty_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO loyalty_app`);
  } finally {
    await client.end();
  }
}
