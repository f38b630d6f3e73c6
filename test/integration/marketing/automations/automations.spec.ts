import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { AGAIN_BY_EVENT, automationDraft, AutomationDesk, hello } from '../../../support/marketing/automation-desk';

const SALE = { event: 'transaction.sale', conditions: [] };
const ON_DESSERTS = { restaurantIds: [], categories: ['Desserts'] };

describe('automations', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await AutomationDesk.open(test);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  it('give points to a guest who registers, once, and tell the way of the guest', async () => {
    const id = await desk.start(automationDraft());
    const [guest = ''] = await desk.guests(1);
    await desk.work();
    await desk.work();
    expect(await desk.given()).toEqual([10]);
    expect(await desk.pathOf(id, guest)).toMatchObject({
      state: 'DONE',
      path: [{ step: 'gift', kind: 'POINTS', outcome: 'PASSED', points: 10, visit: 1 }],
    });
    const { body } = await desk.call('get', `/automations/${id}`);
    expect(body).toMatchObject({
      entered: 1,
      inside: 0,
      versions: [{ runs: { done: 1 }, steps: [{ passed: 1, waiting: 0 }] }],
    });
  });

  it('wait for a time, an event or its absence, and end with their goal', async () => {
    const id = await desk.start(
      automationDraft({
        goal: { event: 'transaction.sale', conditions: [{ field: 'amount', operator: '>=', value: 50_000 }] },
        steps: [
          { name: 'day', kind: 'WAIT', amount: 1, unit: 'DAYS', next: 'sale' },
          { name: 'sale', kind: 'WAIT_EVENT', until: SALE, amount: 2, unit: 'DAYS', next: 'came', otherwise: 'missed' },
          {
            name: 'came',
            kind: 'POINTS',
            points: 1,
            validDays: null,
            endsOn: '2999-12-31',
            beginsAfterDays: 3,
            next: null,
          },
          { name: 'missed', kind: 'POINTS', points: 2, validDays: 5, spendableIn: ON_DESSERTS, next: null },
        ],
      }),
    );
    const [comes = '', misses = '', feasts = ''] = await desk.guests(3);
    await desk.work();
    expect(await desk.pathOf(id, comes)).toMatchObject({ state: 'WAITING', step: 'day', path: [] });
    // A sale before the run reaches the step does not count as an answer.
    await desk.sell(comes);
    await desk.pass(25);
    await desk.work();
    expect(await desk.pathOf(id, comes)).toMatchObject({ state: 'WAITING', step: 'sale' });
    await desk.sell(comes);
    await desk.sell(feasts, 60_000);
    await desk.work();
    expect(await desk.given(comes)).toEqual([1]);
    expect((await desk.call('get', `/guests/${comes}/balance`)).body).toMatchObject({ pending: 1 });
    expect(await desk.pathOf(id, feasts)).toMatchObject({ state: 'GOAL', step: 'sale' });
    expect(await desk.pathOf(id, misses)).toMatchObject({ state: 'WAITING', step: 'sale' });
    await desk.pass(49);
    await desk.work();
    expect(await desk.given(misses)).toEqual([2]);
    expect(await desk.call('get', `/guests/${misses}/balance`)).toMatchObject({
      body: { limited: [{ points: 2, categories: ['Desserts'] }] },
    });
    expect((await desk.pathOf(id, misses)).path).toMatchObject([
      { outcome: 'PASSED' },
      { outcome: 'TIMED_OUT', branch: 1 },
      {},
    ]);
    expect(await desk.given(feasts)).toEqual([]);
  });

  it('let guests in by the events that they name, and only so often', async () => {
    const entry = (mode: string, changes: object = {}) => ({
      mode,
      afterDays: null,
      perDay: null,
      inAll: null,
      ...changes,
    });
    const first = await desk.start(automationDraft({ trigger: { kind: 'FIRST_SALE' } }));
    const second = await desk.start(automationDraft({ trigger: { kind: 'NTH_VISIT', visit: 2 } }));
    const large = { ...SALE, conditions: [{ field: 'payable', operator: '>', value: 20_000 }] };
    const each = await desk.start(automationDraft({ trigger: { kind: 'EVENT', ...large }, entry: AGAIN_BY_EVENT }));
    const again = await desk.start(
      automationDraft({ trigger: { kind: 'EVENT', ...SALE }, entry: entry('AGAIN', { afterDays: 3 }) }),
    );
    const limited = await desk.start(
      automationDraft({ trigger: { kind: 'FIRST_SALE' }, entry: entry('ONCE', { inAll: 1 }) }),
    );
    const rich = { combinator: 'and', rules: [{ field: 'spend', operator: '>=', value: 40_000 }] };
    const chosen = await desk.start(automationDraft({ trigger: { kind: 'EVENT', ...SALE }, condition: rich }));
    const [one = '', other = ''] = await desk.guests(2);
    await desk.sell(one);
    await desk.work();
    await desk.sell(one, 30_000);
    await desk.work();
    await desk.pass(4 * 24);
    await desk.sell(one, 30_000);
    await desk.sell(other);
    await desk.work();
    expect(await desk.entered(first)).toEqual([one, other]);
    expect(await desk.entered(second)).toEqual([one]);
    expect(await desk.entered(each)).toEqual([one, one]);
    expect((await desk.entered(again)).sort()).toEqual([one, one, other].sort());
    expect(await desk.entered(limited)).toEqual([one]);
    expect(await desk.entered(chosen)).toEqual([one]);
  });

  it('hear nothing that their own steps led to, and say which automations led to a run', async () => {
    const manual = { event: 'transaction.manual', conditions: [] };
    const gift = (name: string, next: string | null) => ({ name, kind: 'POINTS', points: 1, validDays: null, next });
    const wait = { kind: 'WAIT_EVENT', until: manual, amount: 1, unit: 'DAYS', otherwise: null };
    const round = [gift('a', 'b'), { ...wait, name: 'b', next: 'a' }];
    const first = await desk.start(automationDraft({ steps: round }));
    const [guest = ''] = await desk.guests(1);
    for (let n = 0; n < 3; n += 1) await desk.work();
    expect(await desk.given(guest)).toEqual([1]);
    expect(await desk.pathOf(first, guest)).toMatchObject({ state: 'WAITING', step: 'b' });

    // Two automations that could start each other: the second reacts to the first's gift, but the first does not react to the second's.
    const second = await desk.start(automationDraft({ steps: [{ ...wait, name: 'c', next: 'a' }, ...round] }));
    const third = await desk.start(
      automationDraft({ trigger: { kind: 'EVENT', ...manual }, entry: AGAIN_BY_EVENT, steps: [gift('d', null)] }),
    );
    const [other = ''] = await desk.guests(1);
    for (let n = 0; n < 12; n += 1) await desk.work();
    const { items } = (await desk.call('get', `/guests/${other}/automations`)).body as {
      items: { automationId: string; causedBy: string[] }[];
    };
    const given = (await desk.given(other)).length;
    for (let n = 0; n < 6; n += 1) await desk.work();
    expect(await desk.given(other)).toHaveLength(given);
    const causesOf = (id: string) =>
      items.flatMap(({ automationId, causedBy }) => (automationId === id ? [causedBy] : []));
    expect(causesOf(second)).toEqual([expect.arrayContaining([first])]);
    expect(causesOf(third)).toContainEqual([first]);
  });

  it('branch by what is known of the guest and by a draw that stays', async () => {
    const bought = { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: 1 }] };
    const gift = (name: string, points: number) => ({ name, kind: 'POINTS', points, validDays: null, next: null });
    const halves = [
      { sharePpm: 500_000, next: 'a' },
      { sharePpm: 500_000, next: 'b' },
    ];
    const id = await desk.start(
      automationDraft({
        trigger: { kind: 'EVENT', ...SALE },
        entry: AGAIN_BY_EVENT,
        steps: [
          { name: 'known', kind: 'BRANCH', branches: [{ condition: bought, next: 'draw' }], otherwise: null },
          { name: 'draw', kind: 'SPLIT', shares: halves },
          gift('a', 1),
          gift('b', 2),
        ],
      }),
    );
    const guests = await desk.guests(6);
    for (let round = 0; round < 3; round += 1) {
      for (const guest of guests) await desk.sell(guest);
      await desk.work();
    }
    for (const guest of guests) expect(new Set(await desk.given(guest)).size).toBe(1);
    const { body } = await desk.call('get', `/automations/${id}`);
    const [known, draw, a, b] = body.versions[0].steps as { passed: number }[];
    expect([known?.passed, draw?.passed, (a?.passed ?? 0) + (b?.passed ?? 0)]).toEqual([18, 18, 18]);
  });

  it('tell, give codes and rewards, put on lists, let join and call webhooks', async () => {
    const reward = await desk.call('post', '/redemption-items', {
      name: { en: 'Cake' },
      kind: 'PRODUCT',
      cost: 500,
      code: 'CAKE',
    });
    expect(reward.status).toBe(201);
    const batch = await desk.call('post', '/coupons/batches', {
      kind: 'SINGLE',
      redemptionItemId: reward.body.id,
      count: 1,
    });
    expect(batch.status).toBe(201);
    await desk.call('post', '/segments', { code: 'FRIENDS', name: 'Friends', rule: null });
    const id = await desk.start(
      automationDraft({
        steps: [
          { name: 'code', kind: 'COUPON', batchId: batch.body.id, next: 'letter' },
          hello('letter', 'cake', 'Your code: {{ coupon.code }}'),
          { name: 'cake', kind: 'REWARD', reward: 'CAKE', next: 'list' },
          { name: 'list', kind: 'LIST', segment: 'FRIENDS', isIn: true, next: 'call' },
          { name: 'call', kind: 'WEBHOOK', topic: 'new friend', next: 'end' },
          { name: 'end', kind: 'END' },
        ],
      }),
    );
    await desk.sql("UPDATE coupon_batches SET made = 1, status = 'READY' WHERE network_id = $1");
    const [guest = '', late = ''] = await desk.guests(2);
    await desk.consent(guest);
    await desk.work();
    const paths = [await desk.pathOf(id, guest), await desk.pathOf(id, late)];
    expect(paths.map(({ state, path }) => [state, path.length])).toEqual([
      ['DONE', 6],
      ['DONE', 6],
    ]);
    expect(paths.map(({ path }) => path[0]?.outcome).sort()).toEqual(['PASSED', 'REFUSED']);
    expect(paths[0]?.path[1]).toMatchObject({ step: 'letter', outcome: 'SENT' });
    expect(paths[1]?.path[1]).toMatchObject({ step: 'letter', outcome: 'NOT_SENT', reason: 'NO_CONSENT' });
    const taken = await desk.sql<{ points: number }>('SELECT points FROM redemptions WHERE network_id = $1');
    expect(taken).toEqual([{ points: 0 }, { points: 0 }]);
    const members = await desk.sql('SELECT FROM segment_members WHERE network_id = $1');
    expect(members).toHaveLength(2);
    // Readers see events below the oldest open transaction, which may be one of another test.
    const called = await eventually('the calls stand in the log', async () => {
      const events = await desk.call('get', '/events?events=automation.called&limit=200');
      const calls = (events.body.items as { data: object }[]).map(({ data }) => data);
      return calls.length === 2 && calls;
    });
    expect(called).toContainEqual(
      expect.objectContaining({ automationId: id, step: 'call', topic: 'new friend', guestId: guest }),
    );
  });
});
