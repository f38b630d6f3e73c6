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
