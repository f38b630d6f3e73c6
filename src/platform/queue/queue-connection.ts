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

/** The connection of callers: it fails at once while Redis is away, so that no request waits. */
export function producerConnection(): ConnectionOptions {
  return connection(PRODUCER_CONNECTIONS, { enableOfflineQueue: false });
}

/** The connection of workers: it waits until the queue is back. */
export function workerConnection(): ConnectionOptions {
  return connection(WORKER_CONNECTIONS, {});
}

/** Connects directly in the application's role, because the queue listens, which a transaction pooler does not support. */
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
 * Creates or upgrades the queue's own schema as the owner, and grants it to the application's role. Without the owner's
 * URL (migrations run elsewhere) the schema must exist.
 */
export async function prepareQueueSchema(): Promise<void> {
  if (QUEUE_KIND !== 'postgresql' || settings.databaseOwnerUrl === undefined) return;
  const client = new pg.Client({ connectionString: settings.databaseOwnerUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The lock, because processes that start together would change the same catalogue rows. It ends with the connection.
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
