import { RfmBoundaries } from '../../../../src/marketing/segments/rfm-boundaries';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';
import { runCampaign } from '../../../support/run-campaign';
import { TillNetwork } from '../../../support/till-network';

/** The parts of the rewards system's document that an order service reads, unchanged. */
const EARNING = {
  bonus_categories: { electronics: 2.0, fashion: 1.5, home: 1.25 },
  activities: {
    account_creation: 100,
    first_purchase: 200,
    product_review: 25,
    referral: 500,
    social_share: 10,
    birthday: 100,
  },
};
const REDEMPTION = {
  value: '100 points = $1',
  minimum_redemption: 500,
  maximum_per_order: '50% of order value',
  expiration: '24 months from earning date',
};
const TIERS = {
  bronze: {
    name: 'Bronze Member',
    requirements: { min_spend: 0, min_orders: 0 },
    benefits: {
      points_multiplier: 1.0,
      free_shipping_threshold: 75.0,
      birthday_discount: 10,
      early_access: false,
    },
  },
  silver: {
    name: 'Silver Member',
    requirements: { min_spend: 500.0, min_orders: 5 },
    benefits: {
      points_multiplier: 1.25,
      free_shipping_threshold: 50.0,
      birthday_discount: 15,
      early_access: true,
      priority_support: true,
    },
  },
  gold: {
    name: 'Gold Member',
    requirements: { min_spend: 1500.0, min_orders: 15 },
    benefits: {
      points_multiplier: 1.5,
      free_shipping_threshold: 25.0,
      birthday_discount: 20,
      early_access: true,
      priority_support: true,
      exclusive_products: true,
    },
  },
  platinum: {
    name: 'Platinum Member',
    requirements: { min_spend: 5000.0, min_orders: 50 },
    benefits: {
      points_multiplier: 2.0,
      free_shipping_threshold: 0.0,
      birthday_discount: 25,
      early_access: true,
      priority_support: true,
      exclusive_products: true,
      personal_shopper: true,
      concierge_service: true,
    },
  },
};

describe('the programme in the words of the rewards system', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it.each(['/api', ''])(
    'says how points are earned and redeemed, and what tiers give, with the prefix %p',
    async (prefix) => {
      const network = await TillNetwork.create(test, { preset: 'points-4', currency: 'USD' });
      const service = await network.keyOf('loyalty');
      const { status, body } = await network.get(`${prefix}/loyalty/program`, service);
      expect([status, body]).toEqual([
        200,
        {
          points_earning: {
            purchase: {
              rate: '1 point per $1 spent',
              points: 1,
              step: 1,
              bonus_categories: EARNING.bonus_categories,
            },
            activities: EARNING.activities,
            campaigns: {},
          },
          points_redemption: { ...REDEMPTION, point_value: 0.01, maximum_percent: 50 },
          loyalty_tiers: TIERS,
        },
      ]);
    },
  );

  it('tells the status of a customer as the document of the rewards system does', async () => {
    const network = await TillNetwork.create(test, { preset: 'points-4', currency: 'USD' });
    const [service, cashier] = [await network.keyOf('loyalty'), await network.tokenOf('cashier')];
    const guest = await network.guest();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE guests SET external_id = 'CUST-12345' WHERE network_id = $1 AND id = $2", [network.id, guest]),
    );
    for (const amount of [35_000, ...Array.from({ length: 14 }, () => 10_000)])
      await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amount)).expect(201);
    const status = async () =>
      (await network.get('/loyalty/customer/CUST-12345', service).expect(200)).body as { points_balance: number };
    const points = 2_500 - (await status()).points_balance;
    await network
      .post('/loyalty/points/earn', service, { customerId: 'CUST-12345', points, reference: 'GIFT-1' })
      .expect(201);
    const { birthday_discount, early_access, free_shipping_threshold, points_multiplier, priority_support } =
      TIERS.gold.benefits;
    expect(await status()).toMatchObject({
      customerId: 'CUST-12345',
      tier: 'gold',
      points_balance: 2_500,
      tier_progress: { current_spend: 1750.0, next_tier: 'platinum', spend_needed: 3250.0, orders_needed: 35 },
      benefits: { birthday_discount, early_access, free_shipping_threshold, points_multiplier, priority_support },
      activity: {
        last_points_earned: expect.any(String) as string,
        last_redemption: null,
        tier_anniversary: expect.any(String) as string,
      },
    });
  });

  it('names the campaigns that multiply points now', async () => {
    const network = await TillNetwork.create(test, { preset: 'points-4' });
    await runCampaign(network, 'DOUBLE_POINTS_WEEKEND', alwaysOn() as never);
    const { body } = await network.get('/api/loyalty/program', await network.keyOf('loyalty'));
    expect(body).toMatchObject({ points_earning: { campaigns: { double_points_weekend: 2 } } });
  });

  it('says so where points buy nothing, never end, or are worth parts of a unit', async () => {
    const preset = presetForNetwork('points-4', 0);
    const document = { ...preset, pointValue: 1_500_000, redemption: null, expiry: { kind: 'NEVER' as const } };
    const network = await TillNetwork.create(test, { document, currency: 'JPY' });
    const service = await network.keyOf('loyalty');
    expect((await network.get('/api/loyalty/program', service)).body).toMatchObject({ points_redemption: null });
    const other = await TillNetwork.create(test, {
      document: { ...document, redemption: { minPoints: 2, maxSharePpm: null, leaveAtLeast: 0 } } as never,
      currency: 'JPY',
    });
    expect((await other.get('/api/loyalty/program', await other.keyOf('loyalty'))).body).toMatchObject({
      points_redemption: {
        value: '2 points = ¥3',
        point_value: 1.5,
        maximum_per_order: null,
        maximum_percent: null,
        expiration: null,
      },
    });
  });

  it('tells a promotion service the segments of a customer, by rule and by RFM', async () => {
    const desk = await SegmentDesk.open(test);
    const service = await desk.network.keyOf('loyalty');
    const guest = await desk.network.guest();
    const empty = await desk.network.get(`/api/loyalty/customer/${guest}/segments`, service);
    expect([empty.status, empty.body]).toMatchObject([200, { customerId: guest, customer_segments: [], rfm: null }]);
    await desk.create('BUYERS', byRule(ofGuest('visits', '>', 0)));
    await desk.sell(guest, 2_581);
    await eventually('the segment', async () => {
      await test.app.get(RfmBoundaries).renew(desk.network.id);
      await desk.evaluateAll();
      const { body } = await desk.network.get(`/api/loyalty/customer/${guest}/segments`, service);
      const { customer_segments: segments, rfm } = body as {
        customer_segments: { code: string }[];
        rfm: { segment: string; recency: number } | null;
      };
      return segments.some(({ code }) => code === 'BUYERS') && rfm !== null;
    });
    expect((await desk.network.get('/api/loyalty/customer/nobody/segments', service)).body.code).toBe(
      'guest_not_found',
    );
    const analyst = await desk.network.tokenOf('analyst');
    expect((await desk.network.get(`/api/loyalty/customer/${guest}/segments`, analyst)).status).toBe(403);
  });
});
