import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';

/** The connections of one database, named as the application's settings. */
export interface Connections {
  readonly DATABASE_URL: string;
  readonly DATABASE_PLATFORM_URL: string;
  readonly DATABASE_OWNER_URL: string;
  readonly DATABASE_DIRECT_URL: string;
}

/** The database of the test run; each test has its own network there. */
export function sharedConnections(): Connections {
  return {
    DATABASE_URL: fromEnvironment('DATABASE_URL'),
    DATABASE_PLATFORM_URL: fromEnvironment('DATABASE_PLATFORM_URL'),
    DATABASE_OWNER_URL: fromEnvironment('DATABASE_OWNER_URL'),
    DATABASE_DIRECT_URL: fromEnvironment('DATABASE_DIRECT_URL'),
  };
}

/** As the application: bound by row-level security to the network that a transaction sets. The caller ends it. */
export function applicationPool(connections = sharedConnections()): Pool {
  return poolOf(connections.DATABASE_URL, 4);
}

/** As the platform's role. The caller ends it. */
export function platformPool(connections = sharedConnections()): Pool {
  return poolOf(connections.DATABASE_PLATFORM_URL, 4);
}

/** Connects as the schema's owner, who may change it but reads no network's rows, because row-level security is forced. */
export function ownerPool(connections = sharedConnections()): Pool {
  return poolOf(connections.DATABASE_OWNER_URL, 2);
}

/** Connects as the superuser, whom row-level security does not bind, to see or break stored rows. */
export function superuserPool(connections = sharedConnections()): Pool {
  return poolOf(superuserUrl(databaseOf(connections)), 2);
}

/** Ignores errors of idle connections, because dropping a database ends them. */
function poolOf(connectionString: string, max: number): Pool {
  return new Pool({ connectionString, max }).on('error', () => undefined);
}

/** An empty, migrated database for tests that break something or count everything. */
export async function createDatabase(): Promise<{ connections: Connections; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE loyalty_template OWNER loyalty_owner`);
  const here = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const shared = sharedConnections();
  return {
    connections: {
      DATABASE_URL: here(shared.DATABASE_URL),
      DATABASE_PLATFORM_URL: here(shared.DATABASE_PLATFORM_URL),
      DATABASE_OWNER_URL: here(shared.DATABASE_OWNER_URL),
      DATABASE_DIRECT_URL: here(shared.DATABASE_DIRECT_URL),
    },
    drop: () => asSuperuser(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** An empty database, for tests of the way in which the schema is made. */
export async function createEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name} OWNER loyalty_owner`);
  return {
    url: Object.assign(new URL(sharedConnections().DATABASE_OWNER_URL), { pathname: `/${name}` }).href,
    drop: () => asSuperuser(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** Changes rows without triggers and row-level security, which no code of the platform can. */
export async function pastTriggers(statement: string, parameters: readonly unknown[] = []): Promise<void> {
  const client = new Client({ connectionString: superuserUrl(databaseOf(sharedConnections())) });
  await client.connect();
  try {
    await client.query("SET session_replication_role = 'replica'");
    await client.query(statement, [...parameters]);
  } finally {
    await client.end();
  }
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function superuserUrl(database: string): string {
  return Object.assign(new URL(fromEnvironment('TEST_SUPERUSER_URL')), { pathname: `/${database}` }).href;
}

function databaseOf(connections: Connections): string {
  return new URL(connections.DATABASE_OWNER_URL).pathname.slice(1);
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this test in Jest's project "database"`);
  return value;
}
