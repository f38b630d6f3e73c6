/** @modules own */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { campaignOf } from '../../../support/decision/campaigns';
import { points } from '../../../../src/decision';
import { keyPair, withLines } from '../../../support/archive/archive-files';
import { SecondInstallation } from '../../../support/archive/second-installation';
import type { TestApp } from '../../../support/app';
import { LedgerBench, type World } from '../../support/ledger-bench';

const PHONE = '+79161234567';
const CHALLENGE = {
  tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 3 }],
  payouts: [{ points: points(100) }],
} as const;

const WHEEL = {
  total: 2,
  leastSale: 100,
  useDays: 7,
  prizes: [
    { name: { en: 'Points' }, kind: 'POINTS', points: 5, weight: 1, stock: 1 },
    { name: { en: 'Nothing' }, kind: 'NOTHING', weight: 1, isFallback: true },
  ],
};

/** Tables of the ledger whose rows are copied to the byte. */
const SAME = [
  'transactions',
  'transfers',
  'transaction_comments',
  'lots',
  'guest_states',
  'claims',
  'seals',
  'events',
  'program_versions',
  'campaign_versions',
  'coupons',
  'redemptions',
  'wheel_stocks',
  'wheel_draws',
];

describe('An archive of a network', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-archive-'));
  const file = path.join(folder, 'network.tar');
  const receiver = keyPair();
  let bench: LedgerBench;
  let world: World;
  const url = new URL(process.env.DATABASE_BACKUP_URL ?? '');
  let target: SecondInstallation;
  let there: Pool;
  let second: TestApp;
  let signedBy: string;
  let rowsOfCsv: Record<string, number>;
  /** The source's answers about the guest with the phone `PHONE`, which the copy has to repeat. */
  let asked: { id: string; saleId: string; balance: unknown; explained: unknown; coupon: string };

  /** A guest who was erased, and one who took another in and kept the first sales of both. */
  let erased: string;
  let merged: string;

  const bodyOf = async (app: TestApp, url: string, token: string): Promise<unknown> =>
    (await app.api().get(url).set('Authorization', `Bearer ${token}`).expect(200)).body as unknown;

  beforeAll(async () => {
    process.env.SEAL_DIR = path.join(folder, 'seals-source');
    bench = await LedgerBench.open();
    url.pathname = new URL(process.env.DATABASE_URL ?? '').pathname;
    world = await bench.makeWorld();
    asked = await registerGuest();
    erased = await eraseGuest();
    merged = await mergeGuests();
    await archiveWhileSelling();
    target = await SecondInstallation.open(folder);
    ({ rows: there, test: second } = target);
  });
  afterAll(async () => {
    await target.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A guest with a phone, points, a campaign under way and a code that nobody has used. */
  async function registerGuest(): Promise<typeof asked> {
    const { network } = world;
    const { runCampaign } = await import('../../../support/run-campaign.js');
    const { RewardShop } = await import('../../../support/rewards/reward-shop.js');
    const shop = await RewardShop.open(network);
    await runCampaign(network, 'VISITS', campaignOf({ offer: null, challenge: CHALLENGE }));
    const made = await network.post('/api/guests', shop.manager, { phone: PHONE, name: 'Anna' }).expect(201);
    const { id } = made.body as { id: string };
    await shop.sell(id, 500_000).expect(201);
    const opened = await network.post('/api/wheel/epochs', shop.manager, WHEEL).expect(201);
    const sold = await shop.sell(id, 500_000).expect(201);
    const saleId = (sold.body as { id: string }).id;
    const { WheelDraws } = await import('../../../../src/marketing/wheel/wheel-draws.js');
    const epochId = (opened.body as { epoch: { id: string } }).epoch.id;
    const spin = { epochId, sourceKind: 'SALE', sourceId: saleId, number: 'lucky-7' } as const;
    await network.test.app.get(WheelDraws).draw(network.id, id, spin);
    const [coupon] = await shop.singleCodes(await shop.discount({ cost: 20 }), 1);
    const get = (url: string) => bodyOf(network.test, url, shop.manager);
    const balance = await get(`/api/guests/${id}/balance`);
    return { id, saleId, balance, explained: await get(`/api/transactions/${saleId}/explain`), coupon };
  }

  async function mergeGuests(): Promise<string> {
    const { network } = world;
    const manager = await network.tokenOf('manager');
    const [target, source] = [await network.guest(), await network.guest()];
    for (const guest of [target, source])
      await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    await network.post(`/api/guests/${target}/merge`, manager, { sourceId: source, reason: 'two cards' }).expect(201);
    return target;
  }

  async function eraseGuest(): Promise<string> {
    const { network } = world;
    const { ErasureJob } = await import('../../../../src/integrations/privacy/erasure.job.js');
    const manager = await network.tokenOf('manager');
    const made = await network.post('/api/guests', manager, { phone: '+79160000001', name: 'Gone' }).expect(201);
    const { id } = made.body as { id: string };
    await network.post(`/api/guests/${id}/erasure`, manager, { now: true }).expect(202);
    const [erasure] = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ id: string }>('SELECT id FROM erasures WHERE network_id = $1', [network.id]),
    );
    await network.test.app.get(ErasureJob).finish(network.id, erasure?.id ?? '');
    return id;
  }

  async function archiveWhileSelling(): Promise<void> {
    const { network } = world;
    const { NetworkCsv } = await import('../../../../src/integrations/archive/network-csv.js');
    const { NetworkArchive } = await import('../../../../src/integrations/archive/network-archive.js');
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const over = new AbortController();
    const selling = (async () => {
      while (!over.signal.aborted)
        await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(10_000)).expect(201);
    })();
    try {
      const request = { networkId: network.id, out: file, receiver: receiver.publicKey, url: url.href };
      ({ signedBy } = await network.test.app.get(NetworkArchive).write(request));
      rowsOfCsv = await network.test.app.get(NetworkCsv).write(network.id, path.join(folder, 'csv'), url.href);
    } finally {
      over.abort();
      await selling;
    }
  }

  const read = (request: object = {}): Promise<unknown> =>
    target.read({ file, key: receiver.privateKey, signedBy, withAccess: true, ...request });

  it('has tables for another product beside it, with phones in the clear', () => {
    expect(rowsOfCsv['guests.csv']).toBeGreaterThan(2);
    expect(rowsOfCsv['transactions.csv']).toBeGreaterThan(20);
    const guests = readFileSync(path.join(folder, 'csv', 'guests.csv'), 'utf8');
    expect(guests).toContain(`Anna,'${PHONE}`);
    expect(guests).not.toContain('Gone');
  });

  it('is refused by name where a row, the order, the tail, the programme or the list was changed', async () => {
    const transactions = 'tables/transactions.jsonl';
    const other = (lines: string[]): string[] => lines.with(1, lines[1]!.replace(/"amount":(\d)/, '"amount":9$1'));
    const refusal = async (name: string, change: (lines: string[]) => string[]): Promise<string> =>
      read({ file: await withLines(file, name, change), dryRun: true }).then(
        () => 'read',
        (error: unknown) => (error as Error).message,
      );
    expect(await refusal(transactions, other)).toMatch(
      /tables\/transactions\.jsonl: a row was changed, between rows 1 and \d+/,
    );
    expect(await refusal(transactions, ([first = '', next = '', ...rest]) => [next, first, ...rest])).toContain(
      'tables/transactions.jsonl: the order of its rows was changed',
    );
    expect(await refusal(transactions, (lines) => lines.slice(0, -1))).toMatch(
      /transactions\.jsonl: its tail was cut off: \d+ of \d+ rows are there/,
    );
    const cheaper = (lines: string[]): string[] =>
      lines.map((line) => line.replace(/\\":[1-9]/, (found) => `${found}9`));
    expect(await refusal('tables/program_versions.jsonl', cheaper)).toContain(
      'tables/program_versions.jsonl: a row was changed',
    );
    expect(await refusal('manifest.json', (lines) => lines.map((line) => line.replace('"rows": ', '"rows": 1')))).toBe(
      'manifest.json was changed after it was signed: take another copy of the archive.',
    );
  });

  it('is refused with a key of another receiver, and where another installation signed it', async () => {
    await expect(read({ key: keyPair().privateKey })).rejects.toThrow('made for another receiver');
    await expect(read({ signedBy: '00'.repeat(32) })).rejects.toThrow('signed by another key');
  });

  it('is right to the verifier for outsiders, which has no key of it', () => {
    const program = path.join(__dirname, '../../../../packages/verify/verify.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, file], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout.replace(/Right.*/, '')) as { seals: number }).seals).toBeGreaterThan(0);
  });

  it('leaves nothing behind after a dry run', async () => {
    await read({ dryRun: true });
    expect((await there.query('SELECT 1 FROM networks')).rowCount).toBe(0);
  });

  describe('that another installation has read', () => {
    beforeAll(() => read());

    const verified = () => target.findingsOf(world.network.id);
    /** Signs in a manager of the network at the second installation. */
    const tokenThere = async (): Promise<string> => {
      const { tokenOfUser } = await import('../../support/people-fixture.js');
      const { rows } = await there.query<{ id: string }>(
        `SELECT id FROM users WHERE network_id = $1 AND role = 'manager' ORDER BY created_at DESC LIMIT 1`,
        [world.network.id],
      );
      return tokenOfUser(second.app, rows[0]?.id ?? '');
    };

    it('has the same rows there, under the same seals, and is not read twice', async () => {
      const digests = async (pool: Pool, table: string): Promise<string[]> =>
        (
          await pool.query<{ digest: string }>(`SELECT md5(t::text) AS digest FROM ${table} t WHERE network_id = $1`, [
            world.network.id,
          ])
        ).rows.map(({ digest }) => digest);
      for (const table of SAME) {
        const here = await digests(there, table);
        const before = new Set(await digests(bench.superuser, table));
        const strange = here.filter((digest) => !before.has(digest)).length;
        // A guest who went on buying while the archive was written has another state.
        expect([table, here.length > 0, strange <= (table === 'guest_states' ? 1 : 0)]).toEqual([table, true, true]);
      }
      expect(await verified()).toEqual([]);
      const { VerifyWheel } = await import('../../../../src/marketing/wheel/wheel-verification.js');
      const wheel = await second.app.get(VerifyWheel).verify(world.network.id);
      expect(wheel).toEqual({ epochs: 1, draws: 1, findings: [] });
      await expect(read()).rejects.toThrow('is here already');
    });

    it('answers the same there, and a guest is found by phone and spends points and a code', async () => {
      const { network } = world;
      const token = await tokenThere();
      const post = (url: string, body: object) =>
        second
          .api()
          .post(url)
          .set('Authorization', `Bearer ${token}`)
          .set('Idempotency-Key', randomBytes(8).toString('hex'))
          .send(body);
      expect(await bodyOf(second, `/api/guests/${asked.id}/balance`, token)).toEqual(asked.balance);
      expect(await bodyOf(second, `/api/transactions/${asked.saleId}/explain`, token)).toEqual(asked.explained);
      const found = await post('/api/guests/lookup', { phone: PHONE });
      expect([found.status, (found.body as { id?: string }).id]).toEqual([200, asked.id]);
      const sale = network.sale(100_000, { pointsToRedeem: 100, coupons: [asked.coupon] });
      const sold = await post(`/api/guests/${asked.id}/transaction`, sale);
      expect([sold.status, sold.body]).toEqual([201, expect.objectContaining({ pointsRedeemed: 100 })]);
      // The third visit ends the task that the guest began before the move.
      expect((sold.body as { pointsEarned: number }).pointsEarned).toBeGreaterThan(100);
      const ofErased = await post(`/api/guests/${erased}/transaction`, network.sale(10_000));
      expect([ofErased.status, ofErased.body]).toEqual([404, expect.objectContaining({ code: 'guest_not_found' })]);
      const { rows } = await there.query<{ sales: number }>(
        `SELECT json_array_length(counters -> 'otherFirstSales') AS sales FROM guest_states WHERE network_id = $1 AND guest_id = $2`,
        [network.id, merged],
      );
      expect(rows).toEqual([{ sales: 1 }]);
      const { Sealer } = await import('../../../../src/transactions/books/seals/sealer.js');
      await second.app.get(Sealer).sealAll(network.id);
      expect(await verified()).toEqual([]);
    });
  });

  it('has every table that is not left out with a reason, and knows every column of bytes', async () => {
    const { ARCHIVED_TABLES, LEFT_OUT } = await import('../../../../src/integrations/archive/archive-tables.rules.js');
    const { SECRETS, PLAIN_BYTES, LOST_COLUMNS } =
      await import('../../../../src/integrations/archive/archive-secrets.rules.js');
    const { rows } = await there.query<{ table: string; bytes: string[] }>(
      `SELECT c.relname AS table, ARRAY(SELECT a.attname::text FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'bytea'::regtype) AS bytes
         FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    );
    expect([...ARCHIVED_TABLES, ...Object.keys(LEFT_OUT)].sort()).toEqual(rows.map(({ table }) => table).sort());
    const known = Object.entries(SECRETS).flatMap(([table, secrets]) =>
      secrets.flatMap(({ column, indexes }) =>
        [column, ...indexes.map((index) => index.column)].map((name) => `${table}.${name}`),
      ),
    );
    const archived = rows.filter(({ table }) => ARCHIVED_TABLES.includes(table));
    expect([...known, ...PLAIN_BYTES, ...Object.keys(LOST_COLUMNS)].sort()).toEqual(
      archived.flatMap(({ table, bytes }) => bytes.map((column) => `${table}.${column}`)).sort(),
    );
  });
});
