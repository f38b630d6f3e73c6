import { type MoneyOff, minorUnits } from '../../../src/decision';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { campaignOf } from '../../support/decision/campaigns';
import { RewardShop } from '../../support/rewards/reward-shop';
import { runCampaign } from '../../support/run-campaign';
import { TillNetwork } from '../../support/till-network';
import { Networks } from '../../../src/configuration';
import { Guests } from '../../../src/identity';

const discounting = (moneyOff: MoneyOff, promoCode: string) =>
  campaignOf({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff, promoCode });

describe('what people type and paste', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { country: 'RU' });
    shop = await RewardShop.open(network);
  });
  afterAll(() => test.close());

  it.each(['\u202a+79165550101\u202c', '\u2068+7 916 555-01-01\u2069', 'tel:+79165550101'])(
    'the phone %j registers and finds the guest',
    async (phone) => {
      const { body: made } = await network.post('/api/guests', shop.manager, { phone }).expect(201);
      expect(made).toMatchObject({ phone: '+79165550101' });
      const { body: found } = await network.post('/api/guests/lookup', shop.cashier, { phone }).expect(200);
      expect(found).toMatchObject({ id: made.id });
      const { body: searched } = await network.post('/api/guests/search', shop.manager, { query: phone }).expect(200);
      expect(searched).toMatchObject({ items: [{ id: made.id }] });
      const { body: again } = await network.post('/api/guests', shop.manager, { phone: '89165550101' });
      expect(again).toMatchObject({ code: 'guest_exists', guestId: made.id });
    },
  );

  it('a phone that lacks a digit registers nobody', async () => {
    const { body } = await network.post('/api/guests', shop.manager, { phone: '8 (916) 555-12-3' }).expect(422);
    expect(body).toMatchObject({ code: 'phone_invalid' });
  });

  it('a card with other dashes and marks is found by it', async () => {
    const { body: made } = await network.post('/api/guests', shop.manager, { phone: '+79165550102' }).expect(201);
    const card = `\u202a${(made.cardNumber as string).replace(/\d{4}(?=\d)/g, '$&–')}\u202c`;
    const { body: found } = await network.post('/api/guests/lookup', shop.cashier, { card }).expect(200);
    expect(found).toMatchObject({ id: made.id });
    const { body: listed } = await network
      .get(`/api/guests?card=${encodeURIComponent(card)}`, shop.manager)
      .expect(200);
    expect(listed).toMatchObject({ items: [{ id: made.id }] });
    const profile = await test.app.get(Networks).getProfile(network.id);
    const named = await test.app.get(Guests).listIdsOf(profile, [card, 'tel:+79165550102', '8 (916) 555-12-3']);
    expect(named).toEqual([made.id, made.id, undefined]);
  });

  it('a name keeps its emoji whole', async () => {
    const name = 'Anna 👨‍👩‍👧';
    const { body } = await network.post('/api/guests', shop.manager, { phone: '+79165550103', name }).expect(201);
    expect(body).toMatchObject({ name });
  });

  it('a promo code is found in the other alphabet and with a blank, and the exact one goes first', async () => {
    const guest = await network.guest();
    const off = (amount: number) => ({ kind: 'AMOUNT', amount: minorUnits(amount) }) as const;
    await runCampaign(network, 'SUMMER', discounting(off(100), 'SUMMER'));
    const quote = async (promoCode: string) =>
      (await network.post(`/api/guests/${guest}/quote`, shop.cashier, network.sale(5_000, { promoCode }))).body;
    const plain = Number((await quote('SUMMER')).discount);
    for (const typed of ['SUММЕR', 'SUM MER', 'sum mer', 'SUM–MER'])
      expect([typed, (await quote(typed)).discount]).toEqual([typed, plain]);
    // A campaign takes the code that is typed exactly as its own, although the code of another campaign looks the same.
    await runCampaign(network, 'TWIN', discounting(off(700), 'SUММЕR'));
    expect([(await quote('SUMMER')).discount, (await quote('SUММЕR')).discount]).toEqual([plain, plain + 600]);
  });

  it('a coupon is found with other dashes, and a Russian word may be one', async () => {
    const item = await shop.discount({ code: 'FIVE' });
    const [single] = await shop.singleCodes(item, 2);
    const guest = await network.guest();
    const used = await shop.sell(guest, 5_000, { coupons: [single.replaceAll('-', '–')] });
    expect(used.body).toMatchObject({ rewards: [{ code: 'FIVE' }] });
    const batch = { kind: 'SHARED', redemptionItemId: item, code: 'Лето 26', uses: 5 };
    await network.post('/api/coupons/batches', shop.manager, batch).expect(201);
    const { body: taken } = await network
      .post('/api/coupons/batches', shop.manager, { ...batch, code: 'ЛЕТO—26' })
      .expect(409);
    expect(taken).toMatchObject({ code: 'code_taken' });
    for (const typed of ['лето26', 'ЛЕТО−26', 'ЛETO 26']) {
      const sold = await shop.sell(guest, 5_000, { coupons: [typed] });
      expect([typed, sold.body]).toMatchObject([typed, { rewards: [{ code: 'FIVE' }] }]);
    }
  });
});
