import { Command } from 'commander';
import { registerWheelCommands } from '../../../src/marketing';
import { drawOf, isInHoldout } from '../../../src/configuration/pure';
import { ErasureJob } from '../../../src/integrations/privacy/erasure.job';
import { VerifyWheel } from '../../../src/marketing/wheel/wheel-verification';
import { WheelJob } from '../../../src/marketing/wheel/wheel.job';
import { LogReader } from '../../../src/transactions';
import { Sessions } from '../../../src/security';
import type {
  OpenedWheelAnswer,
  OwnWheel,
  WheelDrawAnswer,
  WheelEpochAnswer,
} from '../../../src/marketing/wheel/wheel.dto';
import { commitmentOf, drawTicket, prizeOfTicket } from '../../../src/marketing/wheel/wheel-draw.rules';
import { applicationsOfWorker, type TestApp } from '../../support/app';
import { campaignOf } from '../../support/decision/campaigns';
import { superuserPool } from '../../support/database';
import { eventually } from '../../support/eventually';
import { runCampaign } from '../../support/run-campaign';
import { TillNetwork } from '../../support/till-network';

const PATH = '/api/auth/me/wheel';
const LEAST = 500;
const COFFEE = { name: { en: 'Coffee', ru: 'Кофе' }, kind: 'POINTS', points: 30, weight: 40, stock: 2 };
const DESSERT = { name: { en: 'Dessert', ru: 'Десерт' }, kind: 'POINTS', points: 100, weight: 10, stock: 1 };
const NOTHING = { name: { en: 'Nothing' }, kind: 'NOTHING', weight: 60, isFallback: true };
const PRIZES = [COFFEE, NOTHING];
const TERMS = { total: 100, leastSale: LEAST, useDays: 7 };

describe('the wheel', () => {
  const superuser = superuserPool();
  let test: TestApp;
  let second: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  /** The epoch that was opened last, whose odds guests see. */
  let epochId: string;

  beforeAll(async () => {
    [test, second] = await applicationsOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await superuser.end();
    await test.close();
  });

  const enter = async (id: string, of = network) => ({
    id,
    token: (await test.app.get(Sessions).openForGuest(of.id, id)).accessToken,
  });
  const guestOf = async (of = network) => enter(await of.guest(), of);
  type Guest = Awaited<ReturnType<typeof guestOf>>;
  const open = async (body: object = { ...TERMS, prizes: PRIZES }) => {
    const answer = await network.post('/api/wheel/epochs', manager, body);
    expect(answer.status).toBe(201);
    epochId = (answer.body as OpenedWheelAnswer).epoch.id;
    return answer.body as OpenedWheelAnswer;
  };
  const refused = async (body: object) => {
    const answer = await network.post('/api/wheel/epochs', manager, body);
    expect(answer.status).toBe(400);
    return (answer.body as { errors: { path: string }[] }).errors.map(({ path }) => path);
  };
  const sell = async ({ id }: Guest, amount = 2 * LEAST) => {
    const sale = await network.post(`/api/guests/${id}/transaction`, cashier, network.sale(amount));
    expect(sale.status).toBe(201);
    return sale.body.id as string;
  };
  const draw = ({ token }: Guest, sourceId: string, number = 'lucky-7', sourceKind = 'SALE') =>
    network.post(`${PATH}/draws`, token, { epochId, sourceKind, sourceId, number });
  const drawn = async (guest: Guest, sourceId: string, number?: string) => {
    const answer = await draw(guest, sourceId, number);
    expect(answer.status).toBe(201);
    return answer.body as WheelDrawAnswer;
  };
  const own = async ({ token }: Guest) => (await network.get(PATH, token).expect(200)).body as OwnWheel;

  const asOwner = async <Row>(text: string, ...values: unknown[]) =>
    (await superuser.query(text, [network.id, ...values])).rows as Row[];
  const codeOf = ({ id }: TillNetwork) => `t${id.replaceAll('-', '')}`;
  /** The output of `verify-wheel`; it exits with 1 when it has more than one line. */
  const printed = async () => {
    const lines: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const program = new Command();
    registerWheelCommands(program, () => Promise.resolve(test.app));
    await program.parseAsync(['node', 'loyalty', 'verify-wheel', '--network', codeOf(network)]);
    log.mockRestore();
    expect(process.exitCode).toBe(lines.length > 1 ? 1 : undefined);
    process.exitCode = undefined;
    return lines;
  };
  const verified = async () => (await test.app.get(VerifyWheel).verify(network.id)).findings.map(({ row }) => row);

  it('gives a spin for a sale that is large enough, once, and a draw that the guest can compute again', async () => {
    const anna = await guestOf();
    await sell(anna);
    const { epoch } = await open();
    expect(epoch).toMatchObject({ state: 'RUNNING', seed: null, total: 100, draws: 0, endedAt: null });
    await sell(anna, LEAST / 2);
    const sale = await sell(anna);
    expect(await own(anna)).toMatchObject({
      epoch: { id: epoch.id, commitment: epoch.commitment, odds: epoch.odds, seed: null },
      spins: [{ sourceKind: 'SALE', sourceId: sale, restaurant: 'Centre', badge: null }],
      draws: [],
    });
    const first = await drawn(anna, sale);
    expect(await drawn(anna, sale, 'another')).toEqual(first);
    expect(await own(anna)).toMatchObject({ spins: [], draws: [{ id: first.id, isEpochEnded: false }] });

    const ended = (await network.post('/api/wheel/close', manager).expect(200)).body as WheelEpochAnswer;
    expect(ended).toMatchObject({ id: epoch.id, state: 'ENDED', draws: 1, cost: first.points });
    const seed = ended.seed ?? '';
    expect(commitmentOf(epoch.id, seed, epoch.odds)).toBe(epoch.commitment);
    const input = { epochId: epoch.id, sourceKind: 'SALE', sourceId: sale, number: 'lucky-7' } as const;
    const ticket = drawTicket(seed, input, 100);
    expect(first).toMatchObject(ticket);
    expect(first.drawn.number).toBe(prizeOfTicket(epoch.prizes, ticket.ticket).number);
    const shown = await test.api().get(`/api/wheels/${codeOf(network)}/epochs/${epoch.id}`);
    expect(shown.body).toMatchObject({ seed, odds: epoch.odds, commitment: epoch.commitment });
    const { body: listed } = await network.get('/api/wheel/epochs', manager).expect(200);
    expect(listed).toMatchObject({ items: [{ id: epoch.id, state: 'ENDED', seed }], nextCursor: null });
    expect((await draw(anna, await sell(anna))).body.code).toBe('wheel_closed');
  });

  it('gives prizes until their stock is used up, and the fallback after it', async () => {
    const anna = await guestOf();
    const [gift, fallback] = [
      { ...DESSERT, weight: 99 },
      { ...NOTHING, weight: 1 },
    ];
    const { epoch } = await open({ ...TERMS, prizes: [gift, fallback] });
    const draws: WheelDrawAnswer[] = [];
    for (let n = 0; n < 6; n += 1) draws.push(await drawn(anna, await sell(anna)));
    const dessert = draws.filter((one) => one.given.number === 1);
    expect(dessert).toMatchObject([{ fallbackReason: null, points: 100 }]);
    expect(draws.filter((one) => one.fallbackReason === 'STOCK').length).toBeGreaterThan(0);
    const spent = (await network.get(`/api/wheel/epochs/${epoch.id}`, manager).expect(200)).body as WheelEpochAnswer;
    expect(spent.prizes[0]).toMatchObject({ given: 1, stockLeft: 0, cost: 100 });
    expect(spent).toMatchObject({ draws: 6, cost: 100 });
    expect(
      await asOwner(
        "SELECT reason_code, points_earned::int FROM transactions WHERE network_id = $1 AND type = 'MANUAL'",
      ),
    ).toEqual([{ reason_code: 'WHEEL', points_earned: 100 }]);
  });

  it('refuses odds that a guest could not rely on', async () => {
    const nothing = { ...NOTHING, weight: 50 };
    const prizes = [COFFEE, DESSERT, nothing];
    expect(await refused({ ...TERMS, total: 99, prizes })).toEqual(['total']);
    expect(await refused({ ...TERMS, prizes: [{ ...COFFEE, weight: -40 }, DESSERT, nothing] })).toContain(
      'prizes[0].weight',
    );
    expect(await refused({ ...TERMS, prizes: [COFFEE, DESSERT, { ...nothing, isFallback: false }] })).toEqual([
      'prizes',
    ]);
    expect(await refused({ ...TERMS, prizes: [COFFEE, DESSERT, { ...nothing, stock: 5 }] })).toEqual([
      'prizes[2].stock',
    ]);
    expect(await refused({ ...TERMS, prizes: [{ ...COFFEE, points: null }, DESSERT, nothing] })).toEqual([
      'prizes[0].points',
    ]);
    const reward = { name: { en: 'Pizza' }, kind: 'REWARD', reward: 'NONE', weight: 40 };
    expect(await refused({ ...TERMS, prizes: [reward, DESSERT, nothing] })).toEqual(['prizes[0].reward']);
    const points = { ...nothing, kind: 'POINTS', points: 1 };
    expect(await refused({ ...TERMS, budgetPoints: 10, prizes: [COFFEE, DESSERT, points] })).toEqual(['budgetPoints']);
    expect((await network.post('/api/wheel/epochs', cashier, { ...TERMS, prizes })).status).toBe(403);
    expect((await network.post('/api/wheel/close', manager)).body.code).toBe('wheel_closed');
  });

  it('refuses the sale of another guest, of another network, and one that was refunded, and answers two at once alike', async () => {
    const [anna, boris] = [await guestOf(), await guestOf()];
    await open();
    const [sale, cold] = [await sell(anna), await sell(anna)];
    expect((await draw(boris, sale)).body).toMatchObject({ status: 404, code: 'no_such_spin' });
    await network.post(`/api/transactions/${cold}/refund`, manager, { reason: 'cold' }).expect(201);
    expect((await draw(anna, cold)).body.code).toBe('no_such_spin');
    expect((await draw(anna, sale, 'no space')).status).toBe(400);
    expect((await draw(anna, `COFFEE:${sale}`, '1', 'BADGE')).body.code).toBe('no_such_spin');
    const other = await TillNetwork.create(test);
    const stranger = await guestOf(other);
    expect((await draw(stranger, sale)).body.code).toBe('wheel_closed');
    const both = await Promise.all(['1', '2'].map((number) => drawn(anna, sale, number)));
    expect(both[1]).toEqual(both[0]);
    expect((await draw(boris, sale)).body.code).toBe('no_such_spin');
    expect((await own(anna)).draws).toHaveLength(1);
  });

  it('keeps unused spins when new odds end the epoch, and draws none with the old odds', async () => {
    const anna = await guestOf();
    const { epoch } = await open();
    const sales = [await sell(anna), await sell(anna), await sell(anna), await sell(anna)];
    const [next, ...answers] = await Promise.all([open(), ...sales.map((sale) => draw(anna, sale))]);
    expect(next.ended).toMatchObject({ id: epoch.id, state: 'ENDED', seed: expect.stringMatching(/^[0-9a-f]{64}$/) });
    for (const { status, body } of answers)
      expect(status === 201 || (body as { code: string }).code === 'wheel_closed').toBe(true);
    const made = answers.filter(({ status }) => status === 201).length;
    const before = await own(anna);
    expect([before.draws.length, before.spins.length]).toEqual([made, sales.length - made]);
    const unseen = { epochId: epoch.id, sourceKind: 'SALE', sourceId: await sell(anna), number: 'lucky-7' };
    const refusal = await network.post(`${PATH}/draws`, anna.token, unseen);
    expect([refusal.status, (refusal.body as { code: string }).code]).toEqual([409, 'wheel_closed']);
    for (const { sourceId } of before.spins) expect((await drawn(anna, sourceId)).epochId).toBe(next.epoch.id);
    expect(await verified()).toEqual([]);
  });

  it('makes no draw with an epoch that ends while it waits', async () => {
    const anna = await guestOf();
    await open();
    const sale = await sell(anna);
    const ending = await superuser.connect();
    await ending.query('BEGIN');
    await ending.query('UPDATE wheel_epochs SET ended_at = clock_timestamp() WHERE network_id = $1', [network.id]);
    const answer = draw(anna, sale).then(({ body }) => body as { code: string });
    await eventually('the draw waits', async () => {
      const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%budget_points - spent_points%' AND $1 <> ''`;
      return (await asOwner(waits)).length > 0;
    });
    await ending.query('COMMIT');
    ending.release();
    expect((await answer).code).toBe('wheel_closed');
    expect((await own(anna)).draws).toEqual([]);
  });

  it('gives the last prize to one of the guests who draw on two processes', async () => {
    const prizes = [
      { ...DESSERT, weight: 999 },
      { ...NOTHING, weight: 1 },
    ];
    await open({ ...TERMS, total: 1_000, prizes });
    const guests = await Promise.all(Array.from({ length: 8 }, () => guestOf()));
    const sales = await Promise.all(guests.map((guest) => sell(guest)));
    const answers = await Promise.all(
      guests.map(({ token }, i) =>
        (i % 2 === 0 ? test : second)
          .api()
          .post(`${PATH}/draws`)
          .set('Authorization', `Bearer ${token}`)
          .send({ epochId, sourceKind: 'SALE', sourceId: sales[i], number: '7' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(guests.map(() => 201));
    const draws = answers.map(({ body }) => body as WheelDrawAnswer);
    expect(draws.filter(({ given }) => given.number === 1)).toHaveLength(1);
    expect(draws.filter(({ fallbackReason }) => fallbackReason === 'STOCK').length).toBeGreaterThan(4);
    expect(await verified()).toEqual([]);
  });

  it('spends no more points than its budget', async () => {
    const prizes = [
      { ...COFFEE, stock: null, weight: 999 },
      { ...NOTHING, weight: 1 },
    ];
    await open({ ...TERMS, total: 1_000, budgetPoints: 70, prizes });
    const guests = await Promise.all(Array.from({ length: 5 }, () => guestOf()));
    const draws = await Promise.all(guests.map(async (guest) => drawn(guest, await sell(guest))));
    const given = draws.filter(({ points }) => points > 0);
    expect(given.length).toBeLessThanOrEqual(2);
    expect(draws.some(({ fallbackReason }) => fallbackReason === 'BUDGET')).toBe(true);
    expect(await verified()).toEqual([]);
  });

  it('gives a reward of the catalogue, and the fallback once the catalogue has it no more', async () => {
    const cake = { name: { en: 'Cake' }, kind: 'PRODUCT', cost: 500, code: 'CAKE', stock: 1 };
    await network.post('/api/redemption-items', manager, cake).expect(201);
    const prize = { name: { en: 'Cake' }, kind: 'REWARD', reward: 'CAKE', weight: 999 };
    await open({ ...TERMS, total: 1_000, prizes: [prize, { ...NOTHING, weight: 1 }] });
    const anna = await guestOf();
    const draws: WheelDrawAnswer[] = [];
    for (let n = 0; n < 3; n += 1) draws.push(await drawn(anna, await sell(anna)));
    const given = draws.filter(({ redemptionId }) => redemptionId !== null);
    expect(given).toHaveLength(1);
    expect(draws.at(-1)).toMatchObject({ fallbackReason: 'REWARD', given: { kind: 'NOTHING' } });
    expect(await asOwner('SELECT id, guest_id, points::int FROM redemptions WHERE network_id = $1')).toEqual([
      { id: given[0]?.redemptionId, guest_id: anna.id, points: 0 },
    ]);
    expect(await verified()).toEqual([]);
  });

  it('takes the points back after the refund of the sale, as far as the guest still has them', async () => {
    const anna = await guestOf();
    const prizes = [
      { ...COFFEE, stock: null, weight: 999 },
      { ...NOTHING, weight: 1 },
    ];
    await open({ ...TERMS, total: 1_000, prizes });
    const sale = await sell(anna);
    const first = await drawn(anna, sale);
    await network.post(`/api/transactions/${sale}/refund`, manager, { reason: 'cold' }).expect(201);
    await eventually('the points are taken back', async () => {
      await test.app.get(LogReader).advanceOne(network.id, test.app.get(WheelJob));
      await test.app.get(WheelJob).doNext(network.id);
      return (await own(anna)).draws[0]?.pointsTakenBack === first.points;
    });
    const { cost } = ((await network.get('/api/wheel', manager).expect(200)).body as { epoch: WheelEpochAnswer }).epoch;
    expect(cost).toBe(0);
    expect(await verified()).toEqual([]);
  });

  it('gives a spin for a badge, and takes its points back with the badge', async () => {
    const badge = { name: { en: 'Regular', ru: 'Свой человек' }, icon: 'SUN', colour: 'GOLD' } as const;
    const task = { id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 2 } as const;
    await runCampaign(
      network,
      'TWICE',
      campaignOf({ offer: null, challenge: { tasks: [task], payouts: [{ badge }] } }),
    );
    const prizes = [
      { ...COFFEE, stock: null, weight: 999 },
      { ...NOTHING, weight: 1 },
    ];
    await open({ ...TERMS, total: 1_000, leastSale: 100 * LEAST, prizes });
    const anna = await guestOf();
    const sales = [await sell(anna), await sell(anna)];
    const sourceId = `TWICE:${sales[1] ?? ''}`;
    const { spins } = await own(anna);
    expect(spins).toMatchObject([{ sourceKind: 'BADGE', sourceId, badge: 'Regular', amount: null }]);
    const made = await draw(anna, sourceId, '7', 'BADGE');
    expect(made.status).toBe(201);
    await network.post(`/api/transactions/${sales[1] ?? ''}/refund`, manager, { reason: 'cold' }).expect(201);
    await eventually('the points are taken back', async () => {
      await test.app.get(LogReader).advanceOne(network.id, test.app.get(WheelJob));
      await test.app.get(WheelJob).doNext(network.id);
      return (await own(anna)).draws[0]?.pointsTakenBack === (made.body as WheelDrawAnswer).points;
    });
    expect(await verified()).toEqual([]);
  });

  it('gives nothing to a guest of the control group of the network', async () => {
    const held = await TillNetwork.create(test, { settings: { campaignHoldoutPpm: 200_000 } });
    const odds = { ...TERMS, prizes: PRIZES };
    await held.post('/api/wheel/epochs', await held.tokenOf('manager'), odds).expect(201);
    let guest = await guestOf(held);
    while (!isInHoldout(drawOf(guest.id), held.id, 200_000)) guest = await guestOf(held);
    expect(await own(guest)).toEqual({ epoch: null, spins: [], draws: [] });
    expect((await draw(guest, guest.id)).body.code).toBe('wheel_closed');
  });

  it('follows a merge of the guest and its undoing, and forgets the number of an erased guest', async () => {
    const [into, from] = [await guestOf(), await guestOf()];
    await open();
    const [used, unused] = [await sell(from), await sell(from)];
    const first = await drawn(from, used, '+79161234567');
    const merge = { sourceId: from.id, reason: 'two cards' };
    const merged = await network.post(`/api/guests/${into.id}/merge`, manager, merge);
    expect(merged.status).toBe(201);
    expect(await own(into)).toMatchObject({ draws: [{ id: first.id }], spins: [{ sourceId: unused }] });
    expect(await drawn(into, used)).toEqual(first);
    const { id } = merged.body as { id: string };
    await network.post(`/api/merges/${id}/undo`, manager, { reason: 'not the same' }).expect(201);
    expect(await own(await enter(into.id))).toMatchObject({ draws: [], spins: [] });
    await network.post(`/api/guests/${from.id}/erasure`, manager, { now: true }).expect(202);
    const [erasure] = await asOwner<{ id: string }>('SELECT id FROM erasures WHERE network_id = $1');
    await test.app.get(ErasureJob).finish(network.id, erasure?.id ?? '');
    expect(await asOwner('SELECT number FROM wheel_draws WHERE network_id = $1')).toEqual([{ number: null }]);
    expect(await verified()).toEqual([]);
  });

  it('ends by itself, and shows no seed before: neither in the API nor in the database', async () => {
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    const { epoch } = await open({ ...TERMS, endsAt, prizes: PRIZES });
    const row = JSON.stringify(await asOwner('SELECT to_jsonb(e) AS epoch FROM wheel_epochs e WHERE network_id = $1'));
    await asOwner(
      "UPDATE wheel_epochs SET opened_at = opened_at - interval '2 hours', spins_since = spins_since - interval '2 hours', ends_at = now() - interval '1 minute' WHERE network_id = $1",
    );
    expect((await network.get(`/api/wheel/epochs/${epoch.id}`, manager)).body).toMatchObject({
      state: 'ENDED',
      seed: null,
    });
    expect((await network.get('/api/wheel', manager)).body).toEqual({ epoch: null });
    const anna = await guestOf();
    expect((await draw(anna, await sell(anna))).body.code).toBe('wheel_closed');
    expect(await test.app.get(WheelJob).doNext(network.id)).toBe('done');
    const ended = (await network.get(`/api/wheel/epochs/${epoch.id}`, manager).expect(200)).body as WheelEpochAnswer;
    expect(ended.seed).toMatch(/^[0-9a-f]{64}$/);
    expect(row).not.toContain(ended.seed);
  });

  it('finds a draw, odds or a seed that somebody changed', async () => {
    const anna = await guestOf();
    const { epoch } = await open();
    const first = await drawn(anna, await sell(anna));
    expect(await printed()).toEqual([`${codeOf(network)}: 1 draws of 1 epochs: right`]);
    const one = `id = '${first.id}'`;
    const changes = [
      ['wheel_draws', 'ticket', '(ticket + 1) % 100', one],
      ['wheel_draws', 'number', "'better'", one],
      ['wheel_draws', 'source_id', 'id::text', one],
      ['wheel_draws', 'act_id', 'id', one],
      // Changes only the text of the odds: another weight might give the draw another prize, and the verification would have a second finding.
      ['wheel_epochs', 'odds', "odds || ' '", 'true'],
      ['wheel_epochs', 'seed_encrypted', 'set_byte(seed_encrypted, 40, get_byte(seed_encrypted, 40) # 1)', 'true'],
      ['wheel_epochs', 'ends_at', "now() + interval '1 day'", 'true'],
      ['wheel_stocks', 'given', '2', 'prize = 1'],
    ] as const;
    for (const [table, column, value, where] of changes) {
      const rows = ` WHERE network_id = $1 AND ${where}`;
      const [kept] = await asOwner<{ value: unknown }>(`SELECT ${column} AS value FROM ${table}${rows}`);
      await asOwner(`UPDATE ${table} SET ${column} = ${value}${rows}`);
      expect([column, new Set(await verified())]).toEqual([column, new Set([table])]);
      if (column === 'odds')
        expect(await printed()).toEqual([
          `${codeOf(network)}: 1 draws of 1 epochs: WRONG`,
          `  wheel_epochs ${epoch.id}: seed and odds are not those of the commitment`,
        ]);
      await asOwner(`UPDATE ${table} SET ${column} = $2${rows}`, kept?.value);
    }
    expect(await verified()).toEqual([]);
  });
});
