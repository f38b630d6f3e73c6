import fc from 'fast-check';
import { CampaignsJob } from '../../../../src/marketing/campaigns/campaigns.job';
import { Inbox, RoutedMessages } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';

const NEWS = {
  en: { title: 'Twice the points', text: 'This weekend only.' },
  ru: { title: 'Вдвое', text: 'До понедельника.' },
};

describe('guests of campaigns', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let job: CampaignsJob;

  beforeAll(async () => {
    test = await applicationOfWorker();
    job = test.app.get(CampaignsJob);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4' });
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []) =>
    network.database.inNetwork(network.id, (tx) => tx.query<Row>(text, [network.id, ...values]));
  /** Starts a campaign, and waits until this process's clock is past its start. */
  const start = async (document: object, code = 'WEEKEND') => {
    const made = await network.post('/api/campaigns', manager, { code, document });
    expect(made.status).toBe(201);
    const id = made.body.id as string;
    const put = await test
      .api()
      .put(`/api/campaigns/${id}/state`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ state: 'RUNNING' });
    expect(put.status).toBe(200);
    await eventually('the start', () =>
      Promise.resolve(Date.now() > Date.parse(put.body.effectiveFrom as string) + 200),
    );
    return id;
  };
  const consent = async (guest: string, given: boolean) => {
    const body = { consents: [{ kind: 'marketing', version: '1', given }] };
    expect((await network.post(`/api/guests/${guest}/consents`, manager, body)).status).toBeLessThan(300);
  };
  const inboxOf = async (guest: string) =>
    (
      await network.database.inNetwork(network.id, (tx) => test.app.get(Inbox).list(tx, network.id, guest, null, 10))
    ).map(({ text }) => text);
  const lookAtAll = async (maxGuests = 2) => {
    while ((await job.doNext(network.id, { maxGuests })) === 'more');
  };
  const guests = async (count: number) => {
    const made: string[] = [];
    for (let n = 0; n < count; n += 1) made.push(await network.guest());
    return made.sort();
  };
  const sell = async (guest: string, amount: number) => {
    const sold = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount));
    expect(sold.status).toBe(201);
    return sold.body as { id: string; pointsEarned: number; trace: { rule: string }[] };
  };

  it('are told once at its start, those who agreed to messages alone, also when it is killed on the way', async () => {
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = await guests(5);
    for (const guest of [first, second, third, fourth]) await consent(guest, true);
    await consent(third, false);
    await start(alwaysOn({ announcement: NEWS }));
    const written = test.app.get(RoutedMessages);
    const append = written.append.bind(written);
    let calls = 0;
    jest.spyOn(written, 'append').mockImplementation(async (...args) => {
      await append(...args);
      calls += 1;
      if (calls === 2) throw new Error('killed');
    });
    expect(await job.doNext(network.id, { maxGuests: 2 })).toBe('more');
    await expect(job.doNext(network.id, { maxGuests: 2 })).rejects.toThrow('killed');
    await Promise.all([lookAtAll(), lookAtAll()]);
    await lookAtAll();
    const text = 'Twice the points\n\nThis weekend only.';
    expect(await Promise.all([first, second, third, fourth, fifth].map(inboxOf))).toEqual([
      [text],
      [text],
      [],
      [text],
      [],
    ]);
    expect(await job.doNext(network.id)).toBe('idle');
    expect(await sql('SELECT guest_id FROM campaign_guests WHERE network_id = $1')).toHaveLength(5);
  });

  it('are written down and not told where the start is long ago', async () => {
    const [guest = ''] = await guests(1);
    await consent(guest, true);
    const id = await start(alwaysOn({ announcement: NEWS }));
    await sql(`INSERT INTO campaign_passes (network_id, campaign_id, announces) VALUES ($1, $2, false)`, [id]);
    await lookAtAll();
    expect(await inboxOf(guest)).toEqual([]);
    expect(await sql('SELECT guest_id FROM campaign_guests WHERE network_id = $1')).toHaveLength(1);
  });

  it('are compared after the cost of goods and by what they spent before, where both are known', async () => {
    const everybody = await guests(24);
    for (const guest of everybody) await sell(guest, 20_000);
    const id = await start(alwaysOn({ control: { sharePpm: 500_000 } }));
    await lookAtAll(50);
    const arms = await sql<{ guest_id: string; arm: string }>(
      'SELECT guest_id, arm FROM campaign_guests WHERE network_id = $1',
    );
    const treated = arms.filter(({ arm }) => arm === 'TREATED');
    const pizza = { code: 'pizza', name: { en: 'Pizza' }, price: 50_000 };
    await network.post('/api/menu-items', manager, pizza).expect(201);
    const compared = async () =>
      ((await network.get(`/api/campaigns/${id}/stats`, manager).expect(200)).body as { compared: object }).compared;
    expect(await compared()).toMatchObject({ look: 'NO_END', margin: null, money: { treated: 0, removed: 0 } });
    await network.post('/api/menu-items', manager, { ...pizza, code: 'pizza-l', cost: 30_000 }).expect(201);
    const items = [
      { sku: 'pizza-l', name: 'Pizza', quantity: 2, total: 60_000 },
      { sku: 'cola', name: 'Cola', category: 'Drinks', total: 20_000 },
    ];
    const body = { ...network.sale(80_000), items };
    const sold = await network.post(`/api/guests/${treated[0]?.guest_id ?? ''}/transaction`, manager, body).expect(201);
    expect(await compared()).toMatchObject({
      money: { treated: 80_000 / treated.length },
      margin: { treated: 20_000 / treated.length, control: 0, costedPpm: 750_000, verdict: { kind: 'NOT_YET' } },
    });
    // The cola has no cost of its own, so its category makes it a quarter of its price. The pizza has a cost.
    const costs = [
      { category: 'drinks', costPpm: 250_000 },
      { category: 'Pizza', costPpm: 900_000 },
    ];
    const set = test.api().put('/api/menu-categories/costs').set('Authorization', `Bearer ${manager}`);
    await set.send({ items: costs }).expect(200);
    expect(await compared()).toMatchObject({ margin: { treated: 15_000 / treated.length, costedPpm: 1_000_000 } });
    await network.post(`/api/transactions/${(sold.body as { id: string }).id}/refund`, manager, { reason: 'cold' });
    expect(await compared()).toMatchObject({ money: { treated: 0 }, margin: { treated: 0 } });
  });

  it('stand in a table of campaigns by pages and by when they run, drafts left out', async () => {
    const first = await start(alwaysOn({}), 'FIRST');
    const second = await start(alwaysOn({}), 'SECOND');
    await network.post('/api/campaigns', manager, { code: 'DRAFT', document: alwaysOn({}) }).expect(201);
    const page = async (query: string) =>
      (await network.get(`/api/analytics/campaigns?${query}`, manager).expect(200)).body as {
        items: { campaignId: string; uplift: unknown }[];
        nextCursor: string | null;
      };
    const drafts = await page('limit=1');
    expect(drafts.items).toEqual([]);
    const next = await page(`limit=1&cursor=${drafts.nextCursor ?? ''}`);
    expect(next.items).toMatchObject([{ campaignId: second, control: null, uplift: null }]);
    const all = await page('');
    expect(all.items.map(({ campaignId }) => campaignId)).toEqual([second, first]);
    expect((await page('runsTo=2001-01-01')).items).toEqual([]);
    expect((await page(`ids=${first}`)).items.map(({ campaignId }) => campaignId)).toEqual([first]);
    await network.get('/api/analytics/campaigns?limit=21', manager).expect(400);
    await network.get('/api/analytics/campaigns?runsTo=yesterday', manager).expect(400);
    await network.get('/api/analytics/campaigns', await network.tokenOf('cashier')).expect(403);
  });

  it('of a control group get neither message nor points, and stand in the results beside the others', async () => {
    const everybody = await guests(24);
    for (const guest of everybody) await consent(guest, true);
    const id = await start(alwaysOn({ announcement: NEWS, control: { sharePpm: 500_000 } }));
    await lookAtAll(50);
    const arms = new Map(
      (
        await sql<{ guest_id: string; arm: string }>('SELECT guest_id, arm FROM campaign_guests WHERE network_id = $1')
      ).map((row) => [row.guest_id, row.arm]),
    );
    const treated = everybody.filter((guest) => arms.get(guest) === 'TREATED');
    const control = everybody.filter((guest) => arms.get(guest) === 'CONTROL');
    expect(treated.length + control.length).toBe(24);
    expect(Math.min(treated.length, control.length)).toBeGreaterThan(2);
    const buyer = treated[0] ?? '';
    const plain = control[0] ?? '';
    const gained = (await sell(buyer, 100_000)).pointsEarned;
    const usual = (await sell(plain, 100_000)).pointsEarned;
    // Both sales had the first-sale bonus besides the 1,000 points of the base.
    expect(gained - usual).toBe(1_000);
    expect(await inboxOf(plain)).toEqual([]);
    expect(await inboxOf(buyer)).toHaveLength(1);
    const { body } = await network.get(`/api/campaigns/${id}/stats`, manager);
    const table = (await network.get('/api/analytics/campaigns', manager).expect(200)).body as { items: object[] };
    expect(table).toEqual({
      items: [
        expect.objectContaining({
          campaignId: id,
          code: 'WEEKEND',
          state: 'ACTIVE',
          guests: treated.length,
          control: control.length,
          came: 1,
          visits: 1,
          money: 100_000,
          points: 1_000,
          moneyOff: 0,
          checks: 0,
          pointsWorth: body.pointsWorth,
          cost: body.pointsWorth,
          uplift: body.compared.money,
        }),
      ],
      nextCursor: null,
    });
    expect(body).toMatchObject({
      isOver: false,
      arms: [
        { arm: 'CONTROL', guests: control.length, told: 0, came: 1, visits: 1, money: 100_000, points: 0 },
        {
          arm: 'TREATED',
          guests: treated.length,
          told: treated.length,
          came: 1,
          visits: 1,
          money: 100_000,
          points: 1_000,
        },
      ],
      compared: { armsAsPlanned: true, money: { verdict: { kind: 'NOT_YET', because: 'TOO_FEW', guests: 30 } } },
    });
    const refunded = await sell(buyer, 30_000);
    await network.post(`/api/transactions/${refunded.id}/refund`, manager, { reason: 'cold' });
    const after = await network.get(`/api/campaigns/${id}/stats`, manager);
    expect(after.body.arms[1]).toMatchObject({ visits: 1, money: 100_000, points: 1_000 });
    expect(after.body.pointsWorth).toBe(body.pointsWorth);
  });

  it('and checks without one stand in the results with the money that was taken off them, less refunds', async () => {
    const [guest = '', other = ''] = await guests(2);
    const moneyOff = { kind: 'SHARE', ratePpm: 100_000 };
    const id = await start(alwaysOn({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, everybody: true }));
    await lookAtAll(50);
    await sell(guest, 100_000);
    const cold = await sell(guest, 50_000);
    await network.post(`/api/transactions/${cold.id}/refund`, manager, { reason: 'cold' });
    const ring = async () => {
      const { body } = await network.post('/api/receipts', manager, network.sale(20_000)).expect(201);
      return body as { id: string; discount: number };
    };
    await ring();
    const [refunded, claimed] = [await ring(), await ring()];
    await network
      .post(`/api/transactions/${refunded.id}/refund`, manager, { reason: 'cold', amount: 5_000 })
      .expect(201);
    await network.post(`/api/receipts/${claimed.id}/claim`, manager, { guestId: other }).expect(201);
    const { body } = await network.get(`/api/campaigns/${id}/stats`, manager).expect(200);
    expect(body).toMatchObject({
      pointsWorth: 0,
      arms: [{ arm: 'TREATED', guests: 2, money: 108_000, moneyOff: 12_000, checks: 3 }],
      moneyOff: { amount: 15_500, checks: 5, withoutGuest: { amount: 3_500, checks: 2 } },
    });
  });

  it('count in its totals from their first sale, before the job has met them, as the journal says', async () => {
    const shares = [50_000, 100_000, 200_000];
    const ids = [];
    for (const ratePpm of shares)
      ids.push(
        await start(
          alwaysOn({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff: { kind: 'SHARE', ratePpm } }),
          `OFF${String(ratePpm)}`,
        ),
      );
    const points = await start(alwaysOn());
    const [guest = ''] = await guests(1);
    const sold = [await sell(guest, 70_000), await sell(guest, 30_000), await sell(guest, 20_000)];
    await network.post(`/api/transactions/${sold[1]?.id ?? ''}/refund`, manager, { reason: 'cold', amount: 10_000 });
    const stats = async (id: string) => (await network.get(`/api/campaigns/${id}/stats`, manager).expect(200)).body;
    for (const id of ids) {
      const [{ code }] = (await sql('SELECT code FROM campaigns WHERE network_id = $1 AND id = $2', [id])) as [
        { code: string },
      ];
      const rows = await sql<{ type: string; details: unknown }>(
        `SELECT type, details FROM transactions WHERE network_id = $1 AND guest_id = $2`,
        [guest],
      );
      let [amount, checks] = [0, 0];
      for (const { type, details } of rows) {
        if (type === 'SALE')
          for (const [campaign, , , , , , , , , off] of ((details as unknown[])[7] ?? []) as [string, ...number[]][])
            if (campaign === code) [amount, checks] = [amount + (off ?? 0), checks + 1];
        if (type === 'REFUND')
          for (const { campaign, money } of (details as { campaigns: { campaign: string; money: number }[] }).campaigns)
            if (campaign === code) amount -= money;
      }
      expect(amount).toBeGreaterThan(0);
      expect(await stats(id)).toMatchObject({
        arms: [],
        moneyOff: { amount, checks, withoutGuest: { amount: 0, checks: 0 } },
      });
    }
    const earned = sold.reduce((sum, { pointsEarned }) => sum + pointsEarned, 0);
    const given = await stats(points);
    expect(given.arms).toEqual([]);
    // A factor of two: the campaign gave half of the points that are no first-sale bonus (200), and the refund took back a third of those of the
    // second sale.
    const takenBack = Math.floor((sold[1]?.pointsEarned ?? 0) / 2 / 3);
    const { body } = await network.get('/api/analytics/campaigns', manager).expect(200);
    const row = (body as { items: { campaignId: string; points: number }[] }).items.find(
      ({ campaignId }) => campaignId === points,
    );
    expect(row?.points).toBe((earned - 200) / 2 - takenBack);
  });

  it('agree with the journal and their budgets over a random mix of guests, claims and refunds', async () => {
    const shares = [50_000, 100_000, 200_000];
    const ids = new Map<string, string>();
    const early = await guests(2);
    for (const ratePpm of shares) {
      const moneyOff = { kind: 'SHARE', ratePpm };
      const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 100_000_000 }];
      const reach = ratePpm === 100_000 ? { everybody: true } : {};
      const document = alwaysOn({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, budgets, ...reach });
      ids.set(`MIX${String(ratePpm)}`, await start(document, `MIX${String(ratePpm)}`));
    }
    const visits = [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }];
    const gains = {
      TWICE: {},
      VISITS: { type: 'VISIT_CHALLENGE', offer: null, challenge: { tasks: visits, payouts: [{ points: 500 }] } },
    };
    const pointsIds = new Map<string, string>();
    for (const [code, gain] of Object.entries(gains)) {
      const budgets = [{ unit: 'POINTS', restaurantId: null, limit: 100_000_000 }];
      pointsIds.set(code, await start(alwaysOn({ budgets, ...gain }), code));
    }
    // The job assigns these guests, and none who joins later.
    await lookAtAll(50);
    const buyers = [...early, ...(await guests(2)), null, null];
    const deed = fc.record({
      buyer: fc.constantFrom(...buyers),
      claimer: fc.constantFrom(...buyers),
      amount: fc.integer({ min: 1_000, max: 90_000 }),
      refund: fc.constantFrom('NONE', 'NONE', 'PART', 'WHOLE'),
    });
    const [deeds = []] = fc.sample(fc.array(deed, { minLength: 24, maxLength: 24 }), 1);
    for (const { buyer, claimer, amount, refund } of deeds) {
      let path = buyer === null ? '/api/receipts' : `/api/guests/${buyer}/transaction`;
      let { body } = await network.post(path, manager, network.sale(amount)).expect(201);
      if (buyer === null && claimer !== null) {
        path = `/api/receipts/${(body as { id: string }).id}/claim`;
        ({ body } = await network.post(path, manager, { guestId: claimer }).expect(201));
      }
      if (refund === 'NONE') continue;
      const part = refund === 'PART' ? { amount: Math.floor(amount / 3) } : {};
      path = `/api/transactions/${(body as { id: string }).id}/refund`;
      await network.post(path, manager, { reason: 'cold', ...part }).expect(201);
    }

    // Whatever the mix is, one refund undoes the payout of a task.
    const [last = ''] = await guests(1);
    await sell(last, 10_000);
    const { id: undone } = await sell(last, 10_000);
    await network.post(`/api/transactions/${undone}/refund`, manager, { reason: 'cold' }).expect(201);

    const rows = await sql<{ id: string; type: string; guest: string | null; of: string | null; details: unknown }>(
      `SELECT id, type, guest_id AS guest, related_id AS of, details FROM transactions
        WHERE network_id = $1 AND type IN ('SALE', 'REFUND', 'AWARD') ORDER BY id`,
    );
    const claimed = new Set(rows.flatMap(({ type, of }) => (type === 'SALE' && of !== null ? [of] : [])));
    for (const [code, id] of ids) {
      const sums = { amount: 0, checks: 0, withoutGuest: { amount: 0, checks: 0 } };
      const withoutGuest = new Set<string>();
      const add = (amount: number, checks: number, isAnonymous: boolean) => {
        for (const sum of isAnonymous ? [sums, sums.withoutGuest] : [sums]) {
          sum.amount += amount;
          sum.checks += checks;
        }
      };
      for (const { id: row, type, guest, of, details } of rows) {
        if (guest === null && type === 'SALE') withoutGuest.add(row);
        if (type === 'SALE' && !claimed.has(row))
          for (const [campaign, , , , , , , , , off] of ((details as unknown[])[7] ?? []) as [string, ...number[]][])
            if (campaign === code) add(off ?? 0, 1, guest === null);
        if (type === 'REFUND')
          for (const one of (details as { campaigns?: { campaign: string; money: number }[] }).campaigns ?? [])
            if (one.campaign === code) add(-one.money, 0, withoutGuest.has(of ?? ''));
      }
      expect(sums.amount).toBeGreaterThan(0);
      const { body } = await network.get(`/api/campaigns/${id}/stats`, manager).expect(200);
      expect([code, body]).toMatchObject([code, { moneyOff: sums, budgets: [{ unit: 'MONEY', used: sums.amount }] }]);
    }
    const table = (await network.get('/api/analytics/campaigns', manager).expect(200)).body as {
      items: { campaignId: string; points: number; pointsWorth: number; cost: number }[];
    };
    for (const [code, id] of pointsIds) {
      let [given, takenBack] = [0, 0];
      for (const { type, details } of rows) {
        const list = type === 'SALE' ? (details as unknown[])[7] : type === 'AWARD' ? details : null;
        for (const [campaign, , , arm, gained] of (list ?? []) as [string, number, number, string, number][])
          if (campaign === code && arm === 'O') given += gained;
        if (type === 'REFUND')
          for (const one of (details as { campaigns?: { campaign: string; points: number }[] }).campaigns ?? [])
            if (one.campaign === code) takenBack += one.points;
      }
      expect([given > 0, takenBack > 0]).toEqual([true, true]);
      const left = given - takenBack;
      const { body } = await network.get(`/api/campaigns/${id}/stats`, manager).expect(200);
      // 100 points of this programme are worth a rouble.
      expect([code, body]).toMatchObject([code, { pointsWorth: left, budgets: [{ unit: 'POINTS', used: left }] }]);
      const listed = (await network.get('/api/campaigns', manager).expect(200)).body as { items: { id: string }[] };
      const limits = [{ unit: 'POINTS', restaurantId: null, limit: 100_000_000, used: left }];
      expect(listed.items.find((one) => one.id === id)).toMatchObject({ budgets: limits });
      expect([code, table.items.find(({ campaignId }) => campaignId === id)]).toMatchObject([
        code,
        { points: left, pointsWorth: left, cost: left },
      ]);
    }
  });

  it('are counted before it starts, with those who agreed and the smallest effect', async () => {
    const everybody = await guests(4);
    await consent(everybody[0] ?? '', true);
    await sell(everybody[1] ?? '', 50_000);
    const ask = async (body: object) => (await network.post('/api/campaigns/audience', manager, body)).body;
    expect(await ask({ segments: [], tiers: [], controlPpm: 500_000 })).toMatchObject({
      guests: 4,
      of: 4,
      consenting: 1,
      control: 2,
      meanSpend: 12_500,
      smallestEffect: expect.any(Number),
    });
    expect(await ask({ segments: ['NOBODY'], tiers: [] })).toMatchObject({ guests: 0, of: 4, smallestEffect: null });
    expect(await ask({ segments: [], tiers: ['BRONZE'] })).toMatchObject({ guests: 4 });
  });

  it('see why they get one or not, and how far its tasks are', async () => {
    const [guest = ''] = await guests(1);
    const tasks = {
      type: 'VISIT_CHALLENGE',
      offer: null,
      challenge: {
        tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 }],
        payouts: [{ points: 500 }],
      },
    };
    await network.post('/api/campaigns', manager, { code: 'DRAFT', document: alwaysOn() });
    const joining = await network.post('/api/campaigns', manager, {
      code: 'JOINING',
      document: alwaysOn({ join: 'JOINED' }),
    });
    const silver = await network.post('/api/campaigns', manager, {
      code: 'SILVER',
      document: alwaysOn({ audience: { segments: [], tiers: ['SILVER'] } }),
    });
    for (const { body } of [joining, silver])
      await test
        .api()
        .put(`/api/campaigns/${body.id}/state`)
        .set('Authorization', `Bearer ${manager}`)
        .send({ state: 'RUNNING' });
    const id = await start(alwaysOn(tasks), 'VISITS');
    const list = async () =>
      (await network.get(`/api/guests/${guest}/campaigns`, manager)).body.items as { code: string; whyNot: string }[];
    expect((await list()).map(({ code, whyNot }) => [code, whyNot])).toEqual([
      ['JOINING', 'NOT_JOINED'],
      ['SILVER', 'TIER'],
      ['VISITS', null],
    ]);
    const one = async () => (await network.get(`/api/guests/${guest}/campaigns/${id}`, manager)).body;
    expect(await one()).toMatchObject({
      eligible: true,
      isOn: true,
      tasks: [{ task: 'visits', collected: 0, target: 2 }],
    });
    await sell(guest, 10_000);
    expect(await one()).toMatchObject({ eligible: true, tasks: [{ collected: 1 }], isPaid: false });
    const { trace } = await sell(guest, 10_000);
    expect(trace.map(({ rule }) => rule)).toContain('campaign.VISITS');
    expect(await one()).toMatchObject({ eligible: false, whyNot: 'DONE', tasks: [{ collected: 2 }], isPaid: true });
    expect((await network.get(`/api/guests/${guest}/campaigns/${joining.body.id}`, manager)).body).toMatchObject({
      eligible: false,
      joined: false,
    });
  });
});
