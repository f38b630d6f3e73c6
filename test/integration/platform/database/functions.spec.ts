import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { createDatabase } from '../../../support/database';

const ROOT = path.resolve(__dirname, '../../../..');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const FUNCTIONS = path.join(ROOT, 'prisma/functions');
const MIGRATE = path.join(ROOT, 'test/start/upgrade/migrate.mjs');
const names = readdirSync(FUNCTIONS).map((file) => path.basename(file, '.sql'));

interface Applied {
  readonly migrations: readonly string[];
  readonly functions: readonly string[];
}

/** Functions stand in a file each (prisma/functions), which is applied when it changed. */
describe('The functions of the database', () => {
  let client: Client;
  let url: string;
  let drop: () => Promise<void>;
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-functions-'));

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
  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  function changed(from: string, change: (folder: string) => void): string {
    const folder = mkdtempSync(path.join(scratch, 'copy-'));
    cpSync(from, folder, { recursive: true });
    change(folder);
    return folder;
  }

  function migrate(functions = FUNCTIONS, migrations = MIGRATIONS): { applied?: Applied; said: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MIGRATE, url, migrations, functions], {
      encoding: 'utf8',
    });
    return status === 0 ? { applied: JSON.parse(stdout) as Applied, said: '' } : { said: stderr };
  }

  async function definitions(): Promise<Map<string, string>> {
    const { rows } = await client.query<{ name: string; definition: string }>(
      `SELECT proname AS name, string_agg(pg_get_functiondef(oid) || coalesce(proacl::text, ''), '' ORDER BY oid) AS definition
         FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname <> 'till_write_transactions' GROUP BY 1`,
    );
    return new Map(rows.map(({ name, definition }) => [name, definition]));
  }

  it('have a file each, but the one that follow_journal_columns writes', async () => {
    expect([...(await definitions()).keys()].sort()).toEqual([...names].sort());
  });

  it('have bodies that PostgreSQL accepts when all are there', async () => {
    const before = await definitions();
    for (const name of names) await client.query(readFileSync(path.join(FUNCTIONS, `${name}.sql`), 'utf8'));
    expect(await definitions()).toEqual(before);
  });

  it('are applied when their file changed, and not else', async () => {
    expect(migrate().applied).toEqual({ migrations: [], functions: [] });
    const functions = changed(FUNCTIONS, (folder) => {
      const file = path.join(folder, 'fifth_of.sql');
      writeFileSync(file, readFileSync(file, 'utf8').replace('SELECT 1 +', 'SELECT 2 +'));
    });
    const fifth = async () => (await client.query<{ fifth: number }>("SELECT fifth_of(5, '{1,2,3,4}') AS fifth")).rows;
    expect(await fifth()).toEqual([{ fifth: 5 }]);
    expect(migrate(functions).applied).toEqual({ migrations: [], functions: ['fifth_of'] });
    expect(await fifth()).toEqual([{ fifth: 6 }]);
    expect(migrate(functions).applied).toEqual({ migrations: [], functions: [] });
    expect(migrate().applied).toEqual({ migrations: [], functions: ['fifth_of'] });
    expect(await fifth()).toEqual([{ fifth: 5 }]);
  });

  it('are all applied again after a migration, which may have dropped some', async () => {
    const before = await definitions();
    const migrations = changed(MIGRATIONS, (folder) => {
      const later = path.join(folder, '29990101000000_later');
      mkdirSync(later);
      writeFileSync(
        path.join(later, 'migration.sql'),
        'DROP TYPE till_asked CASCADE; CREATE TYPE till_asked AS (network uuid, guests till_reading[], codes till_code[]);',
      );
    });
    expect(migrate(FUNCTIONS, migrations).applied).toEqual({
      migrations: ['29990101000000_later'],
      functions: [...names].sort(),
    });
    expect(await definitions()).toEqual(before);
  });

  it('stay as they were when one of them fails', async () => {
    const before = await definitions();
    const functions = changed(FUNCTIONS, (folder) => {
      appendFileSync(path.join(folder, 'fifth_of.sql'), 'DROP FUNCTION name_key;');
      appendFileSync(path.join(folder, 'till_write.sql'), 'SELECT nothing_like_this();');
    });
    expect(migrate(functions).said).toContain(
      'The function till_write failed: function nothing_like_this() does not exist',
    );
    expect(await definitions()).toEqual(before);
  });

  it('are not replaced by those of an older version', async () => {
    await client.query(
      "UPDATE _applied_functions SET checksum = 'of a newer text', version = '99.10.0' WHERE name = 'till_write'",
    );
    expect(migrate().said).toContain(
      'written by a newer version of the platform (it has the function till_write of 99.10.0)',
    );
    await client.query("UPDATE _applied_functions SET version = '0.1.9' WHERE name = 'till_write'");
    expect(migrate().applied?.functions).toEqual(['till_write']);
  });
});
