import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

/** `POST /api/loyalty/points/earn`, `/redeem` and `GET /history/{customerId}` in the words of the rewards system. */
describe('points in the words of the rewards system', () => {
  let test: TestApp;
  let network: TillNetwork;
  let service: string;
  let cashier: string;
  let shop: RewardShop;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { preset: 'points-4' });
    service = await network.keyOf('loyalty', 'till');
    cashier = await network.tokenOf('cashier');
    shop = await RewardShop.open(network);
  });
  afterAll(() => test.close());

  const ask = (call: 'earn' | 'redeem', body: object, token = service, prefix = '/api') =>
    test.api().post(`${prefix}/loyalty/points/${call}`).set('Authorization', `Bearer ${token}`).send(body);
  const historyOf = async (guest: string, query = '') =>
    (await network.get(`/api/loyalty/points/history/${guest}${query}`, service)).body as {
      points_transactions: Record<string, unknown>[];
      next_cursor: string | null;
    };

  it('are given by a number or for an activity, once each by their reference', async () => {
    const guest = await network.guest();
    const purchase = { customerId: guest, points: 150, reference: 'ORD-789012', description: 'Purchase order' };
    const [first, again] = [await ask('earn', purchase), await ask('earn', purchase)];
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.any(String) as string,
      customerId: guest,
      type: 'earned',
      points: 150,
      description: 'Purchase order',
      reference: 'ORD-789012',
      timestamp: expect.any(String) as string,
      points_balance: 150,
    });
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    expect((await ask('earn', { ...purchase, points: 151 })).body.code).toBe('idempotency_key_reused');
    const review = { customerId: guest, activity: 'product_review', reference: 'REV-456789' };
    expect((await ask('earn', review, service, '')).body).toMatchObject({
      type: 'bonus',
      points: 25,
      points_balance: 175,
    });
    expect((await ask('earn', { ...review, activity: 'birthday', reference: newId() })).body.code).toBe(
      'activity_unknown',
    );
  });

  it('are taken against an order by the rules of the program, or by hand', async () => {
    const guest = await network.guest();
    await ask('earn', { customerId: guest, points: 2_000 });
    const order = { customerId: guest, orderAmount: 40.5, pointOfSaleId: network.pointOfSaleId, reference: 'ORD-1' };
    const below = await ask('redeem', { ...order, points: 499 });
    expect([below.status, below.body.code]).toEqual([422, 'redemption_below_minimum']);
    const spent = await ask('redeem', { ...order, points: 500, reference: 'ORD-2' });
    expect(spent.body).toMatchObject({ type: 'redeemed', points: -500, reference: 'ORD-2', points_balance: 1_500 });
    const fewer = await ask('redeem', { customerId: guest, points: 499, description: 'A mug' });
    expect([fewer.status, fewer.body]).toMatchObject([422, { code: 'redemption_below_minimum', min: 500 }]);
    const byHand = await ask('redeem', { customerId: guest, points: 600, description: 'A mug' });
    expect(byHand.body).toMatchObject({ type: 'adjusted', points: -600, points_balance: 900 });
    const detail = await network.get(`/api/transactions/${String(byHand.body.id)}`, await network.tokenOf('manager'));
    expect(detail.body).toMatchObject({ type: 'MANUAL', comment: 'A mug' });
    const few = await ask('redeem', { customerId: guest, points: 901 });
    expect([few.status, few.body]).toMatchObject([422, { code: 'insufficient_points', available: 900 }]);
    // The order's sale includes the redemption, and the history shows both once.
    const sale = await network.post(
      `/api/guests/${guest}/transaction`,
      cashier,
      network.sale(4_050, { externalOrderId: 'ORD-2' }),
    );
    expect(sale.body).toMatchObject({ pointsRedeemed: 500, pointsValue: 500 });
    const { points_transactions: told } = await historyOf(guest);
    expect(told.map(({ type, points, reference }) => [type, points, reference])).toEqual([
      ['earned', sale.body.pointsEarned, 'ORD-2'],
      ['adjusted', -600, null],
      ['redeemed', -500, 'ORD-2'],
      ['earned', 2_000, null],
    ]);
    expect(told.reduce((sum, { points }) => sum + (points as number), 0)).toBe(
      900 + (sale.body.pointsEarned as number),
    );
  });

  it('are listed in pages, each movement with its reason', async () => {
    const guest = await network.guest();
    for (const points of [1, 2, 3]) await ask('earn', { customerId: guest, points });
    const page = await historyOf(guest, '?limit=2');
    expect(page.points_transactions).toMatchObject([{ points: 3, type: 'earned' }, { points: 2 }]);
    const rest = await historyOf(guest, `?limit=2&cursor=${encodeURIComponent(page.next_cursor ?? '')}`);
    expect([rest.points_transactions.map(({ points }) => points), rest.next_cursor]).toEqual([[1], null]);
  });

  it('keep the type and the words that the service gave them', async () => {
    const guest = await network.guest();
    await ask('earn', { customerId: guest, points: 150, type: 'earned', description: 'Purchase order ORD-789012' });
    const bonus = await ask('earn', {
      customerId: guest,
      points: 50,
      type: 'bonus',
      description: 'Sorry for the wait',
    });
    expect([bonus.status, bonus.body]).toMatchObject([201, { type: 'bonus', description: 'Sorry for the wait' }]);
    const { points_transactions: told } = await historyOf(guest);
    expect(told.map(({ type, description }) => [type, description])).toEqual([
      ['bonus', 'Sorry for the wait'],
      ['earned', 'Purchase order ORD-789012'],
    ]);
  });

  it('are bound by the rights and limits of the acts that they are', async () => {
    const guest = await network.guest();
    const much = { customerId: guest, points: 20_000 };
    expect((await ask('earn', much)).body).toMatchObject({ code: 'limit_exceeded', max: 10_000 });
    const waiting = await ask('earn', { customerId: guest, points: 501 }, cashier);
    expect([waiting.status, waiting.body]).toMatchObject([202, { customerId: guest, status: 'pending' }]);
    const till = await network.keyOf('till');
    expect((await ask('earn', { customerId: guest, points: 1 }, till)).status).toBe(403);
    expect((await ask('redeem', { customerId: guest, points: 1 }, till)).status).toBe(403);
    expect((await ask('earn', { customerId: guest, activity: 'review', reference: newId() }, cashier)).status).toBe(
      403,
    );
    expect((await ask('earn', { customerId: 'nobody', points: 1 })).body.code).toBe('guest_not_found');
  });

  it('say what is missing, or too much', async () => {
    const faultsOf = async (call: 'earn' | 'redeem', body: object) =>
      ((await ask(call, { customerId: 'x', ...body })).body.errors as { path: string; code: string }[]).map(
        ({ path, code }) => `${path} ${code}`,
      );
    expect(await faultsOf('earn', {})).toEqual(['points one_required']);
    expect(await faultsOf('earn', { points: 1, activity: 'review', reference: 'R' })).toEqual(['activity not_both']);
    expect(await faultsOf('earn', { activity: 'review' })).toEqual(['reference required']);
    const earnedReview = { activity: 'review', reference: 'R', type: 'earned' };
    expect(await faultsOf('earn', earnedReview)).toEqual(['type not_valid']);
    expect(await faultsOf('redeem', { points: 1, orderAmount: 5 })).toEqual(['pointOfSaleId required']);
    const guest = await network.guest();
    const order = { customerId: guest, points: 500, orderAmount: 1.234, pointOfSaleId: network.pointOfSaleId };
    expect(await faultsOf('redeem', order)).toEqual(['orderAmount not_valid']);
  });

  it.each(['/api', ''])('answer beside the other calls of that system, with the prefix %p', async (prefix) => {
    const guest = await network.guest();
    const asked = [
      `/loyalty/customer/${guest}`,
      `/loyalty/customer/${guest}/tier-price?amount=100`,
      `/loyalty/points/history/${guest}`,
      '/rewards/catalog',
      `/rewards/customer/${guest}/available`,
      `/rewards/redemptions/${guest}`,
    ];
    const answers = await Promise.all(asked.map((path) => network.get(`${prefix}${path}`, service)));
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 200));
    const code = `MUG${prefix.replace('/', '-')}`;
    await shop.item({ code, cost: 200 });
    await ask('earn', { customerId: guest, points: 1_000 });
    const redeemed = await network.post(`${prefix}/rewards/redeem`, service, {
      customerId: guest,
      rewardId: code,
    });
    expect([redeemed.status, redeemed.body.points_cost]).toEqual([201, 200]);
  });

  it('stand in the ledger like any other', async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
