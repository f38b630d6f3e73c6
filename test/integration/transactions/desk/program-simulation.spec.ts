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

  const campaign = {
    name: 'Second at half price',
    moneyOff: { kind: 'EVERY_NTH', every: 2, ratePpm: 500_000, times: null },
    when: null,
    caps: null,
    budgets: [],
    onShortBudget: 'CUT',
  };
  const items = [
    { category: 'Pizza', quantity: 2, total: 100_000 },
    { category: 'Drinks', total: 30_000 },
  ];
  const sale = { amount: 130_000, items };

  it('shows by line what tier, campaign, coupon and points take off, each from what those before it left', async () => {
    const guest = { tier: 'SILVER', points: 9_000 };
    const bought = { ...sale, coupon: 7_200, pointsToRedeem: 100 };
    const { status, body } = await simulate({ document, campaign, guest, sale: bought });
    expect(status).toBe(200);
    // 10 % of the tier leave 900 and 270; half of one pizza is 225; the coupon of 72 is divided by 675 and 270.
    expect(body.lines).toMatchObject([
      { amount: 100_000, tierDiscount: 10_000, campaignDiscount: 22_500, couponDiscount: 5_143 },
      { amount: 30_000, tierDiscount: 3_000, campaignDiscount: 0, couponDiscount: 2_057 },
    ]);
    const lines = body.lines as Record<string, number>[];
    const sum = (...parts: string[]) =>
      lines.reduce((total, line) => parts.reduce((soFar, part) => soFar + Number(line[part]), total), 0);
    expect(sum('pointsValue')).toBe(body.pointsValue);
    expect(sum('payable')).toBe(body.payable);
    expect(sum('tierDiscount', 'campaignDiscount', 'couponDiscount')).toBe(body.discount);
    expect(body.trace[1].reason).toBe('Campaign “Second at half price”: −₽225.00');
  });

  it('takes off no more than caps and budgets of the campaign allow, and says why', async () => {
    const caps = { perSale: 20_000, perDay: null, perWeek: null, perGuest: null, uses: null };
    const capped = await simulate({ document, campaign: { ...campaign, caps }, sale });
    expect(capped.body.lines[0].campaignDiscount).toBe(20_000);
    const budgets = [{ unit: 'MONEY', restaurantId: null, limit: 15_000 }];
    const short = await simulate({ document, campaign: { ...campaign, budgets }, sale });
    expect(short.body.lines[0].campaignDiscount).toBe(15_000);
    const refused = await simulate({ document, campaign: { ...campaign, budgets, onShortBudget: 'REFUSE' }, sale });
    expect(refused.body.lines[0].campaignDiscount).toBe(0);
    expect(JSON.stringify(refused.body.trace)).toContain('budget');
  });

  it('names the place of a mistake in the campaign', async () => {
    const parts = [{ skus: [], categories: [], pieces: 1 }];
    const set = { ...campaign, moneyOff: { kind: 'COMBO', price: 50_000, parts, times: 1 } };
    const { status, body } = await simulate({ document, campaign: set, sale });
    expect(status).toBe(400);
    expect(body.errors[0].path).toBe('campaign.moneyOff.parts[0]');
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
