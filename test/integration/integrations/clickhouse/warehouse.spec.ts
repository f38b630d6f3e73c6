import type { INestApplicationContext, Type } from '@nestjs/common';
import { Command } from 'commander';
import { register } from 'prom-client';
import { Networks } from '../../../../src/configuration';
import { ClickHouse, ClickHouseFailure } from '../../../../src/integrations/clickhouse/click-house';
import { Warehouse } from '../../../../src/integrations/clickhouse/warehouse';
import { WarehouseBackfill } from '../../../../src/integrations/clickhouse/warehouse-backfill';
import { registerWarehouseCommands } from '../../../../src/integrations/clickhouse/warehouse.cli';
import { FACT_NAMES, type FactName } from '../../../../src/integrations/facts/facts.rules';
import { settings } from '../../../../src/platform/settings/settings';
import { ClickHouseDouble, type Mood } from '../../../doubles/clickhouse-double';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { waitForWatermark } from '../../../support/watermark';
import { FeedbackDesk } from '../../marketing/feedback/feedback-desk';
import { WarehouseDesk } from './warehouse-desk';

const tableOf = (name: FactName): string => name.replaceAll('-', '_');

describe('a call to ClickHouse', () => {
  let double: ClickHouseDouble;

  beforeEach(async () => {
    double = await ClickHouseDouble.start();
  });
  afterEach(() => double.close());

  it.each<[Mood, RegExp]>([
    ['refusing', /^ClickHouse answered 500, code 241: Code: 241\. Memory limit exceeded$/],
    ['silent', /^ClickHouse gave no answer: TimeoutError/],
    ['half', /^ClickHouse gave no answer: /],
    ['lost', /^ClickHouse gave no answer: /],
  ])('fails and says why where it is %s', async (mood, message) => {
    double.mood = mood;
    const made = new ClickHouse({ ...double.options, ...(mood === 'silent' && { callMs: 50 }) });
    const failure = await made.ping().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ClickHouseFailure);
    expect((failure as Error).message).toMatch(message);
  });

  it('fails where nothing listens, and where the password is another', async () => {
    const wrong = new ClickHouse({ ...double.options, password: 'another' });
    await expect(wrong.ping()).rejects.toThrow('ClickHouse answered 403, code 516');
    const { options } = double;
    await double.close();
    await expect(new ClickHouse(options).ping()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the warehouse', () => {
  let test: TestApp;
  let desk: FeedbackDesk;
  let double: ClickHouseDouble;
  let warehouse: WarehouseDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    double = await ClickHouseDouble.start();
    warehouse = new WarehouseDesk(test, double.options);
    desk = await FeedbackDesk.open(test, { points: 50 });
  });
  afterEach(() => double.close());
  afterAll(() => test.close());

  /** Sales, a refund, an answer with its points, and the message that asked. */
  async function trade(): Promise<{ guest: string; sale: string }> {
    const guest = await desk.guest();
    const items = [
      { name: 'Soup', quantity: 2, unitPrice: 25_000, total: 50_000 },
      { name: 'Tea', quantity: 1, unitPrice: 50_000, total: 50_000 },
    ];
    const sale = await desk.sell(guest, { items });
    await desk.refund(await desk.sell(guest));
    await desk.work();
    await desk.tap(desk.token(sale), { score: 5 }).expect(200);
    return { guest, sale };
  }

  const networkId = (): string => desk.network.id;
  const follow = (): Promise<void> => warehouse.follow(networkId());
  const foldedOf = (of: ClickHouseDouble): Record<string, unknown[]> =>
    Object.fromEntries(
      FACT_NAMES.map((name) => [
        name,
        // When a row was read is another moment each time.
        of.folded(tableOf(name)).map((row) => ({ ...row, version: null })),
      ]),
    );

  it('has every fact that the log told of, and the state of a message and of an answer as it is', async () => {
    const { guest, sale } = await trade();
    await follow();
    expect(double.folded('transactions').map(({ type }) => type)).toEqual(
      expect.arrayContaining(['SALE', 'SALE', 'REFUND']),
    );
    expect(double.folded('transaction_lines')).toMatchObject([
      { networkId: networkId(), transactionId: sale, line: 1, name: 'Soup', guestId: guest, version: 1 },
      { transactionId: sale, line: 2, name: 'Tea' },
    ]);
    expect(double.folded('transfers').length).toBeGreaterThan(2);
    expect(double.folded('answers')).toMatchObject([{ saleId: sale, score: 5, reward: 'DUE' }]);
    expect(double.folded('messages')).toContainEqual(expect.objectContaining({ guestId: guest, sourceId: sale }));
    // The points for the answer come later, and the message is opened without an event.
    await desk.ask();
    await desk.network.database.inNetwork(networkId(), (tx) =>
      tx.query('UPDATE messages SET opened_at = now() WHERE network_id = $1 AND source_id = $2', [networkId(), sale]),
    );
    await warehouse.callMessages(networkId());
    await follow();
    expect(double.folded('answers')).toMatchObject([{ saleId: sale, reward: 'GIVEN', rewardPoints: 50 }]);
    const message = double.folded('messages').find(({ sourceId }) => sourceId === sale);
    expect(message).toMatchObject({ openedAt: expect.any(String) as string });
  });

  it('keeps each row once when a process ends between the insert and its position', async () => {
    await trade();
    // Creates the tables first; otherwise the test would lose the answer of their creation.
    await warehouse.warehouse.makeTables();
    await waitForWatermark(desk.network);
    double.mood = 'lost';
    await expect(warehouse.job.doNext(networkId())).rejects.toThrow(ClickHouseFailure);
    expect(await register.getSingleMetricAsString('loyalty_warehouse_failures_total')).toMatch(/ 1$/m);
    expect(await register.getSingleMetricAsString('loyalty_warehouse_delay_seconds')).toMatch(/ (?!0$)[\d.]+$/m);
    const came = double.rows('transactions').length;
    expect(came).toBeGreaterThan(0);
    double.mood = 'well';
    await follow();
    expect(double.rows('transactions').length).toBeGreaterThan(double.folded('transactions').length);
    const once = await ClickHouseDouble.start();
    await new WarehouseDesk(test, once.options).backfill.run(networkId(), () => undefined);
    expect(foldedOf(double)).toEqual(foldedOf(once));
    await once.close();
  });

  it('is brought by a backfill to what the follower made, and the follower goes on behind it', async () => {
    const { sale } = await trade();
    await waitForWatermark(desk.network);
    const counts = new Map<FactName, number>();
    await warehouse.backfill.run(networkId(), (name, rows) => counts.set(name, rows));
    expect([...counts.keys()]).toEqual([...FACT_NAMES]);
    const before = foldedOf(double);
    expect(before['answers']).toHaveLength(1);
    await desk.refund(sale);
    await follow();
    expect(double.folded('transactions')).toHaveLength((before['transactions'] ?? []).length + 1);
    expect(double.rows('transactions')).toHaveLength(double.folded('transactions').length);
  });

  it('is filled and emptied by commands', async () => {
    const { sale } = await trade();
    const { code } = await test.app.get(Networks).getProfile(networkId());
    const given = new Map<unknown, unknown>([
      [WarehouseBackfill, warehouse.backfill],
      [Warehouse, warehouse.warehouse],
    ]);
    const context = { get: (token: Type): unknown => given.get(token) ?? test.app.get(token) };
    const run = (...words: string[]): Promise<unknown> => {
      const program = new Command('loyalty').exitOverride();
      registerWarehouseCommands(program, () => Promise.resolve(context as INestApplicationContext));
      return program.parseAsync(['warehouse', ...words], { from: 'user' });
    };
    const said = jest.spyOn(console, 'log').mockReturnValue();
    await expect(run('backfill', '--network', code)).rejects.toThrow('CLICKHOUSE_URL');
    const setting = jest.replaceProperty(settings, 'clickhouseUrl', double.options.url);
    await run('backfill', '--network', code);
    expect(double.folded('answers')).toMatchObject([{ saleId: sale }]);
    await run('forget', '--network', code, '--yes');
    expect(double.deletions).toHaveLength(FACT_NAMES.length);
    await run('schema');
    const lines = said.mock.calls.map(([line]) => String(line));
    expect(lines[0]).toMatch(new RegExp(`^${code}: transactions \\d+, .*answers 1$`));
    expect(lines[2]).toContain('CREATE TABLE IF NOT EXISTS loyalty.transaction_lines');
    setting.restore();
    said.mockRestore();
  });

  it('gives the network back when ClickHouse is away, and takes its facts away when asked', async () => {
    await trade();
    double.mood = 'refusing';
    await expect(warehouse.job.doNext(networkId())).rejects.toThrow('code 241');
    await expect(warehouse.job.doNext(networkId())).rejects.toThrow('code 241');
    double.mood = 'well';
    await follow();
    expect(double.folded('answers')).toHaveLength(1);
    await warehouse.warehouse.forget(networkId());
    expect(double.deletions).toHaveLength(FACT_NAMES.length);
    expect(double.deletions.every((statement) => statement.endsWith(`'${networkId()}')`))).toBe(true);
  });
});
