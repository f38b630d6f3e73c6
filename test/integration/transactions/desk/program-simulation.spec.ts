import { presetForNetwork } from '../../../../src/configuration';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('a simulated sale', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const document = presetForNetwork('hybrid-5', 2);
  const simulate = (body: object) => network.post('/api/programs/simulate', manager, body);

  it('is decided by the program that it brings, for a guest of any tier, and says why', async () => {
    const { status, body } = await simulate({ document, guest: { tier: 'SILVER' }, sale: { amount: 155_000 } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ tier: 'SILVER', discount: 15_500, payable: 139_500, pointsEarned: 139 });
    expect(body.earnedValue).toBe(13_900);
    expect(body.trace[0].reason).toContain('SILVER');
  });

  it('tells the bonus of a first sale, what can be redeemed, and what redeeming does', async () => {
    const guest = { firstSale: true, points: 1_000 };
    const first = await simulate({ document, guest, sale: { amount: 100_000, pointsToRedeem: 200 } });
    expect(first.body).toMatchObject({ discount: 5_000, pointsValue: 20_000, payable: 75_000, pointsEarned: 275 });
    expect(first.body.redeemable).toMatchObject({ min: 100, max: 475 });
    const greedy = await simulate({ document, guest, sale: { amount: 100_000, pointsToRedeem: 900 } });
    expect([greedy.status, greedy.body.code]).toEqual([422, 'redemption_limit_exceeded']);
  });

  it('refuses what is no program, with the place of each mistake, and writes nothing', async () => {
    const wrong = { ...document, tiers: [] };
    const { status, body } = await simulate({ document: wrong, sale: { amount: 100 } });
    expect(status).toBe(400);
    expect(body.errors[0].path).toContain('document.tiers');
    const list = await network.get('/api/programs', manager);
    expect(list.body.items).toHaveLength(1);
  });
});
