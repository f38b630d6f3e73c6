import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { isShortForm, itAtNight } from '../../../support/at-night';
import { createDatabase } from '../../../support/database';

const ROOT = path.resolve(__dirname, '../../../..');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const MIGRATE = path.join(ROOT, 'test/start/upgrade/migrate.mjs');
const LATER = '29990101000000_later';

/** Row-level security also binds the owner, who migrates, so a migration would read no rows of networks. */
describe('A migration where row-level security hides rows', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-hidden-'));
  const superuserUrl = process.env['TEST_SUPERUSER_URL'] ?? '';
  let database: Awaited<ReturnType<typeof createDatabase>>;

  beforeEach(async () => {
    database = await createDatabase();
  });
  afterEach(() => database.drop());
  afterAll(() => rmSync(scratch, { recursive: true }));

  const migrate = (url: string, folder = MIGRATIONS): { status: number | null; stderr: string; stdout: string } =>
    spawnSync(process.execPath, [MIGRATE, url, folder], { encoding: 'utf8' });

  function withLater(sql: string): string {
    const folder = mkdtempSync(path.join(scratch, 'migrations-'));
    cpSync(MIGRATIONS, folder, { recursive: true });
    mkdirSync(path.join(folder, LATER));
    writeFileSync(path.join(folder, LATER, 'migration.sql'), sql);
    return folder;
  }

  const HIDDEN = [
    ['copies a table', 'CREATE TABLE later AS SELECT network_id, id FROM rewards;', 'rewards'],
    ['changes a table', "DO $$ BEGIN UPDATE guests SET name = ''; END $$;", 'guests'],
    [
      'looks at what a new key points to',
      'ALTER TABLE guests ADD COLUMN later uuid, ADD FOREIGN KEY (network_id, later) REFERENCES restaurants (network_id, id);',
      'restaurants',
    ],
  ] as const;
  it.each(isShortForm ? HIDDEN.slice(0, 1) : HIDDEN)('stops, with or without rows, when it %s', (_what, sql, table) => {
    const { status, stderr } = migrate(database.connections.DATABASE_OWNER_URL, withLater(sql));
    expect(stderr).toMatch(
      new RegExp(
        `The migration ${LATER} failed: query would be affected by row-level security policy for table "(guests|${table})"`,
      ),
    );
    expect(status).toBe(1);
  });

  itAtNight('goes through where it takes the table out of it and puts it back', () => {
    const sql = `ALTER TABLE guests NO FORCE ROW LEVEL SECURITY; UPDATE guests SET name = ''; ALTER TABLE guests FORCE ROW LEVEL SECURITY;`;
    expect(migrate(database.connections.DATABASE_OWNER_URL, withLater(sql))).toMatchObject({ status: 0, stderr: '' });
  });

  it('is none of ours: a second owner, with the grants that docs/operations.md names, migrates a database of its own', async () => {
    const name = `second_${randomBytes(4).toString('hex')}`;
    const [, grant = ''] =
      /`(GRANT loyalty_app, [^`]+) TO loyalty_owner WITH ADMIN OPTION`/.exec(
        readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8'),
      ) ?? [];
    const superuser = new Client({ connectionString: superuserUrl });
    await superuser.connect();
    try {
      await superuser.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'second'`);
      await superuser.query(`${grant} TO ${name} WITH ADMIN OPTION`);
      await superuser.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`);
      const own = { pathname: `/${name}`, username: name, password: 'second' };
      const { status, stderr, stdout } = migrate(Object.assign(new URL(superuserUrl), own).href);
      expect([status, stderr]).toEqual([0, '']);
      const { migrations } = JSON.parse(stdout) as { migrations: string[] };
      expect(migrations).toHaveLength(readdirSync(MIGRATIONS).filter((entry) => /^\d/.test(entry)).length);
    } finally {
      await superuser.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await superuser.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
      await superuser.end();
    }
  });
});
