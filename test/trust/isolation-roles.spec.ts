import { Client } from 'pg';
import { v7 } from 'uuid';
import { type Connections, createDatabase } from '../support/database';

/** The database roles of the application and of the platform: neither can lift its own restrictions. */
describe('claim 5: the roles of the application', () => {
  let connections: Connections;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    ({ connections, drop } = await createDatabase());
  });
  afterAll(() => drop());

  /** The SQLSTATE with which a statement is refused, or null when it is not. */
  async function refusalOf(url: string, ...statements: string[]): Promise<string | null> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query('BEGIN');
      for (const statement of statements) await client.query(statement);
      return null;
    } catch (error) {
      return (error as { code?: string }).code ?? 'no code';
    } finally {
      await client.end();
    }
  }

  const setNetwork = `SELECT set_config('app.network_id', '${v7()}', true)`;

  const forbidden = [
    'ALTER TABLE guests DISABLE ROW LEVEL SECURITY',
    'ALTER TABLE guests NO FORCE ROW LEVEL SECURITY',
    'DROP POLICY network_only ON guests',
    'ALTER POLICY network_only ON guests USING (true)',
    'CREATE POLICY mine ON guests USING (true)',
    'ALTER TABLE transactions DISABLE TRIGGER ALL',
    'DROP TRIGGER transactions_append_only ON transactions',
    "SET session_replication_role = 'replica'",
    'ALTER TABLE guests ADD COLUMN mine text',
    'CREATE TABLE mine (id uuid)',
    'CREATE SCHEMA mine',
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE VIEW mine AS SELECT 1',
    'CREATE INDEX mine ON guests (name)',
    'DROP TABLE guests',
    'TRUNCATE transactions',
    'TRUNCATE guests',
    'ALTER TABLE guests OWNER TO CURRENT_USER',
    'ALTER ROLE CURRENT_USER BYPASSRLS',
    'ALTER ROLE CURRENT_USER SUPERUSER',
    'CREATE ROLE mine',
    'SET ROLE loyalty_owner',
    'SET SESSION AUTHORIZATION loyalty_owner',
    "COPY guests TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
  ];

  it.each(forbidden)('neither may: %s', async (statement) => {
    for (const url of [connections.DATABASE_URL, connections.DATABASE_PLATFORM_URL]) {
      const refusal = await refusalOf(url, setNetwork, statement);
      expect([statement, refusal]).toEqual([statement, expect.stringMatching(/^(42501|42P01|0LP01)$/)]);
    }
  });

  it('neither becomes the other', async () => {
    expect(await refusalOf(connections.DATABASE_URL, 'SET ROLE loyalty_platform')).toBe('42501');
    expect(await refusalOf(connections.DATABASE_PLATFORM_URL, 'SET ROLE loyalty_app')).toBe('42501');
  });

  it('asking the database to look away ends the statement, not the security', async () => {
    expect(
      await refusalOf(connections.DATABASE_URL, setNetwork, 'SET row_security = off', 'SELECT * FROM guests'),
    ).toBe('42501');
  });

  const appendOnly = ['transactions', 'transfers', 'seals', 'audit_log', 'events', 'consents', 'stored_answers'];

  it.each(appendOnly)('the application only appends to %s', async (table) => {
    const statements = [`UPDATE ${table} SET network_id = network_id`, `DELETE FROM ${table}`, `TRUNCATE ${table}`];
    for (const statement of statements)
      expect(await refusalOf(connections.DATABASE_URL, setNetwork, statement)).toBe('42501');
  });

  it.each([
    'users.password_hash',
    'sessions.refresh_hash',
    'password_links.token_hash',
    'second_factors.secret_encrypted',
  ])('the application does not read %s', async (place) => {
    const [table = '', column = ''] = place.split('.');
    expect(await refusalOf(connections.DATABASE_URL, setNetwork, `SELECT ${column} FROM ${table}`)).toBe('42501');
  });

  it('a network that is not set is an error, whether it never was or is no longer', async () => {
    const platform = new Client({ connectionString: connections.DATABASE_PLATFORM_URL });
    await platform.connect();
    await platform.query(
      `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country)
       VALUES ($1, 'somebody', 'Somebody', 'EUR', 2, 'Europe/Berlin', 'en', 'DE')`,
      [v7()],
    );
    await platform.end();
    expect(await refusalOf(connections.DATABASE_URL, 'SELECT * FROM networks')).toBe('42704');
    expect(await refusalOf(connections.DATABASE_URL, setNetwork, 'COMMIT', 'BEGIN', 'SELECT * FROM networks')).toBe(
      '22P02',
    );
  });

  it('neither may read as a backup does', async () => {
    for (const url of [connections.DATABASE_URL, connections.DATABASE_PLATFORM_URL])
      expect(await refusalOf(url, 'SET ROLE loyalty_backup')).toBe('42501');
  });

  it('a backup reads every row of every table, and changes none', async () => {
    const client = new Client({ connectionString: connections.DATABASE_OWNER_URL });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string; problem: string | null }>(
        `SELECT c.relname AS name,
           CASE WHEN NOT has_table_privilege('loyalty_backup', c.oid, 'SELECT') THEN 'it may not be read'
                WHEN has_table_privilege('loyalty_backup', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') THEN 'it may be changed'
                WHEN c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname
                  AND p.roles = '{loyalty_backup}' AND p.cmd = 'SELECT' AND p.qual = 'true') THEN 'rows would be left out' END AS problem
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`,
      );
      expect(rows.length).toBeGreaterThan(50);
      expect(rows.filter(({ problem }) => problem !== null)).toEqual([]);
    } finally {
      await client.end();
    }
  });

  it('a backup reads a partition of the event log that was made since', async () => {
    const client = new Client({ connectionString: connections.DATABASE_OWNER_URL });
    await client.connect();
    try {
      await client.query('SELECT make_event_partitions(9)');
      const { rows } = await client.query<{ open: boolean }>(
        `SELECT bool_and(EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'backup_reads')
           AND has_table_privilege('loyalty_backup', c.oid, 'SELECT')) AS open
         FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE i.inhparent = 'events'::regclass`,
      );
      expect(rows).toEqual([{ open: true }]);
    } finally {
      await client.end();
    }
  });
});
