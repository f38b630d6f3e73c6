import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { isHealthy, Sandbox } from './start-process';
import { unpack } from './upgrade/unpack';

/** Rounds on each database: twenty are the full size. */
const ROUNDS = Number(process.env['START_ROUNDS'] ?? 1);
const ROOT = path.resolve(__dirname, '../..');
const FIXTURE = path.join(__dirname, 'upgrade/fixtures/0.3.0.tar.br');
const ALL = readdirSync(path.join(ROOT, 'prisma/migrations'))
  .filter((name) => /^\d/.test(name))
  .sort();
const DATABASE = 'at_once';

/** Whole starts with their servers, on one database that all of them migrate. */
describe('Three starts at one moment', () => {
  /** The data folder of 0.3.0, whose database is the template. */
  const released = new Sandbox();
  const sandboxes: Sandbox[] = [];
  let cluster: ChildProcess;
  let superuser: Client;
  let url: URL;
  let longestMs = 5_000;

  beforeAll(async () => {
    unpack(FIXTURE, released.folder);
    const script = path.join(__dirname, 'upgrade/cluster.mjs');
    cluster = spawn(process.execPath, [script, released.folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(cluster.stdout!), 'line')) as [string];
    url = new URL(line);
    superuser = new Client({ connectionString: url.href });
    await superuser.connect();
    const { passwords } = JSON.parse(released.read('secrets.json')) as { passwords: { owner: string } };
    await superuser.query(
      `ALTER ROLE loyalty_owner LOGIN CREATEROLE PASSWORD ${superuser.escapeLiteral(passwords.owner)}`,
    );
    Object.assign(url, { username: 'loyalty_owner', password: passwords.owner, pathname: `/${DATABASE}` });
  });

  afterEach(async () => {
    for (const sandbox of sandboxes.splice(0)) await sandbox.remove();
  });

  afterAll(async () => {
    await superuser.end();
    const ended = once(cluster, 'exit');
    cluster.stdin?.end();
    await ended;
    await released.remove();
  });

  async function look(database: string): Promise<{ migrations: string[]; halfMade: string[]; sales: number }> {
    const client = new Client({ connectionString: released.superuserUrl(database) });
    await client.connect();
    const { rows } = await client.query<{ migrations: string[]; halfMade: string[]; sales: number }>(
      `SELECT ARRAY(SELECT migration_name::text FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1) AS migrations,
              ARRAY(SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid) AS "halfMade",
              (SELECT count(*)::int FROM transactions WHERE type = 'SALE') AS sales`,
    );
    await client.end();
    return rows[0]!;
  }

  /** A data folder with the keys of the released one. */
  function sandbox(): Sandbox {
    const one = new Sandbox({ DATABASE_URL: url.href });
    copyFileSync(released.file('secrets.json'), one.file('secrets.json'));
    sandboxes.push(one);
    return one;
  }

  describe.each([
    ['an empty database', 'template0', false],
    ['a database of 0.3.0 with its data', 'loyalty', true],
  ])('on %s', (_what, template, hasSales) => {
    it.each(Array.from({ length: ROUNDS }, (_, n) => [n + 1]))(
      'serve but for the one that is killed at a random moment, and a later one serves too, round %i',
      async () => {
        await superuser.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
        await superuser.query(`CREATE DATABASE ${DATABASE} OWNER loyalty_owner TEMPLATE ${template}`);
        const before = hasSales ? (await look(template)).sales : 0;
        const three = [sandbox(), sandbox(), sandbox()];
        const began = performance.now();
        const starts = three.map((one) => one.start());
        const killed = randomInt(3);
        const timer = setTimeout(() => starts[killed]!.signal('SIGKILL'), randomInt(Math.round(longestMs)));
        const others = starts.filter((_, at) => at !== killed);
        const urls = await Promise.all(others.map((start) => start.ready()));
        longestMs = performance.now() - began;
        expect(await starts[killed]!.ended()).toBe('SIGKILL');
        clearTimeout(timer);
        for (const each of urls) expect(await isHealthy(each)).toBe(true);
        const later = three[killed]!.start();
        expect(await isHealthy(await later.ready())).toBe(true);
        for (const { output } of [...others, later]) expect(output).not.toMatch(/deadlock|"level":"error"|^\s+at /m);
        expect(await look(DATABASE)).toEqual({ migrations: ALL, halfMade: [], sales: before });
        expect(before > 100).toBe(hasSales);
      },
    );
  });
});
