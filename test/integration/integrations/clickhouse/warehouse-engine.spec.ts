import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FACT_NAMES } from '../../../../src/integrations/facts/facts.rules';
import { ClickHouseEngine } from '../../../doubles/clickhouse-engine';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { FeedbackDesk } from '../../marketing/feedback/feedback-desk';
import { WarehouseDesk } from './warehouse-desk';

const describeEngine = ClickHouseEngine.isThere ? describe : describe.skip;
// A file whose tests are all skipped prints nothing by itself.
if (!ClickHouseEngine.isThere)
  process.stderr.write('The tests of the warehouse on a real engine are left out: npm i --no-save chdb@3.4\n');

const PAGE = readFileSync(path.resolve(__dirname, '../../../../docs/integrations/clickhouse.md'), 'utf8');
const QUERIES = [...(PAGE.split('## Ten queries')[1] ?? '').matchAll(/^### (.*)\n[\s\S]*?```sql\n([\s\S]*?);\n```/gm)];

describeEngine('the warehouse on a real engine', () => {
  let test: TestApp;
  let desk: FeedbackDesk;
  let engine: ClickHouseEngine;
  let warehouse: WarehouseDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    engine = await ClickHouseEngine.start();
    warehouse = new WarehouseDesk(test, engine.options);
    desk = await FeedbackDesk.open(test, { points: 50 });
    const guests = [await desk.guest(), await desk.guest()] as const;
    const items = [
      { sku: 'soup', name: "Borscht 'Kiev' \\ style", quantity: 1.5, unitPrice: 40_000, total: 60_000 },
      { name: 'Tea', quantity: 1, unitPrice: 40_000, total: 40_000 },
    ];
    const sale = await desk.sell(guests[0], { items });
    await desk.refund(await desk.sell(guests[1], { items }));
    await desk.sell(guests[1]);
    await desk.work();
    await desk.tap(desk.token(sale), { score: 5 }).expect(200);
    await desk.ask();
    await warehouse.follow(desk.network.id);
  });
  afterAll(async () => {
    await engine.close();
    await test.close();
  });

  const ask = (statement: string) =>
    warehouse.clickHouse.rows<Record<string, unknown>>(
      statement.replaceAll('{network:UUID}', `toUUID('${desk.network.id}')`),
    );
  const count = async (): Promise<Record<string, unknown>> => {
    const counts: Record<string, unknown> = {};
    for (const name of FACT_NAMES)
      [{ rows: counts[name] } = { rows: undefined }] = await ask(
        `SELECT count() AS rows FROM loyalty.${name.replaceAll('-', '_')} FINAL WHERE networkId = {network:UUID}`,
      );
    return counts;
  };

  it('keeps every fact once, by the follower and by backfills', async () => {
    const followed = await count();
    expect(Object.values(followed).filter((rows) => Number(rows) > 0).length).toBeGreaterThanOrEqual(5);
    for (const round of [1, 2]) {
      await warehouse.backfill.run(desk.network.id, () => undefined);
      expect({ round, ...(await count()) }).toEqual({ round, ...followed });
    }
  });

  it('has ten queries in the documentation', () => {
    expect(QUERIES.map(([, title]) => title)).toHaveLength(10);
  });

  it.each(QUERIES.map(([, title, statement]) => [title, statement]))('answers: %s', async (_title, statement = '') => {
    const rows = await ask(statement);
    expect(Array.isArray(rows)).toBe(true);
  });

  it('adds up what was sold, refunded and earned', async () => {
    const [month] = await ask(QUERIES[1]?.[2] ?? '');
    expect(month).toMatchObject({ sold: 300_000, givenBack: 100_000, net: 200_000 });
    const items = await ask(QUERIES[4]?.[2] ?? '');
    expect(items).toMatchObject([
      { item: 'soup', called: "Borscht 'Kiev' \\ style", pieces: 1.5, paid: 60_000 },
      { item: 'Tea', pieces: 1, paid: 40_000 },
    ]);
  });

  it('forgets a network', async () => {
    await warehouse.warehouse.forget(desk.network.id);
    expect(new Set(Object.values(await count()).map(Number))).toEqual(new Set([0]));
    // A second run writes its blocks again, although the table remembers the blocks of the first run.
    await warehouse.backfill.run(desk.network.id, () => undefined);
    expect(Number((await count())['transactions'])).toBeGreaterThan(0);
  });
});
