import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { endEventMonth } from '../support/event-month';
import { eventually } from '../support/eventually';
import { startSystemPostgres, type SystemPostgres } from '../support/system-postgres';
import { Sandbox } from './start-process';

const MAPPING = {
  version: 1,
  name: 'backup-test',
  lines: 'ROW',
  columns: { number: 'number', occurredAt: 'at', total: 'total', guest: 'guest' },
};
const RECEIPTS = 60;
/** Long enough for a start, a copy and a verification on a machine with other work. */
const PATIENCE_MS = 600_000;

/** Result of a command. */
interface Ended {
  readonly code: number | string;
  readonly said: string;
}

async function run(
  sandbox: Sandbox,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const command = sandbox.run('cli.mjs', args, environment);
  return { code: await command.ended(), said: command.output };
}

async function done(
  sandbox: Sandbox,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<string> {
  const { code, said } = await run(sandbox, args, environment);
  expect([args, code, said]).toEqual([args, 0, said]);
  return said;
}

/** Imports receipts into the network `demo`. */
async function importReceipts(sandbox: Sandbox, name: string, environment: Record<string, string> = {}): Promise<void> {
  const [file, mapping] = [sandbox.file(`${name}.csv`), sandbox.file('mapping.json')];
  const rows = Array.from(
    { length: RECEIPTS },
    (_, n) =>
      `${name}-${String(n)},2026-10-${String((n % 28) + 1).padStart(2, '0')}T12:30,${String(10_000 + n)},g${String(n % 7)}`,
  );
  writeFileSync(file, ['number,at,total,guest', ...rows].join('\n'));
  writeFileSync(mapping, JSON.stringify(MAPPING));
  await done(
    sandbox,
    ['import', 'receipts', file, '--network', 'demo', '--mapping', mapping, '--consent-basis', 'FORMER_SYSTEM'],
    environment,
  );
}

/** Replaces the month's events by their journal, as the platform does after its retention. */
async function trimEvents(url: string): Promise<void> {
  const client = new Client({
    connectionString: Object.assign(new URL(url), { username: 'postgres', password: '' }).href,
  });
  await client.connect();
  try {
    await trimEventsBy(client);
  } finally {
    await client.end();
  }
}

async function trimEventsBy(client: Client): Promise<void> {
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(text, values)).rows;
  const { ended } = await endEventMonth(rows);
  await eventually('the month is over', async () => {
    const over = 'SELECT 1 FROM list_event_partitions() WHERE name = $1 AND end_id <= first_id_of(clock_timestamp())';
    return (await rows(over, [ended])).length > 0;
  });
  await rows(`INSERT INTO event_marks (network_id, epoch, xid, event_id, kept_from)
    SELECT DISTINCT ON (network_id) network_id, epoch, xid, id, now() FROM ${ended}
     ORDER BY network_id, epoch DESC, xid DESC, id DESC`);
  let at: { network_id: string; epoch: number; xid: string; id: string } | undefined;
  do {
    const after = [at?.network_id, at?.epoch, at?.xid, at?.id];
    [at] = await rows<NonNullable<typeof at>>('SELECT * FROM copy_journal_events($1, $2, $3, $4, $5, 1000)', [
      ended,
      ...after,
    ]);
  } while (at !== undefined);
  const replaced = await rows(
    `SELECT replace_event_partition($1, array_agg(network_id), array_agg(epoch), array_agg(xid), array_agg(event_id)) AS outcome
       FROM event_marks`,
    [ended],
  );
  expect(replaced).toEqual([{ outcome: 'REPLACED' }]);
}

/** Gives a restored installation the keys that its operator kept. */
function giveKeys(from: Sandbox, to: Sandbox): void {
  cpSync(from.file('secrets.json'), to.file('secrets.json'));
}

describe('A backup of the embedded database', () => {
  const source = new Sandbox({ DEMO: 'small' });
  const backup = source.file('backups', 'monday');

  beforeAll(async () => {
    await done(source, ['seed']);
    await importReceipts(source, 'first');
    const said = await done(source, ['backup', 'create', backup]);
    expect(said).toContain('SEAL_KEYS (k1)');
    await importReceipts(source, 'second');
  }, PATIENCE_MS);
  afterAll(() => source.remove());

  it('is not written into a folder with something in it, and says which keys to keep', async () => {
    const { code, said } = await run(source, ['backup', 'create', backup]);
    expect(code).toBe(1);
    expect(said).toContain('is there and not empty');
    const { backup: last, lastGoodBackup } = JSON.parse(source.read('backup-record.json')) as Record<string, object>;
    expect([last, lastGoodBackup]).toMatchObject([{ outcome: 'FAILED' }, { outcome: 'DONE', folder: backup }]);
    const manifest = readFileSync(path.join(backup, 'backup.json'), 'utf8');
    const { keys } = JSON.parse(source.read('secrets.json')) as { keys: Record<string, string> };
    for (const key of Object.values(keys)) expect(manifest).not.toContain(key.split(':')[1]);
  });

  it(
    'is tried beside the running system: restored, verified and removed again, and noted with the time that it took',
    async () => {
      const said = await done(source, ['backup', 'drill', backup]);
      expect(said).toMatch(/demo: 60 transactions under 1 seals .*: right/);
      expect(said).toMatch(/The drill took \d+ s: the backup of .* was restored and is right/);
      expect(readdirSync(source.folder).filter((name) => name.startsWith('drill-'))).toEqual([]);
      const damaged = source.file('damaged-drill');
      cpSync(backup, damaged, { recursive: true });
      appendFileSync(path.join(damaged, 'database', 'PG_VERSION'), ' ');
      expect((await run(source, ['backup', 'drill', damaged])).said).toContain('The drill failed');
      expect(JSON.parse(source.read('backup-record.json'))).toMatchObject({
        lastGoodBackup: { outcome: 'DONE', kind: 'files', folder: backup, bytes: expect.any(Number) as number },
        drill: { outcome: 'FAILED', folder: damaged, error: 'ended with 1' },
      });
    },
    PATIENCE_MS,
  );

  it(
    'is refused without its keys, where there is a database, and when it was damaged; then nothing is changed',
    async () => {
      const other = new Sandbox();
      const withoutKeys = await run(other, ['backup', 'restore', backup]);
      expect([withoutKeys.code, withoutKeys.said]).toEqual([
        1,
        expect.stringContaining('The keys of this backup are not here'),
      ]);
      giveKeys(source, other);
      const damaged = other.file('damaged');
      cpSync(backup, damaged, { recursive: true });
      appendFileSync(path.join(damaged, 'database', 'PG_VERSION'), ' ');
      const broken = await run(other, ['backup', 'restore', damaged]);
      expect([broken.code, broken.said]).toEqual([
        1,
        expect.stringContaining('database/PG_VERSION is not what was written'),
      ]);
      expect(existsSync(other.file('postgres'))).toBe(false);
      await other.remove();

      const full = await run(source, ['backup', 'restore', backup]);
      expect([full.code, full.said]).toEqual([1, expect.stringContaining('There is a database in')]);
      const half = source.file('half');
      mkdirSync(half);
      expect((await run(source, ['backup', 'restore', half])).said).toContain('There is no backup in');
    },
    PATIENCE_MS,
  );

  it(
    'is restored in its place when that is said: the old one is moved aside, and lost seals are named for good',
    async () => {
      const said = await done(source, ['backup', 'restore', backup, '--replace']);
      expect(said).toMatch(/demo: seals 2 to 2 were lost with the restore; the chain goes on with 3/);
      expect(said).toMatch(/demo: 60 transactions under 1 seals .*: right/);
      expect(readdirSync(source.folder).some((name) => name.startsWith('postgres.replaced-'))).toBe(true);
      await importReceipts(source, 'third');
      expect(await done(source, ['verify-ledger'])).toMatch(
        /demo: 120 transactions under 2 seals .*: right\n {2}restored on .*: seals 2 to 2 were lost/,
      );
    },
    PATIENCE_MS,
  );
});

describe('A backup of a server', () => {
  let postgres: SystemPostgres | undefined;
  const source = new Sandbox({ DEMO: 'small' });
  const backup = source.file('backup');

  beforeAll(async () => {
    postgres = await startSystemPostgres();
    if (postgres === undefined)
      process.stdout.write('left out: this machine has no PostgreSQL 15 or later with its client programs\n');
    postgres?.makeDatabase('one');
    postgres?.makeDatabase('two');
  }, PATIENCE_MS);
  afterAll(async () => {
    postgres?.remove();
    await source.remove();
  });

  it(
    'is a dump by the role of backups, restored by the owner into an empty database, and sold on',
    async () => {
      if (postgres === undefined) return;
      const one = { DATABASE_URL: postgres.urlOf('one'), ...postgres.environment };
      const two = { DATABASE_URL: postgres.urlOf('two'), ...postgres.environment };
      await done(source, ['seed'], one);
      await importReceipts(source, 'first', one);
      await trimEvents(one.DATABASE_URL);
      await done(source, ['backup', 'create', backup], one);
      const full = await run(source, ['backup', 'restore', backup], one);
      expect([full.code, full.said]).toEqual([1, expect.stringContaining('is not empty')]);

      expect(await done(source, ['backup', 'restore', backup], two)).toMatch(
        /demo: 60 transactions .*: right\n {2}the event log is kept from /,
      );
      await trimEvents(two.DATABASE_URL);
      await importReceipts(source, 'second', two);
      expect(await done(source, ['verify-ledger'], two)).toMatch(/demo: 120 transactions under 2 seals .*: right/);
    },
    PATIENCE_MS,
  );

  it(
    'is refused where the role does not read everything, and where the client programs are too old',
    async () => {
      if (postgres === undefined) return;
      const one = { DATABASE_URL: postgres.urlOf('one'), ...postgres.environment };
      const client = new Client({ connectionString: one.DATABASE_URL });
      await client.connect();
      await client.query('CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader');
      await client.end();
      const url = Object.assign(new URL(one.DATABASE_URL), { username: 'reader', password: '' }).href;
      const roles = {
        DATABASE_OWNER_URL: one.DATABASE_URL,
        DATABASE_PLATFORM_URL: one.DATABASE_URL,
        DATABASE_BACKUP_URL: url,
      };
      // The two roles of the application are looked at first: only members of theirs may serve.
      const app = new URL(one.DATABASE_URL);
      app.username = 'one_app_login';
      const platform = new URL(one.DATABASE_URL);
      platform.username = 'one_platform_login';
      const managed = { ...one, ...roles, DATABASE_URL: app.href, DATABASE_PLATFORM_URL: platform.href };
      const blind = await run(source, ['backup', 'create', source.file('blind')], managed);
      expect([blind.code, blind.said]).toEqual([1, expect.stringContaining('does not read all of')]);
      expect(existsSync(source.file('blind'))).toBe(false);

      const old = source.file('old');
      mkdirSync(old);
      writeFileSync(path.join(old, 'pg_dump'), '#!/bin/sh\necho "pg_dump (PostgreSQL) 14.9"\n', { mode: 0o755 });
      const tooOld = await run(source, ['backup', 'create', source.file('too-old')], {
        ...one,
        PATH: `${old}${path.delimiter}${one.PATH}`,
      });
      expect([tooOld.code, tooOld.said]).toEqual([1, expect.stringContaining('the one in PATH is of PostgreSQL 14')]);
    },
    PATIENCE_MS,
  );
});
