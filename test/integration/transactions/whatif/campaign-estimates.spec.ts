import { presetForNetwork } from '../../../../src/configuration';
import type { ProgramDocument } from '../../../../src/decision';
import { ImportReceipts } from '../../../../src/integrations/imports';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';
import { importFile, RETAIL_HEADER, writeCsv } from '../../integrations/imports/import-fixture';

const DAY_MS = 86_400_000;
const PRESET = presetForNetwork('points-4', 2);
/** One point for each full 10.00 and nothing else, so that a campaign's share can be counted by hand. */
const PLAIN: ProgramDocument = {
  ...PRESET,
  earning: { ...PRESET.earning, base: { step: 1_000 as never, points: 1 as never }, rules: [] },
  activities: { ...PRESET.activities, firstSale: null },
};

describe('estimates of campaigns', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { document: PLAIN });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  /** The local date so many days from today's. */
  const localDate = (days: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: network.timeZone }).format(Date.now() + days * DAY_MS);
  const daysAgo = (days: number) => `${localDate(-days)}T12:00:00`;
  /** Sales of guests, as [days ago, guest, minor units]. */
  const bring = async (sales: readonly (readonly [number, string, number])[]) => {
    const lines = sales.map(
      ([days, guest, total], n) => `${String(n + 1)},${daysAgo(days)},${guest},1,1,${String(total)}`,
    );
    await importFile(test.app.get(ImportReceipts), network.id, await writeCsv([RETAIL_HEADER, ...lines]));
  };
  const ask = (body: object, token = manager) => network.post('/api/campaigns/estimates', token, body);
  const estimated = async (document: object) => {
    const asked = await ask({ document });
    expect([asked.status, asked.body]).toMatchObject([202, { status: 'WAITING' }]);
    return eventually('the end of the estimate', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      const { body } = await network.get(`/api/campaigns/estimates/${String(asked.body.id)}`, manager);
      return body.endedAt !== null && body;
    });
  };

  it('count by guests and by hand what the campaign would have given in the last four weeks', async () => {
    await bring([
      [40, 'c1', 990_000],
      [20, 'c1', 100_000],
      [10, 'c1', 50_000],
      [9, 'c2', 30_500],
      [8, 'c3', 900],
    ]);
    const doubled = await estimated(alwaysOn({ budgets: [{ unit: 'POINTS', restaurantId: null, limit: 100 }] }));
    // 100 and 50 points of c1, 30 of c2; 9.00 earns no point to double.
    expect(doubled).toMatchObject({
      status: 'DONE',
      estimate: {
        days: 28,
        sales: 4,
        isEnough: false,
        reached: 2,
        uses: 3,
        points: 180,
        rewards: 0,
        budgets: [{ unit: 'POINTS', restaurantId: null, limit: 100, wanted: 180 }],
      },
    });
    const worth = Math.round((180 * PLAIN.pointValue) / 1_000_000);
    expect(Math.abs(doubled.estimate.money - worth)).toBeLessThanOrEqual(1);
    const once = await estimated(
      alwaysOn({
        type: 'VISIT_CHALLENGE',
        offer: null,
        join: 'JOINED',
        challenge: {
          tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }],
          payouts: [{ points: 500 }],
        },
      }),
    );
    expect(once.estimate).toMatchObject({ reached: 1, uses: 1, points: 500 });
  });

  it('look at as many days as the campaign has, on its weekdays, and keep its caps', async () => {
    const saturday = (new Date(localDate(0)).getUTCDay() + 1) % 7 || 7;
    await bring([
      [saturday, 'c1', 100_000],
      [saturday, 'c2', 100_000],
      [saturday + 2, 'c1', 100_000],
      [saturday + 7, 'c1', 100_000],
    ]);
    const next = localDate(21 - saturday);
    const found = await estimated(
      alwaysOn({
        offer: { kind: 'POINTS', points: 70 },
        caps: { perSale: null, perDay: null, perWeek: null, perGuest: 50, uses: null },
        schedule: {
          startsAt: `${next}T00:00`,
          endsAt: `${next}T23:59`,
          recurrence: null,
          exceptions: [],
        },
      }),
    );
    expect(found.estimate).toMatchObject({ days: 1, sales: 2, reached: 2, points: 100 });
  });

  it('count the money that a campaign would have taken off, and compare it with its budget', async () => {
    await bring([
      [10, 'c1', 50_000],
      [9, 'c2', 30_500],
    ]);
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 5_000 }];
    const moneyOff = { kind: 'AMOUNT', amount: 3_000 };
    const found = await estimated(alwaysOn({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, budgets }));
    // 30.00 off each of two sales, less the three points that each earns less.
    const fewer = 2 * Math.round((3 * PLAIN.pointValue) / 1_000_000);
    expect(found.estimate).toMatchObject({ reached: 2, uses: 2, points: -6 });
    expect(Math.abs(found.estimate.money - (6_000 - fewer))).toBeLessThanOrEqual(2);
  });

  it('are refused for a document with mistakes, for others than managers, and unknown to other networks', async () => {
    const mistaken = await ask({ document: alwaysOn({ audience: { segments: ['NOBODY'], tiers: [] } }) });
    expect([mistaken.status, mistaken.body.errors]).toMatchObject([400, [{ path: 'document.audience.segments[0]' }]]);
    expect((await ask({ document: alwaysOn() }, await network.tokenOf('cashier'))).status).toBe(403);
    const { body } = await ask({ document: alwaysOn() });
    const theirs = await TillNetwork.create(test, { preset: 'points-4' });
    const stranger = await theirs.tokenOf('manager');
    expect((await theirs.get(`/api/campaigns/estimates/${String(body.id)}`, stranger)).status).toBe(404);
    expect((await network.get(`/api/backtests/${String(body.id)}`, manager)).status).toBe(404);
    const cancelled = await test
      .api()
      .delete(`/api/campaigns/estimates/${String(body.id)}`)
      .set('Authorization', `Bearer ${manager}`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
  });
});
