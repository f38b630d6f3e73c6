import { partsPerMillion, points } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BudgetLeasesJob } from '../../../../src/transactions/till/spending/campaigns/budget-leases.job';
import { systemActOf } from '../../../../src/transactions/ledger/act/system-act';
import { SingleActTransaction } from '../../../../src/transactions/till/queue/single-act-transaction';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { itAtNight } from '../../../support/at-night';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { campaignOf } from '../../../support/decision/campaigns';
import { programOf } from '../../../support/decision/programs';
import { eventually } from '../../../support/eventually';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { budgetOf, endLeases, runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

const AT_ONCE = 64;
const LAST_USES = 10;
const DAY = 86_400_000;
const HOURS_OF_WEEKS = 21 * 24;

interface Answer {
  readonly id: string;
  readonly pointsEarned: number;
}

describe('campaigns at the till, on two processes', () => {
  let doors: readonly TestApp[];
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    doors = await applicationsOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(doors[0] as TestApp, { document: programOf() });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => Promise.all(doors.map((door) => door.close())));

  const sellAt = async (door: TestApp, guest: string, more: Record<string, unknown> = {}): Promise<Answer> => {
    const { body } = await door
      .api()
      .post(`/api/guests/${guest}/transaction`)
      .set('Authorization', `Bearer ${cashier}`)
      .set('Idempotency-Key', newId())
      .send(network.sale(1_000, more))
      .expect(201);
    return body as Answer;
  };
  const sell = (guest: string, more: Record<string, unknown> = {}) => sellAt(doors[0] as TestApp, guest, more);
  const refund = async (sale: string, body: object): Promise<void> => {
    await network.post(`/api/transactions/${sale}/refund`, manager, { reason: 'cold', ...body }).expect(201);
  };
  const explained = async (id: string) =>
    (await network.get(`/api/transactions/${id}/explain`, manager).expect(200)).body as {
      readonly agrees: boolean;
      readonly differences: unknown[];
      readonly trace: { readonly text: string }[];
    };
  const verified = async () =>
    (await (doors[0] as TestApp).app.get(LedgerVerification).verify(network.id)).findings.list();
  /** The report of a backtest that decides every act by its own versions. */
  const reproduced = async (): Promise<unknown> => {
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    const path = `/api/backtests/${String(asked.body.id)}`;
    const read = async () => (await network.get(path, manager).expect(200)).body as { status: string; report: unknown };
    await eventually('a backtest', async () => {
      await (doors[0] as TestApp).app.get(BacktestRuns).runNext(network.id);
      return (await read()).status === 'DONE';
    });
    return (await read()).report;
  };
  const guests = async (count: number): Promise<string[]> => {
    const made: string[] = [];
    for (let n = 0; n < count; n += 1) made.push(await network.guest());
    return made;
  };

  it('gives points that begin and end on days of their own, beside the points of the sale', async () => {
    const validity = { from: { days: 2 }, until: { days: 9 } };
    await runCampaign(network, 'SOON', campaignOf({ schema: 2, validity }));
    const [guest = ''] = await guests(1);
    await eventually('the campaign', async () => (await sell(guest)).pointsEarned === 20);
    const sale = await sell(guest);
    const lots = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ days: number; begins: number | null; remaining: string }>(
        `SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days,
                round(extract(epoch FROM activates_at - now()) / 86400)::int AS begins, remaining
           FROM lots WHERE network_id = $1 AND lot_id = $2 ORDER BY expires_at`,
        [network.id, sale.id],
      ),
    );
    expect(lots).toHaveLength(2);
    expect([9, 10]).toContain(lots[0]?.days);
    expect([1, 2]).toContain(lots[0]?.begins);
    expect(lots[1]?.begins).toBeNull();
    expect((await explained(sale.id)).agrees).toBe(true);
    await refund(sale.id, {});
    expect(await verified()).toEqual([]);
  });

  it('stand in the answer of a look-up with the progress of the guest, but not for a control group', async () => {
    const visits = { id: 'v', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 3 } as const;
    await runCampaign(
      network,
      'VISITS',
      campaignOf({
        name: { en: 'Three visits', ru: 'Три визита' },
        offer: null,
        challenge: { tasks: [visits], payouts: [{ points: points(100) }] },
      }),
    );
    const seed = newId();
    await runCampaign(network, 'HELD', campaignOf({ control: { sharePpm: partsPerMillion(999_999), seed } }));
    const phone = '+79001234567';
    const { body: guest } = await network.post('/api/guests', manager, { phone, name: 'Vera' }).expect(201);
    await sell((guest as { id: string }).id);
    const { body: found } = await network.post('/api/guests/lookup', cashier, { phone }).expect(200);
    const task = { collected: 1, target: 3, unit: 'VISITS' };
    const shown = [{ code: 'VISITS', name: 'Three visits', lastDay: null, restaurantIds: [], tasks: [task] }];
    expect((found as { account: { campaigns: unknown } }).account.campaigns).toEqual(shown);
  });

  it('give, change while they run, and are decided again to the point', async () => {
    const guest = await network.guest();
    await runCampaign(network, 'WELCOME', campaignOf({ offer: { kind: 'POINTS', points: points(7) } }));
    const before = await sell(guest);
    expect(before.pointsEarned).toBe(17);
    await runCampaign(network, 'WELCOME', campaignOf({ offer: { kind: 'POINTS', points: points(20) } }));
    const after = await sell(guest);
    expect(after.pointsEarned).toBe(30);
    await refund(before.id, { amount: 500 });
    for (const { id } of [before, after]) expect(await explained(id)).toMatchObject({ agrees: true, differences: [] });
    expect(await verified()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });
  });

  describe('that a manager starts', () => {
    const draft = { ...campaignOf({ offer: { kind: 'POINTS', points: points(20) } }), control: null };
    const drafted = async (): Promise<string> =>
      (await network.post('/api/campaigns', manager, { document: draft }).expect(201)).body.id as string;
    const setState = async (id: string, state: 'RUNNING' | 'PAUSED'): Promise<number> => {
      const { body } = await (doors[0] as TestApp)
        .api()
        .put(`/api/campaigns/${id}/state`)
        .set('Authorization', `Bearer ${manager}`)
        .set('Idempotency-Key', newId())
        .send({ state })
        .expect(200);
      return Date.parse((body as { effectiveFrom: string }).effectiveFrom);
    };

    it('count at once at a till of any process, and stop at once', async () => {
      const [guest, other] = [await network.guest(), await network.guest()];
      // Both processes have cached the old rules.
      const sales = [await sellAt(doors[0] as TestApp, guest), await sellAt(doors[1] as TestApp, other)];
      const id = await drafted();
      expect(await setState(id, 'RUNNING')).toBeLessThanOrEqual(Date.now());
      sales.push(await sellAt(doors[1] as TestApp, other), await sellAt(doors[0] as TestApp, guest));
      await setState(id, 'PAUSED');
      sales.push(await sellAt(doors[1] as TestApp, other), await sellAt(doors[0] as TestApp, guest));
      expect(sales.map(({ pointsEarned }) => pointsEarned)).toEqual([10, 10, 30, 30, 10, 10]);
      expect(await verified()).toEqual([]);
    });

    it('are met by each sale that began after the answer, while tills sell', async () => {
      const id = await drafted();
      const all = await guests(8);
      let isOver = false;
      const selling = all.map(async (guest, n) => {
        const ids: string[] = [];
        while (!isOver) ids.push((await sellAt(doors[n % 2] as TestApp, guest)).id);
        return ids;
      });
      const probe = await network.guest();
      const met: number[] = [];
      for (let round = 0; round < 6; round += 1) {
        const from = await setState(id, round % 2 === 0 ? 'RUNNING' : 'PAUSED');
        await eventually('the instant of the answer', () => Promise.resolve(Date.now() > from));
        met.push((await sellAt(doors[1] as TestApp, probe)).pointsEarned);
      }
      isOver = true;
      const sold = (await Promise.all(selling)).flat();
      expect(met).toEqual([30, 10, 30, 10, 30, 10]);
      expect(sold.length).toBeGreaterThan(all.length);
      expect(await verified()).toEqual([]);
    });

    itAtNight('count six seconds later while a write of the network is under way', async () => {
      const id = await drafted();
      const guest = await network.guest();
      const from = await network.database.inNetwork(network.id, async (tx) => {
        await tx.query("SELECT pg_advisory_xact_lock_shared(hashtextextended('loyalty.rules.' || $1, 0))", [
          network.id,
        ]);
        return setState(id, 'RUNNING');
      });
      expect(from - Date.now()).toBeGreaterThan(4_000);
      expect((await sell(guest)).pointsEarned).toBe(10);
      await eventually('the instant of the answer', () => Promise.resolve(Date.now() > from));
      expect((await sell(guest)).pointsEarned).toBe(30);
      expect(await verified()).toEqual([]);
    });

    it('are not met by a sale whose clock is fast and that came before', async () => {
      const guest = await network.guest();
      const early = await sell(guest, { occurredAt: new Date(Date.now() + 180_000).toISOString() });
      await setState(await drafted(), 'RUNNING');
      expect(early.pointsEarned).toBe(10);
      expect(await explained(early.id)).toMatchObject({ agrees: true, differences: [] });
      expect(await verified()).toEqual([]);
    });
  });

  it('have ten last uses for 64 sales at once', async () => {
    const budgets = [{ unit: 'USES', restaurantId: null, limit: LAST_USES }] as const;
    await runCampaign(network, 'LAST', campaignOf({ budgets }));
    const all = await guests(AT_ONCE);
    const answers = await Promise.all(all.map((guest, n) => sellAt(doors[n % 2] as TestApp, guest)));
    const winners = answers.filter(({ pointsEarned }) => pointsEarned === 20);
    expect(winners).toHaveLength(LAST_USES);
    expect(await budgetOf(network, 'LAST')).toMatchObject({ used: LAST_USES, written: LAST_USES, uses: LAST_USES });
    for (const { id } of answers.slice(0, 5)) expect(await explained(id)).toMatchObject({ agrees: true });
    expect(await verified()).toEqual([]);
  });

  it('get back what is refunded of a budget, and what a killed process had leased', async () => {
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 25 }] as const;
    await runCampaign(network, 'SMALL', campaignOf({ budgets }));
    const [one = '', two = '', three = ''] = await guests(3);
    const first = await sell(one);
    const second = await sell(two);
    expect([first.pointsEarned, second.pointsEarned]).toEqual([20, 20]);
    await refund(first.id, { amount: 500 });
    await refund(first.id, {});
    expect(await budgetOf(network, 'SMALL')).toMatchObject({ written: 20, returned: 10 });
    await endLeases(network);
    const job = (doors[1] as TestApp).app.get(BudgetLeasesJob);
    while ((await job.doNext(network.id)) !== 'idle');
    expect(await budgetOf(network, 'SMALL')).toMatchObject({ leased: 0, spent: 20, returned: 10, used: 20 });
    // The process notices that its leases were closed, and leases again.
    expect((await sell(three)).pointsEarned).toBe(20);
    expect((await sellAt(doors[1] as TestApp, three)).pointsEarned).toBe(15);
    expect(await verified()).toEqual([]);
  });

  it('pay for tasks once, with a badge, take both back with the refund, and pay again', async () => {
    const badge = { name: { en: 'Regular', ru: 'Свой человек' }, icon: 'SUN', colour: 'GOLD' } as const;
    const challenge = {
      tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }],
      payouts: [{ points: points(100) }, { badge }],
    } as const;
    const budgets = [{ unit: 'USES', restaurantId: null, limit: 5 }] as const;
    await runCampaign(network, 'TWICE', campaignOf({ offer: null, challenge, budgets }));
    const guest = await network.guest();
    const badges = async () => {
      const { body } = await network.get(`/api/guests/${guest}/campaigns`, manager).expect(200);
      return (body as { badges: unknown }).badges;
    };
    const first = await sell(guest);
    expect(await badges()).toEqual([]);
    const second = await sell(guest);
    expect([first.pointsEarned, second.pointsEarned]).toEqual([10, 110]);
    expect(await badges()).toEqual([expect.objectContaining({ campaignCode: 'TWICE', badge, times: 1 })]);
    await refund(first.id, {});
    expect(await badges()).toEqual([]);
    expect(await budgetOf(network, 'TWICE')).toMatchObject({ uses: 1, returned: 1 });
    const third = await sell(guest);
    expect(third.pointsEarned).toBe(110);
    for (const { id } of [second, third]) expect(await explained(id)).toMatchObject({ agrees: true });
    expect(await verified()).toEqual([]);
  });

  it('pay a step on the way out of the budget, and give back to it what a refund undoes', async () => {
    const task = { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 } as const;
    const steps = [{ sharePpm: partsPerMillion(500_000), points: points(5) }];
    const challenge = { tasks: [task], payouts: [{ points: points(20) }], steps };
    const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 100 }] as const;
    await runCampaign(network, 'STEPS', campaignOf({ offer: null, challenge, budgets }));
    const guest = await network.guest();
    const [first, second] = [await sell(guest), await sell(guest)];
    expect([first.pointsEarned, second.pointsEarned]).toEqual([15, 30]);
    expect(await budgetOf(network, 'STEPS')).toMatchObject({ written: 25, returned: 0 });
    await refund(first.id, {});
    expect(await budgetOf(network, 'STEPS')).toMatchObject({ written: 25, returned: 20 });
    await refund(second.id, {});
    expect(await budgetOf(network, 'STEPS')).toMatchObject({ written: 25, returned: 25 });
    expect((await sell(guest)).pointsEarned).toBe(15);
    for (const { id } of [first, second]) expect(await explained(id)).toMatchObject({ agrees: true, differences: [] });
    expect(await verified()).toEqual([]);
  });

  it('count different categories as the answers say, and take one back with its last line', async () => {
    const challenge = {
      tasks: [{ id: 'tastes', kind: 'BUY', skus: [], categories: [], measure: 'CATEGORIES', target: 2 }],
      payouts: [{ points: points(100) }],
    } as const;
    await runCampaign(network, 'TASTES', campaignOf({ offer: null, challenge }));
    const guest = await network.guest();
    const buy = (category: string) =>
      sell(guest, { items: [{ name: 'Goods', category, quantity: 1, unitPrice: 1_000, total: 1_000 }] });
    const tastes = async () => {
      const { body } = await network.get(`/api/guests/${guest}/balance`, manager).expect(200);
      return (body as { campaigns: readonly { readonly tasks: unknown }[] }).campaigns[0]?.tasks;
    };
    const first = await buy('Pizza');
    const second = await buy('pizza');
    expect(await tastes()).toEqual([{ collected: 1, target: 2, unit: 'CATEGORIES' }]);
    const third = await buy('Tea');
    expect([second.pointsEarned, third.pointsEarned]).toEqual([10, 110]);
    await refund(third.id, {});
    expect(await tastes()).toEqual([{ collected: 1, target: 2, unit: 'CATEGORIES' }]);
    for (const { id } of [first, third]) expect(await explained(id)).toMatchObject({ agrees: true, differences: [] });
    expect(await verified()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });
  });

  it('count weeks in a row over a missed one that is forgiven, and take a week back with its only sale', async () => {
    const task = {
      id: 'weeks',
      kind: 'BUY',
      skus: [],
      categories: [],
      measure: 'WEEKS',
      target: 2,
      freezes: 1,
    } as const;
    const challenge = { tasks: [task], payouts: [{ points: points(100) }] };
    const settings = { offlineWindowHours: HOURS_OF_WEEKS };
    network = await TillNetwork.create(doors[0] as TestApp, { document: programOf(), settings });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
    await runCampaign(network, 'WEEKS', campaignOf({ offer: null, challenge }), 15);
    const guest = await network.guest();
    const weeks = async () => {
      const { body } = await network.get(`/api/guests/${guest}/balance`, manager).expect(200);
      return (body as { campaigns: readonly { readonly tasks: unknown }[] }).campaigns[0]?.tasks;
    };
    const early = await sell(guest, { occurredAt: new Date(Date.now() - 14 * DAY).toISOString() });
    expect(await weeks()).toEqual([{ collected: 1, target: 2, unit: 'WEEKS' }]);
    const first = await sell(guest);
    const second = await sell(guest);
    expect([early.pointsEarned, first.pointsEarned, second.pointsEarned]).toEqual([10, 110, 10]);
    await refund(early.id, {});
    expect(await weeks()).toEqual([{ collected: 1, target: 2, unit: 'WEEKS' }]);
    for (const { id } of [early, first]) expect(await explained(id)).toMatchObject({ agrees: true, differences: [] });
    expect(await verified()).toEqual([]);
    expect(await reproduced()).toMatchObject({ reproduces: true });
  });

  it('give a reward that waits, to a guest who joined, and take part in what is verified', async () => {
    const challenge = {
      tasks: [{ id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 }],
      payouts: [{ rewardCode: 'MUG' }],
    } as const;
    await runCampaign(network, 'MUGS', campaignOf({ offer: null, challenge, join: 'JOINED' }));
    const shop = await RewardShop.open(network);
    const item = await shop.item({ code: 'MUG' });
    const guest = await network.guest();
    await sell(guest);
    expect((await shop.redeem(guest, item, { campaign: 'MUGS' })).body).toMatchObject({ code: 'reward_not_available' });
    const acts = (doors[0] as TestApp).app.get(SingleActTransaction);
    const join = (joins: boolean) =>
      acts.run(systemActOf(network.id, guest, { kind: 'JOIN', campaign: 'MUGS', joins }));
    expect(await join(true)).toMatchObject({ kind: 'POSTED' });
    await sell(guest);
    const taken = await shop.redeem(guest, item, { campaign: 'MUGS' });
    expect([taken.status, taken.body]).toMatchObject([201, { pointsRedeemed: 0 }]);
    expect(await join(false)).toMatchObject({ kind: 'POSTED' });
    expect(await join(true)).toMatchObject({ kind: 'POSTED' });
    await runCampaign(network, 'OPEN', campaignOf());
    expect(
      await acts.run(systemActOf(network.id, guest, { kind: 'JOIN', campaign: 'OPEN', joins: true })),
    ).toMatchObject({ kind: 'REFUSED', code: 'campaign_not_open', data: { reason: 'OPEN_TO_ALL' } });
    expect(await verified()).toEqual([]);
  });
});
