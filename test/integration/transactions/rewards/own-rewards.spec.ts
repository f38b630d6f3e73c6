import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

describe('rewards in the hands of the guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;
  let guest: string;
  let token: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    shop = await RewardShop.open(network);
    guest = await shop.guestWith(250);
    ({ accessToken: token } = await test.app.get(Sessions).openForGuest(network.id, guest));
  });
  afterAll(() => test.close());

  const take = (body: object, key?: string) => network.post('/api/auth/me/rewards', token, body, key);
  const offers = async () => {
    const { body } = await network.get('/api/auth/me/rewards', token);
    return body as { available: number; items: { id: string; whyNot: string | null; points: number }[] };
  };

  it('are listed with the reason that keeps the guest from each, without those that are not for them', async () => {
    const mug = await shop.item({ code: 'MUG' });
    const dear = await shop.item({ code: 'PARTY', cost: 1_000 });
    await shop.item({ code: 'SECRET', exclusive: true, tiers: ['VIP'] });
    const { available, items } = await offers();
    expect(available).toBe(250);
    expect(items).toMatchObject([
      { id: mug, whyNot: null, points: 100 },
      { id: dear, whyNot: 'POINTS', points: 1_000 },
    ]);
  });

  it('are taken for points once under a key, and wait for the guest', async () => {
    const mug = await shop.item({ code: 'MUG', stock: 1 });
    const taken = await take({ redemptionItemId: mug }, 'mug-1');
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({ guestId: guest, code: 'MUG', points: 100, status: 'PENDING' });
    const again = await take({ redemptionItemId: mug }, 'mug-1');
    expect([again.status, again.headers['idempotent-replayed'], again.body]).toEqual([201, 'true', taken.body]);
    expect(await shop.balance(guest)).toBe(150);
    expect((await take({ redemptionItemId: mug }, 'mug-2')).body.code).toBe('out_of_stock');
    const own = await network.get(`/api/guests/${guest}/redemptions`, token);
    expect(own.body.items).toMatchObject([{ id: taken.body.id as string }]);
  });

  it('are sent to an address, which the guest and managers see, and managers alone mark', async () => {
    const address = 'Kazan, Baumana 1\nflat 2';
    const parcel = await shop.item({ code: 'PARCEL', shippingRequired: true, usableDays: 1 });
    const mug = await shop.item({ code: 'MUG' });
    expect((await take({ redemptionItemId: parcel }, 'none')).body.code).toBe('shipping_address_required');
    for (const shippingAddress of ['', ' Lane ', 5, null, 'a'.repeat(501), 'Kazan, Baumana\u0007 1'])
      expect((await take({ redemptionItemId: parcel, shippingAddress })).status).toBe(400);
    expect((await take({ redemptionItemId: mug, shippingAddress: address }, 'mug')).body).toMatchObject({
      code: 'reward_not_available',
      reason: 'NOT_SENT',
    });
    expect(await shop.balance(guest)).toBe(250);

    const taken = await take(
      { redemptionItemId: parcel, shippingAddress: ` ${address.replace('\n', '\r\n')} ` },
      'parcel',
    );
    expect(taken.body).toMatchObject({ status: 'PENDING', shippingAddress: address });
    const { id, expiresAt } = taken.body as { id: string; expiresAt: string | null };
    expect(expiresAt).not.toBeNull();
    const seenBy = async (reader: string) => (await network.get(`/api/redemptions/${id}`, reader)).body.shippingAddress;
    expect([await seenBy(shop.manager), await seenBy(shop.cashier), await seenBy(token)]).toEqual([
      address,
      null,
      address,
    ]);
    const open = await network.get('/api/redemptions', shop.manager);
    expect(open.body.items).toMatchObject([{ id, shippingAddress: address }]);

    const move = (step: string, by: string) => network.post(`/api/redemptions/${id}/${step}`, by, {});
    for (const step of ['ready', 'fulfil', 'cancel'])
      expect((await move(step, shop.cashier)).body.code).toBe('forbidden');
    const elsewhere = await (await TillNetwork.create(test)).tokenOf('manager');
    expect((await move('ready', elsewhere)).status).toBe(404);
    // A reward that is ready does not expire.
    expect((await move('ready', shop.manager)).body).toMatchObject({ status: 'READY', expiresAt: null });
    expect((await move('fulfil', shop.manager)).body).toMatchObject({ status: 'FULFILLED', shippingAddress: address });

    const [sent, handed] = [await shop.guestWith(100), await shop.guestWith(100)];
    const quoted = await network.post(`/api/guests/${sent}/quote`, shop.cashier, network.sale(1_000));
    const { offered } = quoted.body.rewardsAvailable as { offered: { code: string; shippingRequired: boolean }[] };
    const isSent = new Map(offered.map(({ code, shippingRequired }) => [code, shippingRequired]));
    expect([isSent.get('PARCEL'), isSent.get('MUG')]).toEqual([true, false]);
    const bySend = await shop.redeem(sent, parcel, { shippingAddress: address });
    expect(bySend.status).toBe(201);
    expect((await network.get(`/api/guests/${sent}/redemptions`, shop.manager)).body.items).toMatchObject([
      { shippingAddress: address },
    ]);
    const byHand = await shop.redeem(handed, parcel);
    const given = await network.post(`/api/redemptions/${String(byHand.body.id)}/fulfil`, shop.cashier, {});
    expect(given.body).toMatchObject({ status: 'FULFILLED', shippingAddress: null });
  });

  it('are refused without points, without a time where one is needed, and to a blocked guest', async () => {
    const dear = await shop.item({ code: 'PARTY', cost: 1_000 });
    expect((await take({ redemptionItemId: dear }, 'dear')).body).toMatchObject({
      code: 'insufficient_points',
      available: 250,
    });
    const visit = await shop.item({ code: 'VISIT', kind: 'EXPERIENCE', byAppointment: true });
    expect((await take({ redemptionItemId: visit }, 'visit')).body.code).toBe('slot_required');
    const elsewhere = await RewardShop.open(await TillNetwork.create(test));
    const theirs = await elsewhere.item({ code: 'THEIRS' });
    expect((await take({ redemptionItemId: theirs }, 'theirs')).status).toBe(404);
    expect((await take({ redemptionItemId: dear, coupon: 'NOBODY' }, 'coupon')).body.code).toBe('coupon_unknown');
    for (const body of [{}, { redemptionItemId: dear, quantity: 21 }, { redemptionItemId: dear, points: 1 }])
      expect((await take(body, `bad-${JSON.stringify(body)}`)).status).toBe(400);
    await network.post(`/api/guests/${guest}/block`, shop.manager, { reasonCode: 'OTHER' });
    const mug = await shop.item({ code: 'MUG' });
    expect((await take({ redemptionItemId: mug }, 'blocked')).body.code).toBe('guest_blocked');
    expect(await shop.balance(guest)).toBe(250);
  });
});
