import { presetForNetwork } from '../../../../src/configuration';
import { type ProgramDocument, partsPerMillion } from '../../../../src/decision';
import { ImportReceipts } from '../../../../src/integrations/imports';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN } from '../../../../src/security';
import type { BacktestReport } from '../../../../src/transactions/whatif/reports/backtest-report.rules';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { HEARTBEAT_TIMEOUT_S } from '../../../../src/transactions/whatif/runs/run-rows';
import { Backtests } from '../../../../src/transactions/whatif/runs/backtests';
import type { BacktestComparison } from '../../../../src/transactions/whatif/reports/compare-reports.rules';
import type { ReproductionReport } from '../../../../src/transactions/whatif/backtest/reproduction.rules';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { importFile, makeNetwork, RETAIL_HEADER, writeCsv } from '../../integrations/imports/import-fixture';

const HYBRID = presetForNetwork('hybrid-5', 2);
/** A programme with a discount of at least 20 %, four times as much in the lowest tier, and without a bonus for a first sale. */
const GENEROUS: ProgramDocument = {
  ...HYBRID,
  tiers: HYBRID.tiers.map((tier) => ({
    ...tier,
    discountPpm: partsPerMillion(Math.max(200_000, tier.discountPpm)),
  })),
  activities: { ...HYBRID.activities, firstSale: null },
};

describe('backtests', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let runs: BacktestRuns;

  /** One guest with acts of many kinds, another guest with a sale and a block, and an anonymous receipt. */
  async function live(): Promise<void> {
    const [first, second] = [await network.guest(), await network.guest()];
    const act = (guest: string, body: object, status = 201) =>
      network.post(`/api/guests/${guest}/transaction`, manager, body).expect(status);
    const sale = await act(first, network.sale(155_000, { receiptNumber: 'A-1' }));
    await act(first, { type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL', comment: 'x' });
    await act(first, network.sale(100_000, { receiptNumber: 'A-2', pointsToRedeem: 300 }));
    await act(first, { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points: 100, orderAmount: 100_000 });
    const quote = { ...network.sale(50_000, { pointsToRedeem: 100 }), hold: true };
    const { holdId } = (await network.post(`/api/guests/${first}/quote`, manager, quote).expect(201)).body;
    await act(first, network.sale(50_000, { holdId }));
    await network
      .post(`/api/transactions/${String(sale.body.id)}/refund`, manager, { reason: 'cold', amount: 55_000 })
      .expect(201);
    await act(second, network.sale(20_000));
    await network.post(`/api/guests/${second}/block`, manager, { reasonCode: 'OTHER' }).expect(200);
    await network.post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 7_000 }).expect(201);
  }

  async function ask(body: object): Promise<string> {
    const answer = await network.post('/api/backtests', manager, body).expect(202);
    return answer.body.id as string;
  }

  /** Works on waiting backtests until this backtest has ended. The application's own job works on them as well. */
  function ended(id: string) {
    return eventually(`the end of the backtest ${id}`, async () => {
      await runs.runNext(network.id);
      const { body } = await network.get(`/api/backtests/${id}`, manager).expect(200);
      return body.status !== 'WAITING' && body.status !== 'RUNNING' && body;
    });
  }

  async function reportOf<Report>(id: string): Promise<Report> {
    const body = await ended(id);
    expect(body).toMatchObject({ id, status: 'DONE', failure: null });
    return body.report as Report;
  }

  function cancel(id: string) {
    return network.test.api().delete(`/api/backtests/${id}`).set('Authorization', `Bearer ${manager}`);
  }

  beforeAll(async () => {
    test = await applicationOfWorker();
    runs = test.app.get(BacktestRuns);
    network = await TillNetwork.create(test, { document: HYBRID });
    manager = await network.tokenOf('manager');
    await live();
  });
  afterAll(() => test.close());

  it('of the programme that decided say what happened, and the ledger is reproduced over all kinds of acts', async () => {
    const [same, ledger] = [await ask({ document: HYBRID }), await ask({ mode: 'REPRODUCE' })];
    const report = await reportOf<BacktestReport>(same);
    expect(report).toMatchObject({ guests: 2, unread: 0, gaining: 0, losing: 0 });
    expect(report.total.draft).toEqual(report.total.actual);
    expect(report.total.actual).toMatchObject({ sales: 4, amount: 325_000 - 55_000 });
    expect(await reportOf<ReproductionReport>(ledger)).toMatchObject({
      reproduces: true,
      first: null,
      types: { SALE: 5, MANUAL: 1, REDEMPTION: 1, HOLD: 1, REFUND: 1, BLOCK: 1 },
    });
  });

  it('of a version and of a document are listed, and say what one would give more than the other', async () => {
    const drafted = await network.post('/api/programs', manager, { document: GENEROUS }).expect(201);
    const path = `/api/programs/${String(drafted.body.version)}/backtests`;
    const generous = (await network.post(path, manager).expect(202)).body.id as string;
    const usual = await ask({ document: HYBRID });
    const ledger = await ask({ mode: 'REPRODUCE' });
    await network.get(`/api/backtests/${usual}/compare?with=${ledger}`, manager).expect(409);
    const report = await reportOf<BacktestReport>(generous);
    await ended(usual);
    expect(report.total.draft.discount).toBeGreaterThan(report.total.actual.discount);
    expect(report).toMatchObject({ unread: 0, gaining: 1, losing: 1 });
    expect(report.losers[0]?.actual).toBe(1_000 + 20_000 + 19 * 100);
    const { body } = await network.get(`/api/backtests/${usual}/compare?with=${generous}`, manager).expect(200);
    const { samePast, total } = body as BacktestComparison;
    expect(samePast).toBe(true);
    expect(total.difference.discount).toBe(report.total.draft.discount - report.total.actual.discount);
    const list = await network.get('/api/backtests?limit=2', manager).expect(200);
    const items = list.body.items as { id: string }[];
    expect(items.map(({ id }) => id)).toEqual([ledger, usual]);
    expect(list.body.nextCursor).not.toBeNull();
  });

  it('from a time on leave what was before as it was', async () => {
    const id = await ask({ document: GENEROUS, from: new Date(Date.now() - 50).toISOString() });
    const report = await reportOf<BacktestReport>(id);
    expect(report).toMatchObject({ acts: 0, gaining: 0, losing: 0, unread: 0 });
    const [month] = report.months;
    expect(month?.liability.draft).toEqual(month?.liability.actual);
    expect(month?.liability.actual.points).toBeGreaterThan(0);
  });

  it('end at once when they are cancelled, and stay as they ended', async () => {
    const id = await ask({ mode: 'REPRODUCE' });
    let cancelling: Promise<unknown> | undefined;
    const run = runs.runNext(network.id, {
      id,
      onProgress: () => {
        cancelling ??= Promise.resolve(cancel(id).expect(200));
      },
    });
    await Promise.all([run, cancel(id).expect(200)]);
    await cancelling;
    const body = await ended(id);
    // The run may finish before it is cancelled; it never hangs and never has both states.
    expect(['CANCELLED', 'DONE']).toContain(body.status);
    expect(body.report === null).toBe(body.status === 'CANCELLED');
    expect((await cancel(id).expect(200)).body).toMatchObject({ id, status: body.status });
  });

  it('that were cut off are begun anew, given up after three runs, and given back by a process that ends', async () => {
    const pool = superuserPool();
    const cutOff = (id: string, often: number) =>
      pool.query(
        `UPDATE backtests SET status = 'RUNNING', report = NULL, run_id = $3, runs = $4, beat_at = clock_timestamp() - make_interval(secs => $5)
         WHERE network_id = $1 AND id = $2`,
        [network.id, id, newId(), often, HEARTBEAT_TIMEOUT_S + 1],
      );
    try {
      const again = await ask({ mode: 'REPRODUCE' });
      await ended(again);
      await cutOff(again, 1);
      expect(await reportOf<ReproductionReport>(again)).toMatchObject({ reproduces: true });
      await cutOff(again, 3);
      expect(await ended(again)).toMatchObject({ status: 'FAILED', failure: 'CUT_OFF' });
      const kept = await ask({ mode: 'REPRODUCE' });
      await runs.runNext(network.id, { signal: AbortSignal.abort() });
      expect(await reportOf<ReproductionReport>(kept)).toMatchObject({ reproduces: true });
    } finally {
      await pool.end();
    }
  });

  it('that end within an imported history have what had come due of itself by then', async () => {
    const { id } = await makeNetwork(test.app);
    const history = ['1,2020-01-01T12:00:00,c1', '2,2020-06-01T12:00:00,c1', '3,2022-07-01T12:00:00,c1'];
    const file = await writeCsv([RETAIL_HEADER, ...history.map((sale) => `${sale},1,1,10000`)]);
    await importFile(test.app.get(ImportReceipts), id, file);
    const backtests = test.app.get(Backtests);
    // The points of January 2020 expire in 2022 before the receipt of July, whose settlement removes them. The points of June expire later.
    const { id: asked } = await test.app
      .get(Database)
      .inNetwork(id, (tx) =>
        backtests.ask(
          tx,
          id,
          { mode: 'REPRODUCE', document: null, version: null },
          { to: '2022-03-01T00:00:00Z' },
          { actor: 'system', origin: NO_ORIGIN },
        ),
      );
    const ended = await eventually('the backtest ends', async () => {
      await runs.runNext(id);
      const backtest = await backtests.get(id, 'BACKTEST', asked);
      return backtest.endedAt !== null && backtest;
    });
    expect(ended).toMatchObject({ status: 'DONE', report: { reproduces: true, types: { SALE: 2, EXPIRY: 1 } } });
  });

  it('run at once, each by one process alone', async () => {
    const ids = [await ask({ document: HYBRID }), await ask({ document: GENEROUS })];
    await Promise.all([1, 2, 3].map(() => runs.runNext(network.id)));
    for (const id of ids) expect(await reportOf<BacktestReport>(id)).toMatchObject({ unread: 0, guests: 2 });
  });

  it('are shown to their network alone, and there to people who may change programmes', async () => {
    const id = await ask({ document: { ...HYBRID, pointValue: HYBRID.pointValue * 2 } });
    const other = await TillNetwork.create(test);
    const stranger = await other.tokenOf('manager');
    await other.get(`/api/backtests/${id}`, stranger).expect(404);
    await other.post('/api/programs/2/backtests', stranger).expect(404);
    await network.post('/api/programs/1/backtests', await network.tokenOf('analyst')).expect(403);
    await network.post('/api/backtests', manager, { mode: 'REPRODUCE', from: '2026-01-01T00:00:00Z' }).expect(400);
    const ahead = await network.post('/api/programs/1/backtests', manager, { from: '2999-01-01T00:00:00Z' });
    expect([ahead.status, ahead.body.code, ahead.body.errors?.[0]?.path]).toEqual([400, 'invalid_body', 'from']);
    await network
      .post('/api/programs/1/backtests', manager, { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' })
      .expect(400);
    await ended(id);
  });
});
