import { presetForNetwork } from '../../../../src/configuration';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork, type TillNetworkOptions } from '../../../support/till-network';

const OFF = {
  rewards: false,
  receipts: false,
  friends: false,
  transfers: false,
  families: false,
  partners: false,
  giftCards: false,
  leaderboard: false,
  wheel: false,
};

describe('the parts of the cabinet', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  /** A network whose programme has one tier, and neither offer for friends nor families. */
  const plainNetwork = (settings: TillNetworkOptions['settings'] = {}) => {
    const document = structuredClone(presetForNetwork('hybrid-5', 2));
    const [tier] = document.tiers;
    const { referral: _, ...activities } = document.activities;
    const { families: __, ...rest } = document;
    const plain = { ...rest, activities, tiers: tier === undefined ? [] : [tier] };
    return TillNetwork.create(test, { document: plain, settings });
  };
  const sectionsOf = async (network: TillNetwork, guest: string): Promise<unknown> => {
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, guest);
    return (await network.get('/api/auth/me/sections', accessToken).expect(200)).body as unknown;
  };

  it('are left out where the network has switched them off or has nothing in them', async () => {
    const network = await plainNetwork({ claimWindowHours: 0, transfers: { allowed: false } });
    expect(await sectionsOf(network, await network.guest())).toEqual({ ...OFF, tiers: false, pointValue: 100_000_000 });
  });

  it('are there where the programme, the settings or the catalogue has them', async () => {
    const network = await TillNetwork.create(test, { settings: { transfers: { allowed: true }, leaderboard: true } });
    const shop = await RewardShop.open(network);
    await shop.item({ code: 'MUG' });
    const partner = { code: 'ROASTERS', name: 'Roasters', benefits: {}, earnPerDay: 100, burnPerDay: 0 };
    await network.post('/api/partners', shop.manager, partner).expect(201);
    expect(await sectionsOf(network, await network.guest())).toMatchObject({
      rewards: true,
      receipts: true,
      transfers: true,
      partners: true,
      leaderboard: true,
      tiers: true,
      pointValue: 100_000_000,
    });
  });

  it('keep the rewards of a guest who has one, when the catalogue offers none any more', async () => {
    const network = await plainNetwork();
    const shop = await RewardShop.open(network);
    const item = await shop.item({ code: 'MUG' });
    const guest = await shop.guestWith(250);
    await shop.redeem(guest, item);
    await test
      .api()
      .patch(`/api/redemption-items/${item}`)
      .set('Authorization', `Bearer ${shop.manager}`)
      .set('Idempotency-Key', item)
      .send({ archived: true })
      .expect(200);
    expect(await sectionsOf(network, guest)).toMatchObject({ rewards: true });
    expect(await sectionsOf(network, await network.guest())).toMatchObject({ rewards: false });
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, guest);
    const own = await network.get(`/api/guests/${guest}/redemptions`, accessToken).expect(200);
    expect(own.body.items).toMatchObject([{ code: 'MUG', name: 'Item' }]);
  });
});
