import { presetForNetwork } from '../../../../src/configuration';
import { points, type ProgramDocument } from '../../../../src/decision';
import type { BacktestReport } from '../../../../src/transactions/whatif/reports/backtest-report.rules';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { eventually } from '../../../support/eventually';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('points by hand with days of their own', () => {
  let test: TestApp;
  let network: TillNetwork;
  let anna: string;
  let boris: string;
  let guest: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    [anna, boris] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
    guest = await network.guest();
  });
  afterEach(() => test.close());

  const credit = (more: object) =>
    network.post(`/api/guests/${guest}/transaction`, anna, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 50,
      reasonCode: 'GOODWILL',
      ...more,
    });
  const balance = async () => (await network.get(`/api/guests/${guest}/balance`, anna).expect(200)).body as object;

  it('end first and wait for their first day, and the ledger is decided again to the same', async () => {
    await credit({}).expect(201);
    await credit({ endsOn: dayIn(40) }).expect(201);
    await credit({ beginsOn: dayIn(3), endsOn: dayIn(60) }).expect(201);
    expect(await balance()).toMatchObject({ available: 100, pending: 50, beginning: [{ points: 50 }] });
    const { body } = await network.get(`/api/guests/${guest}/balance`, anna);
    const [first] = body.expiring as { at: string; points: number }[];
    expect(first?.points).toBe(50);
    const lastDay = Date.parse(first?.at ?? '') - Date.parse(dayIn(40));
    expect(lastDay).toBeGreaterThan(0);
    expect(lastDay).toBeLessThanOrEqual(DAY_MS);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('are refused where nobody could spend them, and where points are taken', async () => {
    const late = await credit({ endsOn: dayIn(-3) }).expect(422);
    expect(late.body).toMatchObject({ code: 'points_end_unused' });
    await credit({ beginsOn: dayIn(9), endsOn: dayIn(8) }).expect(422);
    const debit = await credit({ direction: 'DEBIT', endsOn: dayIn(9) }).expect(400);
    expect(debit.body).toMatchObject({ errors: [{ path: 'endsOn', code: 'not_allowed' }] });
    await credit({ endsOn: '9999-12-30' }).expect(400);
  });

  it('are shown to the manager who approves them, and keep their days', async () => {
    const asked = await credit({ points: 20_000, endsOn: dayIn(40) }).expect(202);
    const listed = await network.get('/api/approvals?', boris).expect(200);
    expect(listed.body.items).toMatchObject([{ act: { beginsOn: null, endsOn: dayIn(40) } }]);
    await network.post(`/api/transactions/${String(asked.body.id)}/approve`, boris).expect(200);
    const { body } = await network.get(`/api/guests/${guest}/balance`, anna);
    expect(Date.parse(body.expiring[0].at as string)).toBeLessThan(Date.parse(dayIn(42)));
  });
});

const POINTS_4 = presetForNetwork('points-4', 2);
const ON_DAYS: ProgramDocument = {
  ...POINTS_4,
  activities: {
    ...POINTS_4.activities,
    registration: { points: points(100), validity: { from: null, until: { days: 20 } } },
    firstSale: { points: points(200), validity: { from: { days: 2 }, until: { days: 40 } } },
    reported: [
      {
        code: 'review',
        points: points(25),
        times: { perDay: null, perWeek: null, perGuest: null },
        validity: { from: null, until: { days: 10 } },
      },
    ],
  },
};

describe('points of activities with days of their own', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: ON_DAYS });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  it('begin and end as the programme says of each, and a backtest beside campaigns and credits finds the same', async () => {
    const { body: registered } = await network
      .post('/api/guests', manager, { phone: '+79001234567', name: 'Vera' })
      .expect(201);
    const guest = (registered as { id: string }).id;
    const act = (body: object) => network.post(`/api/guests/${guest}/transaction`, manager, body).expect(201);
    const review = { activity: 'review', reference: 'R-1' };
    await network.post(`/api/guests/${guest}/activities`, await network.keyOf('loyalty'), review).expect(201);
    await act(network.sale(100_000));
    await act({
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 50,
      reasonCode: 'GOODWILL',
      beginsOn: dayIn(6),
      endsOn: dayIn(30),
    });
    await runCampaign(network, 'SOON', campaignOf({ schema: 2, validity: { from: null, until: { days: 5 } } }));
    await eventually('the campaign', async () => {
      const { trace } = (await act(network.sale(1_000))).body as { trace: { rule: string }[] };
      return trace.some(({ rule }) => rule.startsWith('campaign.'));
    });

    const balance = (await network.get(`/api/guests/${guest}/balance`, manager).expect(200)).body;
    expect(balance.pending).toBe(250);
    const { expiring, beginning } = balance as Record<string, { at: string; points: number }[]>;
    expect(beginning?.map(({ points: given }) => given)).toEqual([200, 50]);
    expect(beginning?.[1]?.at).toBe(`${dayIn(5)}T21:00:00.000Z`);
    const daysUntil = ({ at }: { at: string }) => Math.round((Date.parse(at) - Date.now()) / DAY_MS);
    const inOrder = (expiring ?? []).slice(0, 3).map((part) => ({ points: part.points, days: daysUntil(part) }));
    expect(inOrder.map(({ points: given }) => given)).toEqual([10, 25, 100]);
    for (const [index, days] of [5, 10, 20].entries()) expect([days, days + 1]).toContain(inOrder[index]?.days);

    const runs = test.app.get(BacktestRuns);
    const reportOf = async (body: object) => {
      const { id } = (await network.post('/api/backtests', manager, body).expect(202)).body as { id: string };
      return eventually('the backtest', async () => {
        await runs.runNext(network.id);
        const { report } = (await network.get(`/api/backtests/${id}`, manager).expect(200)).body;
        return (report as object | null) ?? false;
      });
    };
    expect(await reportOf({ mode: 'REPRODUCE' })).toMatchObject({ reproduces: true, first: null });
    const { total, unread } = (await reportOf({ document: ON_DAYS })) as BacktestReport;
    expect(unread).toBe(0);
    expect(total.draft).toEqual(total.actual);
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
