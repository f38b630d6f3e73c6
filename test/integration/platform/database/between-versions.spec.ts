import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Client } from 'pg';
import { createDatabase } from '../../../support/database';

const MIGRATE = path.resolve(__dirname, '../../../start/upgrade/migrate.mjs');
const MIGRATIONS = path.resolve(__dirname, '../../../../prisma/migrations');

/** Builds of the main branch had the migrations of a version one by one (docs/upgrading.md). */
describe.each([
  {
    builds: '0.2.0 and 0.3.0',
    count: 105,
    last: '20261130120002_guests_of_files',
    first: '20261125023500_version_0_3_0',
    until: '20261125023500_version_0_3_0',
    applied: [],
  },
  {
    builds: '0.3.0 and 0.4.0',
    count: 93,
    last: '20261206100200_audit_sign_ins',
    first: '20261130163000_version_0_4_0',
    until: '20261130163021_checked',
    applied: ['20261130163021_checked'],
  },
])('A database of a build between $builds', ({ builds, count, last, first, until, applied: late }) => {
  let client: Client;
  let url: string;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const database = await createDatabase();
    drop = database.drop;
    url = database.connections.DATABASE_OWNER_URL;
    client = new Client({ connectionString: url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await drop();
  });

  const migrate = () => spawnSync(process.execPath, [MIGRATE, url, MIGRATIONS], { encoding: 'utf8' });

  async function applied(): Promise<unknown[]> {
    const { rows } = await client.query(
      'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY migration_name',
    );
    return rows;
  }

  /** Takes the database back to so many of the migrations that those builds had one by one. */
  async function had(many: number, newest: string): Promise<void> {
    await client.query('DELETE FROM _prisma_migrations WHERE migration_name BETWEEN $1 AND $2', [first, until]);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       SELECT n, n, CASE WHEN n < $1 THEN '20261121000400_' || n ELSE $2 END, now() FROM generate_series(1, $1) n`,
      [many, newest],
    );
  }

  it('that has all of them goes on with the few', async () => {
    const before = await applied();
    await had(count, last);
    const { status, stdout } = migrate();
    expect([status, (JSON.parse(stdout) as { migrations: string[] }).migrations]).toEqual([0, late]);
    expect(await applied()).toEqual(before);
    expect(migrate().stdout).toContain('"functions":[]');
  });

  it.each([
    { which: 'the last', lacking: 1, newest: last },
    { which: 'an earlier one', lacking: 15, newest: '20261125090000_of_before' },
  ])('that has some of them, up to $which, is refused and left as it was', async ({ lacking, newest }) => {
    await had(count - lacking, newest);
    const before = await applied();
    const { status, stderr } = migrate();
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(`was made by a build between ${builds} (it has the migration ${newest}): start the last`),
    ]);
    expect(await applied()).toEqual(before);
  });
});
