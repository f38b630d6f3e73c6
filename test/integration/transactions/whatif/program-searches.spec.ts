import { presetForNetwork } from '../../../../src/configuration';
import { ImportReceipts } from '../../../../src/integrations/imports';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import type { BacktestReport } from '../../../../src/transactions/whatif/reports/backtest-report.rules';
import type { SearchReport } from '../../../../src/transactions/whatif/search/search-report.rules';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { importFile, RETAIL_HEADER, writeCsv } from '../../integrations/imports/import-fixture';

const HYBRID = presetForNetwork('hybrid-5', 2);
const DAY_MS = 86_400_000;
const GUESTS = 12;
const RECEIPTS = 180;
const MOVES = [
  { figure: 'EARNING_RATE', from: 20_000, to: 200_000 },
  { figure: 'TIER_DISCOUNT', tier: 'BRONZE', from: 0, to: 90_000 },
  { figure: 'POINTS_SHARE', from: 100_000, to: 500_000 },
  { figure: 'EXPIRY', from: 30, to: 365 },
];

describe('searches for programmes', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  /** Receipts of some months from a file, and acts of a till: points spent on a receipt, a refund, points by hand. */
  async function live(): Promise<void> {
    const day = (n: number) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: network.timeZone }).format(Date.now() - (RECEIPTS - n) * DAY_MS);
    const lines = Array.from(
      { length: RECEIPTS },
      (_, n) => `${String(n + 1)},${day(n)}T12:00:00,g${String((n * 7) % GUESTS)},1,1,${String(40_000 + n * 997)}`,
    );
    await importFile(test.app.get(ImportReceipts), network.id, await writeCsv([RETAIL_HEADER, ...lines]));
    const guest = await network.guest();
    const act = async (body: object) => {
      const { body: answer } = await network.post(`/api/guests/${guest}/transaction`, manager, body).expect(201);
      return answer.id as string;
    };
    const sale = await act(network.sale(155_000));
    await act({ type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL', comment: 'x' });
    await act(network.sale(100_000, { pointsToRedeem: 400 }));
    await network.post(`/api/transactions/${sale}/refund`, manager, { reason: 'cold', amount: 55_000 }).expect(201);
  }

  const ask = (body: object, token = manager) => network.post('/api/program-searches', token, body);

  async function reportOf<Report>(path: string): Promise<Report> {
    const run = await eventually(`the end of ${path}`, async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      const { body } = await network.get(path, manager).expect(200);
      return body.endedAt !== null && body;
    });
    expect(run).toMatchObject({ status: 'DONE', failure: null });
    if (path.includes('searches')) expect(run).toMatchObject({ moves: MOVES, program: HYBRID });
    return run.report as Report;
  }

  const found = async (body: object): Promise<SearchReport> => {
    const { body: asked } = await ask(body).expect(202);
    return reportOf(`/api/program-searches/${String(asked.id)}`);
  };

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: HYBRID });
    manager = await network.tokenOf('manager');
    await live();
  });
  afterAll(() => test.close());

  it.each([
    ['the whole past', undefined],
    ['a later time on', new Date(Date.now() - 90 * DAY_MS).toISOString()],
  ])('say of each programme what a backtest of it says, from %s', async (_, from) => {
    const report = await found({ moves: MOVES, goals: {}, variants: 30, from });
    expect(report.variants).toHaveLength(30);
    expect(report).toMatchObject({ guests: GUESTS + 1, unread: 0 });
    expect(report.variants[0]).toMatchObject({ meets: true });
    const best = report.variants.filter(({ isBest }) => isBest);
    expect(best.length).toBeGreaterThan(1);
    for (const { document, ...figures } of [...best.slice(0, 2), ...best.slice(-1)]) {
      const { body: asked } = await network.post('/api/backtests', manager, { document, from }).expect(202);
      const backtest = await reportOf<BacktestReport>(`/api/backtests/${String(asked.id)}`);
      const { draft, actual } = backtest.total;
      expect(figures).toMatchObject({
        sales: draft.sales,
        amount: draft.amount,
        payable: draft.payable,
        spent: draft.cost,
        gaining: backtest.gaining,
        losing: backtest.losing,
      });
      expect(report.actual).toMatchObject({ sales: actual.sales, payable: actual.payable, spent: actual.cost });
      expect(report.acts).toBe(backtest.acts);
    }
  });

  it('keep to their goals, and a programme that was found is saved as a draft', async () => {
    const free = await found({ moves: MOVES, goals: {}, variants: 24 });
    const costs = free.variants.map(({ costPpm }) => costPpm).sort((a, b) => a - b);
    const costAtMostPpm = costs[8];
    const { variants } = await found({ moves: MOVES, goals: { costAtMostPpm, keepsVisit: false }, variants: 48 });
    const best = variants.filter(({ isBest }) => isBest);
    for (const { costPpm, meets } of best) expect([meets, costPpm <= (costAtMostPpm ?? 0)]).toEqual([true, true]);
    const { body } = await network.post('/api/programs', manager, { document: best[0]?.document }).expect(201);
    expect(body).toMatchObject({ status: 'DRAFT' });
  });

  it('may move each figure of the programme in force between the bounds that it is told with', async () => {
    const { body } = await network.get('/api/program-figures', manager).expect(200);
    const items = body.items as { figure: string; tier: string | null; from: number; to: number; value: number }[];
    expect(items.find(({ figure }) => figure === 'EARNING_RATE')).toMatchObject({ unit: 'PER_CENT', value: 100_000 });
    const moves = items.slice(0, 12).map(({ figure, tier, from, to }) => ({ figure, tier, from, to }));
    const { body: asked } = await ask({ moves, goals: {}, variants: 8 }).expect(202);
    expect(asked).toMatchObject({ status: 'WAITING' });
    const cashier = await network.tokenOf('cashier');
    await network.get('/api/program-figures', cashier).expect(403);
  });

  it('are listed, read and cancelled by those who may manage the programme, in their own network', async () => {
    const { body: asked } = await ask({ moves: MOVES, goals: {} }).expect(202);
    const path = `/api/program-searches/${String(asked.id)}`;
    const { body: list } = await network.get('/api/program-searches?limit=1', manager).expect(200);
    expect(list.items).toMatchObject([{ id: asked.id }]);
    expect(list.nextCursor).not.toBeNull();
    const remove = (token: string) => test.api().delete(path).set('Authorization', `Bearer ${token}`);
    const cashier = await network.tokenOf('cashier');
    expect((await ask({ moves: MOVES, goals: {} }, cashier)).status).toBe(403);
    expect((await remove(cashier)).status).toBe(403);
    const other = await TillNetwork.create(test);
    expect((await other.get(path, await other.tokenOf('manager'))).status).toBe(404);
    const { body: removed } = await remove(manager).expect(200);
    expect(['CANCELLED', 'DONE']).toContain(removed.status);
    // A search is no backtest.
    expect((await network.get(`/api/backtests/${String(asked.id)}`, manager)).status).toBe(404);
    const audit = await network.get('/api/audit?limit=20', manager).expect(200);
    const actions = (audit.body.items as { action: string }[]).map(({ action }) => action);
    expect(actions).toContain('program.search_asked');
  });

  it.each([
    [{ moves: [] }, 'moves'],
    [{ moves: [{ figure: 'TIER_DISCOUNT', from: 0, to: 1 }] }, 'moves[0].tier'],
    [{ moves: [{ figure: 'TIER_DISCOUNT', tier: 'NONE', from: 0, to: 1 }] }, 'moves[0].tier'],
    [{ moves: [{ figure: 'EXPIRY', tier: 'GOLD', from: 1, to: 2 }] }, 'moves[0].tier'],
    [{ moves: [{ figure: 'EXPIRY', from: 3, to: 2 }] }, 'moves[0].to'],
    [{ moves: [MOVES[0], MOVES[0]] }, 'moves[1]'],
    [{ moves: [{ figure: 'NOTHING', from: 1, to: 2 }] }, 'moves[0].figure'],
    [{ moves: MOVES, variants: 1_000 }, 'variants'],
  ])('refuse %j', async (body, path) => {
    const answer = await ask({ goals: {}, ...body }).expect(400);
    expect(answer.body).toMatchObject({ code: 'invalid_body', errors: [{ path }] });
  });
});
