import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, constants } from 'node:zlib';
import { Client } from 'pg';
import { version } from '../../../package.json';
import { Sandbox, type Started } from '../start-process';

const PASSWORD = 'loyalty-demo';
const MIGRATIONS = path.resolve(__dirname, '../../../prisma/migrations');
const FIXTURES = path.join(__dirname, 'fixtures');
/** One fixture for each version that was released, or the one file that is named. */
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

/** The notes that make-fixture.mjs left beside the data. */
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

describe.each(files.map((file) => [path.basename(file), file]))('The data folder %s', (_name, file) => {
  const sandbox = new Sandbox();
  const tokens = new Map<string, string>();
  let played: Played;
  let started: Started;
  let url: string;

  beforeAll(async () => {
    unpack(file, sandbox.folder);
    played = JSON.parse(sandbox.read('played.json')) as Played;
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

  async function queryNames(query: string): Promise<string[]> {
    const client = new Client({ connectionString: sandbox.superuserUrl() });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(query);
    await client.end();
    return rows.map(({ name }) => name);
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

  it('answers an old request that is sent again as it did, beside fields and sentences that came since', async () => {
    // The response about a counter is the guest's tier of now; all others are stored.
    const stored = played.answered.filter(({ kind }) => kind !== 'counter');
    expect(stored.length).toBeGreaterThanOrEqual(30);
    for (const { kind, email, path: to, key, body, status, answer } of stored) {
      const again = await send(email, to, body, key);
      const then = withoutSentences(JSON.parse(answer)) as Record<string, unknown>;
      // 0.2.0 answered 0 for what a redemption left to pay: the one figure that was mended in answers of before.
      if (then['type'] === 'REDEMPTION') delete then['payable'];
      expect([kind, again.status, again.body]).toMatchObject([kind, status, then]);
    }
  });

  it('sells on: a sale, a redemption of its points, a refund', async () => {
    const sale = played.answered.find(({ kind }) => kind === 'sale');
    const { pointOfSaleId } = sale?.body as { pointOfSaleId: string };
    const cashier = 'cashier@demo.test';
    const till = sale?.path ?? '';
    const bill = { type: 'SALE', pointOfSaleId, amount: 400_000, receiptNumber: randomUUID() };
    const sold = await send(cashier, till, bill);
    expect(sold).toMatchObject({ status: 201, body: { status: 'POSTED', amount: 400_000 } });
    expect(sold.body['pointsEarned']).toBeGreaterThan(100);
    // The session has looked up no guest yet, and only an identified guest spends.
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

  it('is refused with a sentence when a build before 0.2.0 made it', async () => {
    await queryNames(
      "UPDATE _prisma_migrations SET checksum = 'of an edited file' WHERE migration_name ~ 'foundation'",
    );
    await started.stop();
    const refused = sandbox.start();
    expect(await refused.ended()).toBe(1);
    expect(refused.output).toContain('was made by a build before 0.2.0, the first version that can be upgraded');
    expect(refused.output).toContain('docs/upgrading.md');
  });
});

/** Unpacks a data folder; as root the database goes to the user that it runs as. */
function unpack(file: string, folder: string): void {
  const tar = brotliDecompressSync(readFileSync(file), {
    params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
  });
  execFileSync('tar', ['-C', folder, '--no-same-owner', '-xpf', '-'], { input: tar });
  if (process.getuid?.() !== 0) return;
  execFileSync('chown', ['-R', databaseUser(), path.join(folder, 'postgres')]);
}

function databaseUser(): string {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  return users.some((line) => line.startsWith('postgres:')) ? 'postgres' : 'nobody';
}

/** Texts for people follow the version that answers: the reasons of a trace, title and detail of a problem. */
function withoutSentences(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), function revive(this: Record<string, unknown>, name, value: unknown) {
    const isSentence =
      (name === 'reason' && 'rule' in this) || (/^(?:title|detail)$/.test(name) && 'requestId' in this);
    return isSentence ? undefined : value;
  });
}
