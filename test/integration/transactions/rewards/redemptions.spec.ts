import { Sessions } from '../../../../src/security';
import { RedemptionExpiryJob } from '../../../../src/transactions/rewards/redemptions/redemption-expiry.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

describe('a reward of the catalogue', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    shop = await RewardShop.open(network);
  });
  afterAll(() => test.close());

  it('are refused with what exactly is wrong of an item, and of its slot', async () => {
    const told = async (path: string, body: object) => {
      const answer = await shop.network.post(path, shop.manager, body).set('Accept-Language', 'en');
      expect(answer.status).toBe(400);
      const [error] = (answer.body as { errors: { path: string; message: string }[] }).errors;
      return `${error?.path ?? ''}: ${error?.message ?? ''}`;
    };
    const items = '/api/redemption-items';
    const item = { name: { en: 'Item' }, kind: 'PRODUCT', cost: 1 };
    expect(await told(items, { ...item, byAppointment: true })).toBe(
      'byAppointment: Only an experience can be by appointment.',
    );
    expect(await told(items, { ...item, kind: 'DISCOUNT', gift: null })).toBe(
      'gift: The gift does not match the kind of reward.',
    );
    const slot = { startsAt: '2099-12-01T10:00:00Z', endsAt: '2099-12-01T12:00:00Z', capacity: 1 };
    const id = await shop.item({ kind: 'EXPERIENCE' });
    expect(await told(`${items}/${id}/slots`, slot)).toBe(
      'byAppointment: The item is not by appointment: change it first.',
    );
    expect(await told(`${items}/${id}/slots`, { ...slot, endsAt: slot.startsAt })).toBe(
      'endsAt: It ends before it begins.',
    );
  });

  it('is bought with points, waits, is made ready and handed over; then nothing comes back', async () => {
    const item = await shop.item({ code: 'MUG', stock: 5 });
    const guest = await shop.guestWith(250);
    const bought = await shop.redeem(guest, item, { quantity: 2 });
    expect(bought.status).toBe(201);
    expect(bought.body).toMatchObject({
      type: 'REDEMPTION',
      amount: 0,
      pointsRedeemed: 200,
      pointsValue: 0,
      balance: { available: 50 },
      redemption: { redemptionItemId: item, code: 'MUG', quantity: 2 },
      trace: [
        { effect: 'REDEEM', rule: 'reward.redeemed', reason: expect.stringMatching(/^Reward “.+” × 2: 200 points$/) },
      ],
    });
    const { id } = bought.body as { id: string };
    // The history keeps the reward's name of that time.
    const named = [{ rule: 'reward.redeemed', reason: 'Reward “Item” × 2: 200 points' }];
    const history = await network.get(`/api/guests/${guest}/history`, shop.cashier);
    expect(history.body.items[0]).toMatchObject({ trace: named });
    expect((await network.get(`/api/transactions/${id}/explain`, shop.cashier)).body).toMatchObject({
      agrees: true,
      trace: named,
    });
    expect(await shop.stock(item)).toBe(3);
    expect(await shop.redemption(id)).toMatchObject({ status: 'PENDING', points: 200, usableAtSale: false });
    const ready = await network.post(`/api/redemptions/${id}/ready`, shop.cashier);
    expect([ready.status, ready.body.status]).toEqual([200, 'READY']);
    expect((await network.post(`/api/redemptions/${id}/ready`, shop.cashier)).body.code).toBe('redemption_closed');
    expect((await network.post(`/api/redemptions/${id}/fulfil`, shop.cashier)).body.status).toBe('FULFILLED');
    const cancelled = await network.post(`/api/redemptions/${id}/cancel`, shop.manager);
    expect([cancelled.status, cancelled.body.code, cancelled.body.redemptionStatus]).toEqual([
      409,
      'redemption_closed',
      'FULFILLED',
    ]);
    expect([await shop.balance(guest), await shop.stock(item)]).toEqual([50, 3]);
  });

  it('names who handed it over, and not to the guest', async () => {
    const item = await shop.item({ code: 'MUG' });
    const guest = await shop.guestWith(200);
    const handOver = async (token: string) => {
      const { id } = (await shop.redeem(guest, item)).body as { id: string };
      expect(await shop.redemption(id)).toMatchObject({ handedOverBy: null });
      const { body } = await network.post(`/api/redemptions/${id}/fulfil`, token);
      expect(await shop.redemption(id)).toEqual(body);
      return body as { id: string; handedOverBy: object };
    };
    const { id: cashierId } = (await network.get('/api/auth/me', shop.cashier)).body as { id: string };
    const byCashier = await handOver(shop.cashier);
    expect(byCashier.handedOverBy).toMatchObject({ kind: 'user', id: cashierId, device: null });
    const byService = await handOver(await network.keyOf('till'));
    expect(byService.handedOverBy).toMatchObject({ kind: 'key', name: 'test', device: null });
    const listed = await network.get(`/api/guests/${guest}/redemptions`, shop.cashier);
    expect(listed.body.items).toMatchObject([byService, byCashier]);
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, guest);
    const own = await network.get(`/api/redemptions/${byCashier.id}`, accessToken);
    expect(own.body).toMatchObject({ status: 'FULFILLED', handedOverBy: null });
  });

  it('is cancelled: points with their own date, stock, place', async () => {
    const item = await shop.item({ kind: 'EXPERIENCE', byAppointment: true, stock: 2 });
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    const endsAt = new Date(Date.now() + 90_000_000).toISOString();
    const slot = (
      await network.post(`/api/redemption-items/${item}/slots`, shop.manager, { startsAt, endsAt, capacity: 1 })
    ).body as { id: string };
    const guest = await shop.guestWith(100);
    const before = (await network.get(`/api/guests/${guest}/balance`, shop.cashier)).body.expiring;
    expect((await shop.redeem(guest, item)).body.code).toBe('slot_required');
    const bought = await shop.redeem(guest, item, { slotId: slot.id });
    expect(bought.status).toBe(201);
    const other = await shop.guestWith(100);
    expect((await shop.redeem(other, item, { slotId: slot.id })).body).toMatchObject({ code: 'slot_taken', left: 0 });
    const cancelled = await network.post(`/api/redemptions/${bought.body.id}/cancel`, shop.manager);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
    const after = (await network.get(`/api/guests/${guest}/balance`, shop.cashier)).body;
    expect([after.available, after.expiring]).toEqual([100, before]);
    expect(await shop.stock(item)).toBe(2);
    const slots = (await network.get(`/api/redemption-items/${item}/slots`, shop.cashier)).body.items;
    expect(slots).toMatchObject([{ capacity: 1, left: 1 }]);
    expect((await shop.redeem(other, item, { slotId: slot.id })).status).toBe(201);
  });

  it('says what is not there, what the guest may not take, and what it costs', async () => {
    const guest = await shop.guestWith(150);
    const codeOf = async (members: object, more: object = {}) =>
      (await shop.redeem(guest, await shop.item(members), more)).body as Record<string, unknown>;
    expect(await codeOf({ stock: 1 }, { quantity: 2 })).toMatchObject({ code: 'out_of_stock', left: 1 });
    expect(await codeOf({ cost: 151 })).toMatchObject({ code: 'insufficient_points', available: 150 });
    expect(await codeOf({ cost: 0 })).toMatchObject({ code: 'reward_not_available', reason: 'NOT_FOR_POINTS' });
    expect(await codeOf({ tiers: ['GOLD'] })).toMatchObject({ code: 'reward_not_available', reason: 'TIER' });
    expect(await codeOf({ validFrom: '2999-01-01T00:00:00Z' })).toMatchObject({ reason: 'NOT_YET' });
    expect(await codeOf({ validUntil: '2020-01-01T00:00:00Z' })).toMatchObject({ reason: 'OVER' });
    const limited = await shop.item({ cost: 10, limits: { perGuest: 1, perPeriod: null } });
    expect((await shop.redeem(guest, limited)).status).toBe(201);
    expect((await shop.redeem(guest, limited)).body).toMatchObject({ code: 'reward_limit_reached', left: 0 });
    const monthly = await shop.item({ cost: 1, limits: { perGuest: null, perPeriod: { count: 2, period: 'MONTH' } } });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await shop.redeem(guest, monthly)).status);
    expect(statuses).toEqual([201, 201, 422]);
    const archived = await shop.item({});
    await network.test
      .api()
      .patch(`/api/redemption-items/${archived}`)
      .set('Authorization', `Bearer ${shop.manager}`)
      .set('Idempotency-Key', archived)
      .send({ archived: true });
    expect((await shop.redeem(guest, archived)).body).toMatchObject({ reason: 'ARCHIVED' });
  });

  it('answers a repeated call the same, and takes once', async () => {
    const item = await shop.item({ stock: 5 });
    const guest = await shop.guestWith(300);
    const first = await shop.redeem(guest, item, {}, `key-${item}`);
    const again = await shop.redeem(guest, item, {}, `key-${item}`);
    expect([first.status, again.status, again.headers['idempotent-replayed']]).toEqual([201, 201, 'true']);
    expect(again.text).toBe(first.text);
    expect([await shop.balance(guest), await shop.stock(item)]).toEqual([200, 4]);
  });

  it('ends of itself: points come back once, however many look at once', async () => {
    const item = await shop.item({ stock: 1, usableDays: 1 });
    const guest = await shop.guestWith(100);
    const { id } = (await shop.redeem(guest, item)).body as { id: string };
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query('UPDATE guest_states SET version = version + 1 WHERE network_id = $1 AND guest_id = $2', [
        network.id,
        guest,
      ]);
      await tx.query(
        `UPDATE redemptions SET expires_at = now() - interval '1 second' WHERE network_id = $1 AND id = $2`,
        [network.id, id],
      );
    });
    expect((await network.post(`/api/redemptions/${id}/ready`, shop.cashier)).body.redemptionStatus).toBe('EXPIRED');
    const job = test.app.get(RedemptionExpiryJob);
    await Promise.all([job.doNext(network.id), job.doNext(network.id)]);
    expect(await shop.redemption(id)).toMatchObject({ status: 'EXPIRED' });
    expect([await shop.balance(guest), await shop.stock(item)]).toEqual([100, 1]);
    expect(await job.doNext(network.id)).toBe('idle');
  });

  it('is given without a till by a service, in the shapes of the one it takes the place of', async () => {
    const service = await network.keyOf('loyalty');
    const own = await TillNetwork.create(test, { preset: 'points-4' });
    const ownShop = await RewardShop.open(own);
    const draft = await own.post('/api/programs', ownShop.manager, { preset: 'points-4' });
    await own.post(`/api/programs/${String(draft.body.version)}/publish`, ownShop.manager);
    const key = await own.keyOf('loyalty');
    const catalog = (await own.get('/api/rewards/catalog', key)).body;
    expect(catalog.reward_catalog).toEqual({
      discounts: [
        {
          id: 'REWARD-001',
          name: '$5 Off Next Purchase',
          type: 'discount',
          value: 5,
          points_cost: 500,
          minimum_order: 25,
          expiration_days: 30,
        },
        {
          id: 'REWARD-002',
          name: 'Free Shipping',
          type: 'shipping',
          value: 0,
          points_cost: 200,
          minimum_order: 0,
          expiration_days: 60,
        },
      ],
      products: [
        {
          id: 'REWARD-101',
          name: 'Exclusive Branded Mug',
          type: 'product',
          points_cost: 1_000,
          stock_quantity: 500,
          shipping_required: true,
        },
      ],
      experiences: [
        {
          id: 'REWARD-201',
          name: 'VIP Shopping Experience',
          type: 'experience',
          points_cost: 5_000,
          description: 'Personal shopping session with style consultant',
          availability: 'by_appointment',
        },
      ],
    });
    const guest = await ownShop.guestWith(1_300);
    const available = (await own.get(`/api/rewards/customer/${guest}/available`, key)).body;
    expect(available).toMatchObject({ customerId: guest, points_balance: 1_300 });
    const offered = (available as { available_rewards: { id: string }[] }).available_rewards;
    expect(offered.map(({ id }) => id)).toEqual(['REWARD-001', 'REWARD-002', 'REWARD-101']);
    const redeemed = await own.test
      .api()
      .post('/api/rewards/redeem')
      .set('Authorization', `Bearer ${key}`)
      .send({ customerId: guest, rewardId: 'REWARD-101', reference: 'order-1', shippingAddress: 'Kazan, Baumana 1' });
    expect(redeemed.status).toBe(201);
    expect(redeemed.body).toMatchObject({ rewardId: 'REWARD-101', points_cost: 1_000, status: 'pending' });
    const list = (await own.get(`/api/rewards/redemptions/${guest}`, key)).body;
    expect(list.redemptions).toEqual([redeemed.body]);
    expect((await network.get(`/api/rewards/redemptions/${guest}`, service)).status).toBe(404);
    const sent = await own.get(`/api/redemptions/${String(redeemed.body.id)}`, ownShop.manager);
    expect(sent.body).toMatchObject({ shippingAddress: 'Kazan, Baumana 1' });
    await own.post(`/api/redemptions/${String(redeemed.body.id)}/cancel`, ownShop.manager);
    expect(await ownShop.balance(guest)).toBe(1_300);
  });
});
