import { StartFailure } from './failure.mjs';
import { openSecrets } from './secrets.mjs';

/** The one database of an embedded server; its owner is not a superuser. */
const DATABASE = 'loyalty';
const OWNER = 'loyalty_owner';

/** Months of the event log that are made ahead, as many as the daily job makes. */
const MONTHS_AHEAD = 3;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * The connections of the application:
 * @typedef {{ DATABASE_URL: string, DATABASE_PLATFORM_URL: string, DATABASE_OWNER_URL: string, DATABASE_DIRECT_URL: string,
 *   DATABASE_QUEUE_URL?: string, DATABASE_BACKUP_URL?: string }} Connections
 * @typedef {{ migrations: string[], functions: string[] }} Applied names of those that this start applied
 */

/**
 * Migrates the database and makes sure of the roles, wherever the database is.
 *
 * @param {{ environment: NodeJS.ProcessEnv, dataDirectory: string, embeddedUrl?: string }} options `embeddedUrl` is the
 *   superuser's, when the database is our own
 * @returns {Promise<{ connections: Connections, applied: Applied, identity: string }>} `identity` names the database
 *   among all others, so that marks about its content are not taken for those of another
 */
export async function prepareDatabase({ environment, dataDirectory, embeddedUrl }) {
  if (embeddedUrl !== undefined) return prepareEmbedded(embeddedUrl, openSecrets(dataDirectory).passwords);
  const { DATABASE_URL, DATABASE_PLATFORM_URL, DATABASE_OWNER_URL } = environment;
  for (const name of [
    'DATABASE_URL',
    'DATABASE_PLATFORM_URL',
    'DATABASE_OWNER_URL',
    'DATABASE_DIRECT_URL',
    'DATABASE_QUEUE_URL',
    'DATABASE_BACKUP_URL',
  ])
    if (environment[name]) requireAddress(name, environment[name]);
  if (DATABASE_PLATFORM_URL && !DATABASE_OWNER_URL) {
    throw new StartFailure(
      'DATABASE_PLATFORM_URL is set without DATABASE_OWNER_URL, which the migrations and the queue need.',
    );
  }
  const ownerUrl = DATABASE_OWNER_URL || DATABASE_URL;
  return withClient(ownerUrl, async (client) => {
    await requireVersion(client);
    return migrateWithRoles(client, async () => {
      const urls = DATABASE_PLATFORM_URL
        ? {
            applicationUrl: DATABASE_URL,
            platformUrl: DATABASE_PLATFORM_URL,
            queueUrl: environment.DATABASE_QUEUE_URL,
            backupUrl: environment.DATABASE_BACKUP_URL,
          }
        : await makeRolesOfServer(client, ownerUrl, dataDirectory);
      return connectionsOf(urls, ownerUrl, environment);
    });
  });
}

/**
 * The line of a start that changed the database; undefined: it changed nothing. A first start applies all migrations, so it
 * counts them. Functions are applied after each migration, and named where there was none.
 *
 * @param {Applied} applied
 */
export function describeApplied({ migrations, functions }) {
  if (migrations.length === 0) return functions.length === 0 ? undefined : `Functions: ${functions.join(', ')}`;
  const count = migrations.length === 1 ? '' : `${migrations.length} migrations up to `;
  return `Migrated: ${count}${migrations.at(-1)}`;
}

async function prepareEmbedded(superuserUrl, passwords) {
  await withClient(superuserUrl, async (client) => {
    await client.query(
      `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${OWNER}') THEN CREATE ROLE ${OWNER}; END IF; END $$`,
    );
    await client.query(
      `ALTER ROLE ${OWNER} LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD ${client.escapeLiteral(passwords.owner)}`,
    );
    // Measurements checkpoint and read the server's statistics.
    await client.query(`GRANT pg_checkpoint, pg_monitor TO ${OWNER}`);
    // Reading a network from an archive writes rows that triggers would otherwise make (docs/archive.md).
    await client.query(`GRANT SET ON PARAMETER session_replication_role TO ${OWNER}`);
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rows.length === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  });
  const ownerUrl = ownerUrlOf(superuserUrl, passwords.owner);
  return withClient(ownerUrl, (client) =>
    migrateWithRoles(client, async () => {
      const { makeLoginRoles } = await import('../postgres/roles.mjs');
      const urls = await makeLoginRoles(client, ownerUrl, (suffix) => passwords[suffix]);
      return connectionsOf(urls, ownerUrl, {});
    }),
  );
}

/** The superuser of an embedded server that runs. */
export function superuserUrlOf(port, dataDirectory) {
  return `postgres://postgres:${openSecrets(dataDirectory).passwords.superuser}@127.0.0.1:${port}/postgres`;
}

/** The connections of an embedded database that a running `npm start` has prepared. */
export function connectionsOfRunning(port, dataDirectory) {
  const { passwords } = openSecrets(dataDirectory);
  const url = (role, password) => `postgres://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const urls = {
    applicationUrl: url(`${DATABASE}_app_login`, passwords.app_login),
    platformUrl: url(`${DATABASE}_platform_login`, passwords.platform_login),
    queueUrl: url(`${DATABASE}_queue_login`, passwords.queue_login),
    backupUrl: url(`${DATABASE}_backup_login`, passwords.backup_login),
  };
  return connectionsOf(urls, url(OWNER, passwords.owner), {});
}

function ownerUrlOf(superuserUrl, password) {
  const url = new URL(superuserUrl);
  url.username = OWNER;
  url.password = password;
  url.pathname = `/${DATABASE}`;
  return url.href;
}

function connectionsOf({ applicationUrl, platformUrl, queueUrl, backupUrl }, ownerUrl, environment) {
  return {
    DATABASE_URL: applicationUrl,
    DATABASE_PLATFORM_URL: platformUrl,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_DIRECT_URL: environment.DATABASE_DIRECT_URL || applicationUrl,
    ...(queueUrl ? { DATABASE_QUEUE_URL: queueUrl } : {}),
    ...(backupUrl ? { DATABASE_BACKUP_URL: backupUrl } : {}),
  };
}

async function makeRolesOfServer(client, ownerUrl, dataDirectory) {
  const { makeLoginRoles, derivePassword } = await import('../postgres/roles.mjs');
  const owner = new URL(ownerUrl);
  const kept = openSecrets(dataDirectory).passwords;
  return makeLoginRoles(client, ownerUrl, (suffix) =>
    owner.password === '' ? kept[suffix] : derivePassword(decodeURIComponent(owner.password), owner.pathname, suffix),
  );
}

async function migrateWithRoles(client, makeConnections) {
  const { migrate, withMigrationLock } = await import('../postgres/migrations.mjs');
  return withMigrationLock(client, async () => {
    const applied = await migrate(client);
    await client.query('SELECT open_to_backup()');
    await makeEventMonths(client);
    const { rows } = await client.query(
      `SELECT (SELECT id FROM _prisma_migrations ORDER BY started_at LIMIT 1) AS first,
              (SELECT oid FROM pg_database WHERE datname = current_database()) AS database`,
    );
    // The first migration's row has a random id, which exists as long as the database does and is the same for all its users.
    const identity = `${rows[0].first}:${rows[0].database}`;
    return { applied, identity, connections: await makeConnections() };
  });
}

/**
 * After a long stop the log may lack a partition for this month. Rows that are sold before the job makes it land in the default partition and block
 * it for good. Where the log is locked, the job makes it, as it does while the platform runs.
 */
async function makeEventMonths(client) {
  try {
    await client.query('SELECT make_event_partitions($1)', [MONTHS_AHEAD]);
  } catch (error) {
    if (error.code !== LOCK_NOT_AVAILABLE) throw error;
  }
}

async function requireVersion(client) {
  const { rows } = await client.query(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name",
  );
  if (rows[0].version >= 150_000 && rows[0].version < 190_000) return;
  throw new StartFailure(`The server of DATABASE_URL is PostgreSQL ${rows[0].name}; 15 to 18 are supported.`);
}

export async function withClient(url, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 30_000,
    application_name: 'loyalty-start',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const at = describeUrl(url);
    throw new StartFailure(
      `The database at ${at} can't be reached (${error.message || error.code}): see DATABASE_URL in .env.example.`,
    );
  }
  try {
    return await work(client);
  } catch (error) {
    if (!isLoss(error)) throw error;
    throw new StartFailure(
      `The database at ${describeUrl(url)} went away (${error.message}): start again; what was under way was rolled back.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether an error means that the server stopped or became unreachable. */
function isLoss({ code, message }) {
  return (
    ['57P01', '57P02', '57P03', 'ECONNRESET', 'EPIPE'].includes(code) ||
    /Connection terminated|encountered a connection error/.test(message)
  );
}

/** The address may hold a password, so it is not shown. */
function requireAddress(name, url) {
  if (URL.canParse(url) && ['postgres:', 'postgresql:'].includes(new URL(url).protocol)) return;
  throw new StartFailure(
    `${name} is no address of PostgreSQL, as in postgres://role:password@host:5432/database: see .env.example.`,
  );
}

/** Host, port and database of a URL: what may be shown. */
export function describeUrl(url) {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}
