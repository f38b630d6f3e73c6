import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Client } from 'pg';
import { createDatabase } from '../../../support/database';

const MIGRATE = path.resolve(__dirname, '../../../start/upgrade/migrate.mjs');
const MIGRATIONS = path.resolve(__dirname, '../../../../prisma/migrations');
const LAST = '20261130120002_guests_of_files';

/** Builds between 0.2.0 and 0.3.0 had as 105 migrations what 0.3.0 has as one (docs/upgrading.md). */
describe('A database of a build between 0.2.0 and 0.3.0', () => {
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
  async function had(many: number, last: string): Promise<void> {
    await client.query("DELETE FROM _prisma_migrations WHERE migration_name = '20261125023500_version_0_3_0'");
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       SELECT n, n, CASE WHEN n < $1 THEN '20261121000400_' || n ELSE $2 END, now() FROM generate_series(1, $1) n`,
      [many, last],
    );
  }

  it('that has all of them goes on as one of 0.3.0', async () => {
    const before = await applied();
    await had(105, LAST);
    expect(migrate()).toMatchObject({ status: 0, stdout: expect.stringContaining('"migrations":[]') as string });
    expect(await applied()).toEqual(before);
    expect(migrate().stdout).toContain('"functions":[]');
  });

  it.each([
    [104, LAST],
    [90, '20261129050003_a_shift_keeps_its_sign_in'],
  ])('that has %i of them, up to %s, is refused and left as it was', async (many, last) => {
    await had(many, last);
    const before = await applied();
    const { status, stderr } = migrate();
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        `was made by a build between 0.2.0 and 0.3.0 (it has the migration ${last}): start the last`,
      ),
    ]);
    expect(await applied()).toEqual(before);
  });
});
