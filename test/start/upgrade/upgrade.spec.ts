import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { version } from '../../../package.json';
import { itAtNight } from '../../support/at-night';
import { Sandbox, type Started } from '../start-process';
import { unpack } from './unpack';

const PASSWORD = 'loyalty-demo';
const ROOT = path.resolve(__dirname, '../../..');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const DOCS = readFileSync(path.join(ROOT, 'docs/upgrading.md'), 'utf8');
const FIXTURES = path.join(__dirname, 'fixtures');
/** The fixtures of all released versions, or the one file that is named. */
const files =
  process.env['UPGRADE_FIXTURE'] === undefined
    ? readdirSync(FIXTURES).map((name) => path.join(FIXTURES, name))
    : [process.env['UPGRADE_FIXTURE']];

interface Answered {
  readonly kind: string;
  readonly email: string;
  readonly path: string;
  readonly key: string;
  readonly body: object | null;
  readonly status: number;
  readonly answer: string;
}

/** The notes of make-fixture.mjs about the data. */
interface Played {
  readonly version: string;
  readonly acts: Readonly<Record<string, number>>;
  readonly answered: readonly Answered[];
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** The schema as pg_dump writes it, a row each; without the partitions of the event log, which follow the calendar. */
const SCHEMA = `
  WITH relations AS (
    SELECT c.* FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition)
  SELECT * FROM (
    SELECT 'relation' AS kind, r.relname::text AS name, concat_ws(' ', r.relkind, r.reloptions, r.relrowsecurity, r.relforcerowsecurity,
      r.relacl, r.relowner::regrole) AS text FROM relations r WHERE r.relkind <> 'i'
    UNION ALL
    SELECT 'column', r.relname || '.' || row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum), concat_ws(' ', a.attname,
      format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attcollation::regcollation, a.attacl, pg_get_expr(d.adbin, d.adrelid))
      FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE r.relkind <> 'i'
    UNION ALL
    SELECT 'constraint', r.relname || '.' || c.conname, concat_ws(' ', pg_get_constraintdef(c.oid), c.convalidated)
      FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid
    UNION ALL
    SELECT 'index', r.relname, pg_get_indexdef(r.oid) FROM relations r WHERE r.relkind IN ('i', 'I')
    UNION ALL
    SELECT 'policy', p.tablename || '.' || p.policyname, p::text FROM pg_policies p
      JOIN relations r ON r.relname = p.tablename AND p.schemaname = 'public'
    UNION ALL
    SELECT 'trigger', r.relname || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
      FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'function', p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid), p.proacl, p.proowner::regrole)
      FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'label', concat_ws('.', e.enumtypid::regtype, e.enumlabel), row_number() OVER (PARTITION BY e.enumtypid ORDER BY e.enumsortorder)::text
      FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid AND t.typnamespace = 'public'::regnamespace
  ) s ORDER BY kind, name, text`;

describe.each(files.map((file) => [path.basename(file), file]))('The data folder %s', (_name, file) => {
  // A slow machine's first sale would be kept on the disk, and answered by 202.
  const sandbox = new Sandbox({ TILL_WAIT_MS: '5000' });
  const tokens = new Map<string, string>();
  let played: Played;
  let rows: { tables: number; made: readonly string[]; faults: readonly string[] };
  let started: Started;
  let url: string;

  beforeAll(async () => {
    unpack(file, sandbox.folder);
    played = JSON.parse(sandbox.read('played.json')) as Played;
    const compared = execFileSync(process.execPath, [path.join(__dirname, 'rows.mjs'), sandbox.folder], {
      encoding: 'utf8',
    });
    rows = JSON.parse(compared.trim().split('\n').at(-1) ?? '') as typeof rows;
    started = sandbox.start();
    url = await started.ready();
  });
  afterAll(() => sandbox.remove());

  async function send(email: string, path: string, body?: object | null, key: string = randomUUID()): Promise<Answer> {
    const token = tokens.get(email) ?? (await signIn(email));
    tokens.set(email, token);
    return request(path, body, { Authorization: `Bearer ${token}`, 'Idempotency-Key': key });
  }

  async function request(path: string, body: object | null | undefined, headers: Record<string, string>) {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'Accept-Language': 'en',
        ...(body === undefined || body === null ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || body === null ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
  }

  async function signIn(email: string): Promise<string> {
    const { body } = await request('/api/auth/login', { email, password: PASSWORD }, {});
    return body['accessToken'] as string;
  }

  async function query<Row extends object>(sql: string, connectionString = sandbox.superuserUrl()): Promise<Row[]> {
    const client = new Client({ connectionString });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function queryNames(sql: string): Promise<string[]> {
    return (await query<{ name: string }>(sql)).map(({ name }) => name);
  }

  it('holds some five hundred acts of every kind', () => {
    const times = Object.values(played.acts);
    expect(times.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(500);
    expect(times.length).toBeGreaterThanOrEqual(35);
  });

  it('has all migrations, and the server is of this version', async () => {
    const health = await request('/api/health', undefined, {});
    expect(health.body).toEqual({ status: 'ok', version });
    const names = await queryNames('SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name');
    const folders = readdirSync(MIGRATIONS);
    expect(names).toEqual(folders.filter((name) => /^\d/.test(name)).sort());
  });

  it('keeps every row of every table by its key, one in each table at least, but for what may go', () => {
    expect(rows.tables).toBeGreaterThanOrEqual(61);
    expect(rows.faults).toEqual([]);
  });

  it('has the schema that an empty database gets', async () => {
    await query('DROP DATABASE IF EXISTS empty');
    await query('CREATE DATABASE empty OWNER loyalty_owner');
    const { passwords } = JSON.parse(sandbox.read('secrets.json')) as { passwords: { owner: string } };
    const owner = { username: 'loyalty_owner', password: passwords.owner };
    const ofEmpty = Object.assign(new URL(sandbox.superuserUrl('empty')), owner).href;
    const args = [path.join(__dirname, 'migrate.mjs'), ofEmpty];
    expect(spawnSync(process.execPath, args, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    await query('SELECT open_to_backup()', ofEmpty);
    const made = (await query(SCHEMA, sandbox.superuserUrl('empty'))).map((row) => JSON.stringify(row));
    expect(made.length).toBeGreaterThan(2_000);
    expect((await query(SCHEMA)).map((row) => JSON.stringify(row))).toEqual(made);
  });

  it('answers an old request that is sent again as it did, beside fields and sentences that came since', async () => {
    // The response about a counter is the guest's tier of now; all others are stored.
    const stored = played.answered.filter(({ kind }) => kind !== 'counter');
    expect(stored.length).toBeGreaterThanOrEqual(30);
    for (const { kind, email, path: to, key, body, status, answer } of stored) {
      const again = await send(email, to, body, key);
      const then = withoutSentences(JSON.parse(answer)) as Record<string, unknown>;
      // 0.2.0 wrongly answered 0 for what a redemption left to pay.
      if (played.version === '0.2.0' && then['type'] === 'REDEMPTION') delete then['payable'];
      // The hold is stored, the rewards that a quote offers are those of now.
      delete then['rewardsAvailable'];
      expect([kind, again.status, again.body]).toMatchObject([kind, status, then]);
    }
  });

  it('sells on: a sale, a redemption of its points, a refund', async () => {
    const sale = played.answered.find(({ kind }) => kind === 'sale');
    const { pointOfSaleId } = sale!.body as { pointOfSaleId: string };
    const cashier = 'cashier@demo.test';
    const till = sale!.path;
    const bill = { type: 'SALE', pointOfSaleId, amount: 400_000, receiptNumber: randomUUID() };
    const sold = await send(cashier, till, bill);
    expect(sold).toMatchObject({ status: 201, body: { status: 'POSTED', amount: 400_000 } });
    expect(sold.body['pointsEarned']).toBeGreaterThan(100);
    // The session has identified no guest yet, and only an identified guest spends.
    const guest = await send(cashier, till.replace(/^\/api\/guest\/([^/]+)\/.*/, '/api/guests/$1'));
    const found = await send(cashier, '/api/guests/lookup', { card: guest.body['cardNumber'] });
    expect(found.status).toBe(200);
    const redemption = {
      type: 'REDEMPTION',
      pointOfSaleId,
      points: 100,
      orderAmount: 100_000,
      receiptNumber: randomUUID(),
    };
    expect(await send(cashier, till, redemption)).toMatchObject({ status: 201, body: { pointsRedeemed: 100 } });
    const refund = await send(cashier, `/api/transactions/${String(sold.body['id'])}/refund`, {
      reason: 'cold pizza',
      amount: 100_000,
    });
    expect(refund).toMatchObject({ status: 201, body: { status: 'POSTED', type: 'REFUND', amount: 100_000 } });
  });

  it('has a ledger that verifies, with what was sold since', async () => {
    const command = sandbox.run('cli.mjs', ['verify-ledger']);
    expect([await command.ended(), command.output]).toEqual([0, expect.any(String)]);
  });

  it('shows a migration that only an empty database can take, and takes nothing of it', async () => {
    const later = '29990101000000_later';
    const folder = sandbox.file('migrations');
    cpSync(MIGRATIONS, folder, { recursive: true });
    mkdirSync(path.join(folder, later));
    const sql = 'CREATE TABLE later (id integer); ALTER TABLE transactions ADD COLUMN later integer NOT NULL;';
    writeFileSync(path.join(folder, later, 'migration.sql'), sql);
    const args = [path.join(__dirname, 'migrate.mjs'), sandbox.superuserUrl(), folder];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toContain(`The migration ${later} failed: column "later" of relation`);
    expect(status).toBe(1);
    expect(
      await queryNames("SELECT migration_name AS name FROM _prisma_migrations WHERE migration_name ~ 'later'"),
    ).toEqual([]);
    expect(await queryNames("SELECT relname AS name FROM pg_class WHERE relname = 'later'")).toEqual([]);
  });

  describe('of a build before 0.2.0', () => {
    const CHECKSUM = "SELECT checksum AS name FROM _prisma_migrations WHERE migration_name ~ 'foundation'";
    const COUNT = "SELECT count(*)::text AS name FROM transactions WHERE type = 'SALE'";
    let receipts: Record<string, string>[];
    let before: string[];
    let own: string;

    beforeAll(async () => {
      receipts = await query<Record<string, string>>(receiptsQuery('demo'));
      own = (await queryNames(CHECKSUM))[0] ?? '';
      await queryNames(setChecksum('of an edited file'));
      before = [...(await queryNames(CHECKSUM)), ...(await queryNames(COUNT))];
      await started.stop();
    });

    it('is refused with a sentence, and left as it was for that build', async () => {
      const refused = sandbox.start();
      expect(await refused.ended()).toBe(1);
      expect(refused.output).toContain('was made by a build before 0.2.0, the first version that can be upgraded');
      expect(refused.output).toContain('docs/upgrading.md');
      // The refused start changed no row. The last statement puts back the checksum of this build's file, so that this build can start on the database again.
      expect(queryAlone(sandbox, [CHECKSUM, COUNT, setChecksum(own)])).toEqual([...before.map((name) => [name]), []]);
      const again = sandbox.start();
      await again.ready();
      await again.stop();
    });

    itAtNight('comes over as receipts, by the steps of docs/upgrading.md', async () => {
      const fresh = new Sandbox();
      tokens.clear();
      const done = async (...args: string[]): Promise<string> => {
        const command = fresh.run('cli.mjs', args);
        expect([args, await command.ended(), command.output]).toEqual([args, 0, expect.any(String)]);
        return command.output;
      };
      const network = ['--code', 'osteria', '--name', 'Osteria', '--currency', 'RUB', '--time-zone', 'Europe/Moscow'];
      const start = ['--country', 'RU', '--language', 'ru', '--preset', 'hybrid-5', '--manager-name', 'Anna'];
      const email = 'anna@osteria.test';
      try {
        const running = fresh.start();
        url = await running.ready();
        const [, token = ''] = (await done('network', 'create', ...network, ...start, '--manager-email', email)).split(
          '#',
        );
        const link = token.split('\n')[0] ?? '';
        const set = await fetch(`${url}/api/auth/password/set`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ token: link, password: PASSWORD }),
        });
        expect(set.status).toBe(204);
        const { body: restaurant } = await send(email, '/api/restaurants', { code: 'centre', name: 'Centre' });
        const { id: restaurantId } = restaurant as { id: string };
        await send(email, `/api/restaurants/${restaurantId}/points-of-sale`, { code: 'till-1', name: 'Till 1' });
        const [guest = ''] = receipts.map((receipt) => receipt['guest'] ?? '').filter((id) => id !== '');
        const known = await send(email, '/api/guests', {
          phone: '+79031234567',
          restaurantId,
          externalId: guest,
          consentBasis: 'PAPER_FORM',
        });
        expect(known.status).toBe(201);

        const [csv, mapping] = [fresh.file('receipts.csv'), fresh.file('earlier-build.json')];
        const columns = Object.keys(receipts[0] ?? {});
        const rows = receipts.map((receipt) => columns.map((column) => receipt[column] ?? '').join(','));
        writeFileSync(csv, [columns.join(','), ...rows].join('\n'));
        writeFileSync(mapping, mappingOfDocs());
        const sales = `${receipts.length.toLocaleString('en')} sales`;
        const words = [
          'import',
          'receipts',
          csv,
          '--network',
          'osteria',
          '--mapping',
          mapping,
          '--consent-basis',
          'FORMER_SYSTEM',
        ];
        expect(await done(...words, '--dry-run')).toContain(sales);
        expect(await done(...words)).toContain(`${sales} and 0 parts of credit notes recorded`);
        const history = await send(email, `/api/guests/${String(known.body['id'])}/history`);
        expect(history.text).toContain(receipts.find((receipt) => receipt['guest'] === guest)?.['number']);
        expect(await done('verify-ledger', '--network', 'osteria')).toMatch(/: right\n/);
        await running.stop();
      } finally {
        await fresh.remove();
      }
    });
  });
});

const setChecksum = (checksum: string): string =>
  `UPDATE _prisma_migrations SET checksum = '${checksum}' WHERE migration_name ~ 'foundation'`;

/** The query of docs/upgrading.md that reads the receipts of a network. */
function receiptsQuery(network: string): string {
  const [, sql = ''] = /COPY \(([^]*)\) TO STDOUT/.exec(DOCS) ?? [];
  return sql.replaceAll('\\"', '"').replace('osteria', network);
}

/** The mapping of docs/upgrading.md that imports them again. */
function mappingOfDocs(): string {
  return /```json\n([^]*?)```/.exec(DOCS.slice(DOCS.indexOf('Import with a mapping file')))?.[1] ?? '';
}

/** Queries to the database of a data folder on which nothing runs; each answers the values of its column `name`. */
function queryAlone({ folder }: Sandbox, queries: readonly string[]): string[][] {
  const code = `
    const { startEmbedded } = await import('./scripts/postgres/embedded.mjs');
    const { superuserUrlOf, withClient } = await import('./scripts/start/database.mjs');
    const { openSecrets } = await import('./scripts/start/secrets.mjs');
    const dataDirectory = ${JSON.stringify(folder)};
    const server = await startEmbedded({ dataDirectory, password: openSecrets(dataDirectory).passwords.superuser });
    const url = superuserUrlOf(server.port, dataDirectory).replace(/postgres$/, 'loyalty');
    const answers = await withClient(url, async (client) => {
      const found = [];
      for (const query of ${JSON.stringify(queries)}) found.push((await client.query(query)).rows.map(({ name }) => name));
      return found;
    });
    await server.stop();
    console.log('\\n' + JSON.stringify(answers));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as string[][];
}

/** Texts for people follow the version that answers: the reasons of a trace, title and detail of a problem. */
function withoutSentences(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), function revive(this: Record<string, unknown>, name, value: unknown) {
    const isSentence =
      (name === 'reason' && 'rule' in this) || (/^(?:title|detail)$/.test(name) && 'requestId' in this);
    return isSentence ? undefined : value;
  });
}
