import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../support/eventually';

const ROOT = path.resolve(__dirname, '../../../..');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const FUNCTIONS = path.join(ROOT, 'prisma/functions');
/** `npm test` plays a few rounds, `npm run test:nightly` and a run of this file alone twenty. */
const ROUNDS = process.env['TESTS_LEFT_OUT'] ? 2 : 20;
const ALL = readdirSync(MIGRATIONS)
  .filter((name) => /^\d/.test(name))
  .sort();

describe('Starts at one moment on one database', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-at-once-'));
  const prefix = `at_once_${randomBytes(4).toString('hex')}`;
  const empty = path.join(scratch, 'no-functions');
  const superuserUrl = process.env['TEST_SUPERUSER_URL'] ?? '';
  const superuser = new Client({ connectionString: superuserUrl });
  let longest = 0;

  beforeAll(async () => {
    mkdirSync(empty);
    await superuser.connect();
    // The database of 0.3.0: the frozen migrations of its release, without later functions.
    const frozen = JSON.parse(readFileSync(path.join(MIGRATIONS, 'frozen.json'), 'utf8')) as Record<string, object>;
    const released = Object.values(frozen).flatMap((names) => Object.keys(names));
    const folder = path.join(scratch, 'released');
    for (const name of released) cpSync(path.join(MIGRATIONS, name), path.join(folder, name), { recursive: true });
    await make('released', 'template0');
    expect(await outcome(start('released', folder, empty))).toEqual([0, '']);
  });

  afterAll(async () => {
    const { rows } = await superuser.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    );
    for (const { name } of rows) await superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await superuser.end();
    rmSync(scratch, { recursive: true });
  });

  const make = (name: string, template: string): Promise<unknown> =>
    superuser.query(`CREATE DATABASE ${prefix}_${name} OWNER loyalty_owner TEMPLATE ${template}`);

  function urlOf(name: string, base = process.env['DATABASE_OWNER_URL'] ?? ''): string {
    return Object.assign(new URL(base), { pathname: `/${prefix}_${name}` }).href;
  }

  function start(name: string, folder = MIGRATIONS, functions = FUNCTIONS): ChildProcess {
    const script = path.join(ROOT, 'test/start/upgrade/migrate.mjs');
    return spawn(process.execPath, [script, urlOf(name), folder, functions], { stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /** The exit code or signal, and the failure that it printed. */
  async function outcome(child: ChildProcess): Promise<[number | NodeJS.Signals, string]> {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return [code ?? signal ?? 0, said];
  }

  async function inDatabase<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: urlOf(name, superuserUrl) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  const look = (name: string): Promise<unknown> =>
    inDatabase(name, async (client) => {
      const { rows } = await client.query<{ migrations: string[]; halfMade: string[] }>(
        `SELECT ARRAY(SELECT migration_name::text FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1) AS migrations,
                ARRAY(SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid) AS "halfMade"`,
      );
      return rows[0];
    });

  describe.each([
    ['an empty database', 'template0'],
    ['a database of 0.3.0', `${prefix}_released`],
  ])('of three, on %s', (_what, template) => {
    it.each(Array.from({ length: ROUNDS }, (_, n) => [n + 1]))(
      'the two that live succeed when one is killed at a random moment, round %i',
      async () => {
        const name = `round_${randomBytes(4).toString('hex')}`;
        await make(name, template);
        const began = performance.now();
        const three = [0, 1, 2].map(() => start(name));
        const ends = Promise.all(three.map(outcome));
        // The first round measures how long a start takes, and kills early.
        const killed = randomInt(3);
        const timer = setTimeout(() => three[killed]!.kill('SIGKILL'), randomInt(Math.max(500, Math.round(longest))));
        const ended = await ends;
        clearTimeout(timer);
        longest = Math.max(longest, performance.now() - began);
        const others = ended.filter((_, at) => at !== killed);
        expect(others).toEqual([
          [0, ''],
          [0, ''],
        ]);
        expect([0, 'SIGKILL']).toContain(ended[killed]?.[0]);
        expect(await outcome(start(name))).toEqual([0, '']);
        expect(await look(name)).toEqual({ migrations: ALL, halfMade: [] });
        await superuser.query(`DROP DATABASE ${prefix}_${name} WITH (FORCE)`);
      },
    );
  });

  describe('with an index that is built CONCURRENTLY', () => {
    const folder = path.join(scratch, 'small');
    let name: string;
    /** A transaction with an open snapshot, which the index waits for. */
    let reader: Client;

    beforeAll(() => {
      for (const [migration, sql] of [
        ['1_table', 'CREATE TABLE later AS SELECT n FROM generate_series(1, 9) n;'],
        ['2_index', '-- What is read.\nCREATE INDEX CONCURRENTLY later_n ON later (n);'],
        ['3_rest', 'ALTER TABLE later ADD COLUMN m integer;'],
      ] as const) {
        mkdirSync(path.join(folder, migration), { recursive: true });
        writeFileSync(path.join(folder, migration, 'migration.sql'), sql);
      }
    });
    beforeEach(async () => {
      name = `small_${randomBytes(3).toString('hex')}`;
      await make(name, 'template0');
      reader = new Client({ connectionString: urlOf(name, superuserUrl) });
      await reader.connect();
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    });
    afterEach(() => reader.end());

    const backends = async (query: string): Promise<number[]> => {
      const { rows } = await superuser.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND query LIKE $2 AND pid <> pg_backend_pid()`,
        [`${prefix}_${name}`, query],
      );
      return rows.map(({ pid }) => pid);
    };
    const whole = { migrations: ['1_table', '2_index', '3_rest'], halfMade: [] };

    it('those that wait hold no snapshot, for which the index of the first would wait', async () => {
      // Another session holds the lock, so that all three starts wait before one builds its index.
      await reader.query('ROLLBACK');
      await reader.query('SELECT pg_advisory_lock(72707369)');
      const three = [0, 1, 2].map(() => outcome(start(name, folder, empty)));
      await eventually('three wait', async () => (await backends('SELECT pg_%advisory_lock($1)%')).length === 3);
      await reader.query('SELECT pg_advisory_unlock_all()');
      expect(await Promise.all(three)).toEqual([
        [0, ''],
        [0, ''],
        [0, ''],
      ]);
      expect(await look(name)).toEqual(whole);
    });

    it('one that was killed is taken up again by the next, which drops the half of the index first', async () => {
      const first = start(name, folder, empty);
      const ended = outcome(first);
      await eventually('it builds its index', async () => (await backends('%CREATE INDEX%')).length === 1);
      first.kill('SIGKILL');
      const [pid] = await backends('%CREATE INDEX%');
      await superuser.query('SELECT pg_terminate_backend($1)', [pid]);
      expect(await ended).toEqual(['SIGKILL', '']);
      await reader.query('ROLLBACK');
      expect(await look(name)).toEqual({ migrations: ['1_table'], halfMade: ['later_n'] });
      expect(await outcome(start(name, folder, empty))).toEqual([0, '']);
      expect(await look(name)).toEqual(whole);
    });

    it('one that was killed before it wrote the row of its whole index goes on', async () => {
      await reader.query('ROLLBACK');
      expect(await outcome(start(name, folder, empty))).toEqual([0, '']);
      await reader.query(
        "DELETE FROM _prisma_migrations WHERE migration_name <> '1_table'; ALTER TABLE later DROP COLUMN m",
      );
      expect(await outcome(start(name, folder, empty))).toEqual([0, '']);
      expect(await look(name)).toEqual(whole);
    });
  });
});
