import { Sessions } from '../../../src/security';
import type {
  OpenedWheelAnswer,
  OwnWheel,
  WheelDrawAnswer,
  WheelEpochAnswer,
} from '../../../src/marketing/wheel/wheel.dto';
import { commitmentOf, drawTicket, prizeOfTicket } from '../../../src/marketing/wheel/wheel-draw.rules';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { TillNetwork } from '../../support/till-network';

const PATH = '/api/auth/me/wheel';
const LEAST = 500;
const COFFEE = { name: { en: 'Coffee' }, kind: 'POINTS', points: 30, weight: 40, stock: 2 };
const DESSERT = { name: { en: 'Dessert', ru: 'Десерт' }, kind: 'POINTS', points: 100, weight: 10, stock: 1 };
const NOTHING = { name: { en: 'Nothing' }, kind: 'NOTHING', weight: 50, isFallback: true };
const TERMS = { total: 100, leastSale: LEAST, useDays: 7 };

describe('the wheel', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const guestOf = async (of = network) => {
    const id = await of.guest();
    return { id, token: (await test.app.get(Sessions).openForGuest(of.id, id)).accessToken };
  };
  type Guest = Awaited<ReturnType<typeof guestOf>>;
  const open = async (body: object = { ...TERMS, prizes: [COFFEE, DESSERT, NOTHING] }) => {
    const answer = await network.post('/api/wheel/epochs', manager, body);
    expect(answer.status).toBe(201);
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
    network.post(`${PATH}/draws`, token, { sourceKind, sourceId, number });
  const drawn = async (guest: Guest, sourceId: string, number?: string) => {
    const answer = await draw(guest, sourceId, number);
    expect(answer.status).toBe(201);
    return answer.body as WheelDrawAnswer;
  };
  const own = async ({ token }: Guest) => (await network.get(PATH, token).expect(200)).body as OwnWheel;

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
    const code = `t${network.id.replaceAll('-', '')}`;
    const shown = await test.api().get(`/api/wheels/${code}/epochs/${epoch.id}`);
    expect(shown.body).toMatchObject({ seed, odds: epoch.odds, commitment: epoch.commitment });
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
    const earned = (await network.get(`/api/guests/${anna.id}/transactions`, manager).expect(200)).body.items as {
      type: string;
      reasonCode: string | null;
      pointsEarned: number;
    }[];
    expect(earned.filter(({ type }) => type === 'MANUAL')).toMatchObject([{ reasonCode: 'WHEEL', pointsEarned: 100 }]);
  });

  it('refuses odds that a guest could not rely on', async () => {
    const prizes = [COFFEE, DESSERT, NOTHING];
    expect(await refused({ ...TERMS, total: 99, prizes })).toEqual(['total']);
    expect(await refused({ ...TERMS, prizes: [{ ...COFFEE, weight: -40 }, DESSERT, NOTHING] })).toContain(
      'prizes[0].weight',
    );
    expect(await refused({ ...TERMS, prizes: [COFFEE, DESSERT, { ...NOTHING, isFallback: false }] })).toEqual([
      'prizes',
    ]);
    expect(await refused({ ...TERMS, prizes: [COFFEE, DESSERT, { ...NOTHING, stock: 5 }] })).toEqual([
      'prizes[2].stock',
    ]);
    expect(await refused({ ...TERMS, prizes: [{ ...COFFEE, points: null }, DESSERT, NOTHING] })).toEqual([
      'prizes[0].points',
    ]);
    const reward = { name: { en: 'Pizza' }, kind: 'REWARD', reward: 'NONE', weight: 40 };
    expect(await refused({ ...TERMS, prizes: [reward, DESSERT, NOTHING] })).toEqual(['prizes[0].reward']);
    const points = { ...NOTHING, kind: 'POINTS', points: 1 };
    expect(await refused({ ...TERMS, budgetPoints: 10, prizes: [COFFEE, DESSERT, points] })).toEqual(['budgetPoints']);
    expect((await network.post('/api/wheel/epochs', cashier, { ...TERMS, prizes })).status).toBe(403);
    expect((await network.post('/api/wheel/close', manager)).body.code).toBe('wheel_closed');
  });
});
