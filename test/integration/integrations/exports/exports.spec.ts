import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { BucketExports } from '../../../../src/integrations/exports/bucket-exports';
import { registerFactCommands } from '../../../../src/integrations/exports/facts.cli';
import { FACT_NAMES, type FactName, FACTS } from '../../../../src/integrations/facts/facts.rules';
import { plainCell } from '../../../../src/platform/http/csv';
import { newId } from '../../../../src/platform/ids/ids';
import { settings } from '../../../../src/platform/settings/settings';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import { BucketDouble } from '../../../doubles/bucket-double';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { eventually } from '../../../support/eventually';
import { runCampaign } from '../../../support/run-campaign';
import { scratchFolder } from '../../../support/scratch';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';
import { FeedbackDesk } from '../../marketing/feedback/feedback-desk';

const LINES = [
  { sku: 'P1', name: '=Pizza', category: 'Pizza', quantity: 2, total: 60_000 },
  { sku: 'C1', name: 'Coffee "to go", large', total: 40_000 },
];

/** A value as it is read from a Parquet file. */
type Stored = string | bigint | boolean | Date | null;

describe('facts as files', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const pathOf = (network: TillNetwork, fact: string, more = '') =>
    `/api/exports?fact=${fact}&from=${network.businessDate(-1)}&to=${network.businessDate(1)}${more}`;

  /** Rows of a CSV by the names of its columns. */
  async function csvOf(network: TillNetwork, token: string, fact: FactName): Promise<Record<string, string>[]> {
    const { text, headers } = await network.get(pathOf(network, fact), token).expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain(`filename="${fact}-`);
    const rows: Record<string, string>[] = parse(text, { recordDelimiter: '\r\n', columns: true });
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plainCell(cell)])));
  }

  async function parquetOf(network: TillNetwork, token: string, fact: FactName): Promise<Record<string, Stored>[]> {
    const { body, headers } = await network
      .get(pathOf(network, fact, '&format=parquet'), token)
      .buffer(true)
      .responseType('blob')
      .expect(200);
    expect(headers['content-type']).toBe('application/vnd.apache.parquet');
    const bytes = Uint8Array.from(body as Buffer);
    return (await parquetReadObjects({ file: bytes.buffer })) as Record<string, Stored>[];
  }

  /** Formats a value of a Parquet file like the cell of a CSV. */
  function cellOf(fact: FactName, name: string, value: Stored): string {
    if (value === null) return '';
    const type = FACTS[fact].columns.find((column) => column.name === name)?.type;
    if (!(value instanceof Date)) return String(value);
    return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  }

  /** A manager of the other restaurant alone. */
  async function districtOf(network: TillNetwork, manager: string): Promise<string> {
    const { body } = await network
      .post('/api/restaurant-groups', manager, { name: 'East', restaurantIds: [network.otherRestaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = body as { id: string };
    const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId } as const;
    const author = { actor: 'system', origin: NO_ORIGIN } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, author),
    );
    return tokenOfUser(test.app, user.id);
  }

  it('hold the same in CSV and Parquet, and what the API says of sales, refunds, campaigns, tiers and answers', async () => {
    const desk = await FeedbackDesk.open(test);
    const { network, manager } = desk;
    await runCampaign(network, 'TEN', campaignOf({}));
    const guest = await desk.guest();
    await network
      .post(`/api/guests/${guest}/transaction`, manager, {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 1_000,
        reasonCode: 'GOODWILL',
      })
      .expect(201);
    const other = await network.guest();
    await eventually('the campaign', async () => {
      const { body } = await network.post(`/api/guests/${other}/transaction`, manager, network.sale(10_000));
      return (body as { trace: { rule: string }[] }).trace.some(({ rule }) => rule === 'campaign.TEN');
    });
    const sale = await desk.sell(guest, { items: LINES, pointsToRedeem: 500 });
    await desk.work();
    await desk.tap(desk.token(sale), { score: 4, words: 'Private words' }).expect(200);
    const refunded = await network
      .post(`/api/transactions/${sale}/refund`, manager, { reason: 'cold', items: [{ line: 2 }] })
      .expect(201);
    const refundId = (refunded.body as { id: string }).id;
    const { items: tiers } = (await network.get('/api/tiers', manager).expect(200)).body as {
      items: { code: string }[];
    };
    await test
      .api()
      .put(`/api/guests/${guest}/tier`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send({ tier: tiers.at(-1)?.code, reasonCode: 'GOODWILL' })
      .expect(200);

    const files = new Map<FactName, Record<string, string>[]>();
    for (const fact of FACT_NAMES) {
      const rows = await csvOf(network, manager, fact);
      const inParquet = await parquetOf(network, manager, fact);
      const withoutVersion = (row: Record<string, unknown>) => ({ ...row, version: '' });
      expect(
        inParquet.map((row) =>
          withoutVersion(
            Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(fact, name, value)])),
          ),
        ),
      ).toEqual(rows.map(withoutVersion));
      const keys = rows.map((row) => FACTS[fact].key.map((column) => row[column]).join(' '));
      expect(new Set(keys).size).toBe(rows.length);
      for (const { name, nullable } of FACTS[fact].columns)
        if (nullable !== true) expect(rows.map((row) => row[name])).not.toContain('');
      expect(JSON.stringify(rows)).not.toContain('Private words');
      files.set(fact, rows);
    }
    const of = (fact: FactName) => files.get(fact) ?? [];

    const sold = of('transactions').find(({ id }) => id === sale);
    expect(sold).toMatchObject({
      type: 'SALE',
      guestId: guest,
      restaurantId: network.restaurantId,
      amount: '100000',
      claimsReceipt: 'false',
      pointsRedeemed: '500',
      businessDate: network.businessDate(),
    });
    expect(of('transaction-lines').filter(({ transactionId }) => transactionId === sale)).toMatchObject([
      { line: '1', sku: 'P1', name: '=Pizza', category: 'Pizza', quantityMilli: '2000', total: '60000' },
      { line: '2', sku: 'C1', name: 'Coffee "to go", large', category: '', quantityMilli: '1000', total: '40000' },
    ]);
    expect(of('transaction-lines').filter(({ transactionId }) => transactionId === refundId)).toMatchObject([
      { line: '2', transactionType: 'REFUND', sku: 'C1', total: '40000', earned: '' },
    ]);
    const { body: balance } = await network.get(`/api/guests/${guest}/balance`, manager).expect(200);
    const moved = of('transfers').reduce((sum, { debitKind, debitOwner, creditKind, creditOwner, amount }) => {
      if (creditKind === 'GUEST_AVAILABLE' && creditOwner === guest) return sum + Number(amount);
      return debitKind === 'GUEST_AVAILABLE' && debitOwner === guest ? sum - Number(amount) : sum;
    }, 0);
    expect(moved).toBe((balance as { available: number }).available);
    expect(of('tier-changes').at(-1)).toMatchObject({ guestId: guest, toTier: tiers.at(-1)?.code, cause: 'BY_HAND' });
    const effects = of('campaign-effects').map(({ transactionId, campaign, isReturned, arm }) => [
      transactionId,
      campaign,
      isReturned,
      arm,
    ]);
    expect(effects).toContainEqual([sale, 'TEN', 'false', 'OFFERED']);
    expect(effects).toContainEqual([refundId, 'TEN', 'true', '']);
    expect(of('messages').map(({ guestId, source }) => [guestId, source])).toContainEqual([guest, 'FEEDBACK']);
    expect(of('answers')).toMatchObject([{ saleId: sale, score: '4', restaurantId: network.restaurantId }]);

    const { rows: noted } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ rows: number }>(
        `SELECT count(*)::integer AS rows FROM audit_log WHERE network_id = $1 AND action = 'facts.exported'`,
        [network.id],
      ),
    );
    expect(noted).toBe(2 * FACT_NAMES.length);
  });

  it('have only the restaurants of their reader and the days of the period, and refuse what is not to be had', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    for (const pointOfSaleId of [network.pointOfSaleId, network.otherPointOfSaleId])
      await network
        .post('/api/receipts', manager, { pointOfSaleId, amount: 5_000, receiptNumber: pointOfSaleId })
        .expect(201);
    const analyst = await network.tokenOf('analyst');
    const district = await districtOf(network, manager);
    expect((await csvOf(network, manager, 'transactions')).length).toBe(2);
    expect((await csvOf(network, analyst, 'transactions')).length).toBe(2);
    const seen = await csvOf(network, district, 'transactions');
    expect(seen.map(({ restaurantId }) => restaurantId)).toEqual([network.otherRestaurantId]);
    await network.get(pathOf(network, 'messages'), district).expect(403);
    await network.get(pathOf(network, 'transactions'), await network.tokenOf('cashier')).expect(403);
    const earlier = await network
      .get(`/api/exports?fact=transactions&from=2020-01-01&to=2020-12-31`, manager)
      .expect(200);
    expect(earlier.text.trim().split('\r\n')).toHaveLength(1);

    const asked = { fact: 'transactions', from: '2026-01-01', to: '2026-01-31' };
    const bad: [Record<string, string>, string][] = [
      [{ to: '2025-12-31' }, 'to'],
      [{ to: '2027-01-02' }, 'to'],
      [{ from: 'yesterday' }, 'from'],
      [{ fact: 'guests' }, 'fact'],
      [{ format: 'xlsx' }, 'format'],
    ];
    for (const [change, path] of bad) {
      const query = new URLSearchParams({ ...asked, ...change }).toString();
      const { body } = await network.get(`/api/exports?${query}`, manager).expect(400);
      expect((body as { errors: { path: string }[] }).errors.map((fault) => fault.path)).toContain(path);
    }
  });

  it('are written into the bucket and a folder by a command, with a list that comes last', async () => {
    const double = await BucketDouble.start();
    jest.replaceProperty(settings, 'picturesBucket', double.bucket);
    const code = `facts-${newId()}`;
    const network = await TillNetwork.create(test, { code });
    const manager = await network.tokenOf('manager');
    await network
      .post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 5_000, receiptNumber: '1' })
      .expect(201);
    const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const [from, to] = [network.businessDate(-1), network.businessDate(1)];
    const write = (...more: string[]) => {
      const program = new Command().exitOverride();
      registerFactCommands(program, () => Promise.resolve(test.app));
      const chosen = ['--network', code, '--fact', 'transactions', '--from', from, '--to', to, '--format', 'parquet'];
      return program.parseAsync(['facts', 'write', ...chosen, ...more], { from: 'user' });
    };
    await write('--bucket');
    const folder = `/loyalty/exports/${network.id}/transactions/${from}-${to}`;
    expect([...double.objects.keys()]).toEqual([`${folder}/part-00001.parquet`, `${folder}/list.json`]);
    const part = double.objects.get(`${folder}/part-00001.parquet`);
    const rows = await parquetReadObjects({ file: Uint8Array.from(part?.bytes ?? []).buffer });
    expect(rows).toMatchObject([{ type: 'SALE', amount: 5_000n, restaurantId: network.restaurantId }]);
    const list: unknown = JSON.parse(double.objects.get(`${folder}/list.json`)?.bytes.toString() ?? '');
    expect(list).toMatchObject({ fact: 'transactions', rows: 1, files: [{ name: 'part-00001.parquet', rows: 1 }] });

    double.isDown = true;
    await expect(write('--bucket')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(write()).rejects.toThrow('either --out FOLDER or --bucket');
    jest.replaceProperty(settings, 'picturesBucket', undefined);
    await expect(write('--bucket')).rejects.toThrow('PICTURES_BUCKET_URL');
    const out = scratchFolder('facts');
    await write('--out', out);
    expect(said).toHaveBeenLastCalledWith(expect.stringContaining('1 facts, 1 files and list.json'));
    const written = join(out, 'exports', network.id, 'transactions', `${from}-${to}`, 'part-00001.parquet');
    expect(await readFile(written)).toEqual(part?.bytes);
    await double.close();
  });

  it('are written into the bucket by a call, one export at a time, which goes on after a refusal and can be stopped', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    await network
      .post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 5_000, receiptNumber: '1' })
      .expect(201);
    const district = await districtOf(network, manager);
    const [from, to] = [network.businessDate(-1), network.businessDate(1)];
    const wish = { fact: 'transactions', from, to, format: 'csv' };
    const listOf = async () =>
      (await network.get('/api/exports/in-bucket', manager).expect(200)).body as {
        hasBucket: boolean;
        items: { id: string; status: string; rows: number; isRefused: boolean }[];
      };
    jest.replaceProperty(settings, 'picturesBucket', undefined);
    expect(await listOf()).toEqual({ hasBucket: false, items: [] });
    await network.post('/api/exports/in-bucket', manager, wish).expect(409);

    const double = await BucketDouble.start();
    jest.replaceProperty(settings, 'picturesBucket', double.bucket);
    await network.get('/api/exports/in-bucket', district).expect(403);
    await network.post('/api/exports/in-bucket', district, wish).expect(403);
    await network.post('/api/exports/in-bucket', manager, { ...wish, to: '2020-01-01' }).expect(400);
    double.isDown = true;
    const exports = test.app.get(BucketExports);
    const begun = await network.post('/api/exports/in-bucket', manager, wish).expect(202);
    const { id } = begun.body as { id: string };
    const again = await network.post('/api/exports/in-bucket', manager, wish).expect(409);
    expect(again.body).toMatchObject({ code: 'export_running' });
    await expect(exports.doNext(network.id)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await listOf()).items).toMatchObject([{ id, status: 'RUNNING', rows: 0, isRefused: true }]);
    double.isDown = false;
    expect(await exports.doNext(network.id)).toBe('more');
    expect(await exports.doNext(network.id)).toBe('idle');
    expect((await listOf()).items).toMatchObject([
      { id, status: 'DONE', rows: 1, files: 1, folder: `exports/${network.id}/transactions/${from}-${to}` },
    ]);
    const folder = `/loyalty/exports/${network.id}/transactions/${from}-${to}`;
    expect([...double.objects.keys()]).toEqual([`${folder}/part-00001.csv`, `${folder}/list.json`]);

    const next = await network.post('/api/exports/in-bucket', manager, wish).expect(202);
    const { id: nextId } = next.body as { id: string };
    const other = await TillNetwork.create(test);
    const stop = (token: string) =>
      test.api().delete(`/api/exports/in-bucket/${nextId}`).set('Authorization', `Bearer ${token}`);
    await stop(await other.tokenOf('manager')).expect(404);
    await stop(district).expect(403);
    const stopped = await stop(manager).expect(200);
    expect(stopped.body).toMatchObject({ status: 'CANCELLED' });
    expect(await exports.doNext(network.id)).toBe('idle');

    double.isDown = true;
    await network.post('/api/exports/in-bucket', manager, wish).expect(202);
    for (let attempt = 0; attempt < 5; attempt += 1) await expect(exports.doNext(network.id)).rejects.toThrow();
    expect((await listOf()).items[0]).toMatchObject({ status: 'FAILED', rows: 0 });
    await double.close();
  });
});
