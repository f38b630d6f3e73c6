import type { Benefit, TierDocument } from '../../../../src/decision';
import { activitiesOf, needs, programOf, tierOf } from '../../../support/decision/programs';
import { applicationOfWorker } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
const tierWith = (code: string, spend: number, ...kinds: Benefit['kind'][]): TierDocument =>
  tierOf(code, { needs: needs(spend), benefits: kinds.map((kind) => ({ kind })) as TierDocument['benefits'] });

describe('rewards that a tier opens', () => {
  let shop: RewardShop;
  let low: string;
  let high: string;

  beforeAll(async () => {
    const document = programOf({
      tiers: [tierWith('LOW', 0), tierWith('HIGH', 100_000, 'EARLY_ACCESS', 'EXCLUSIVE_PRODUCTS')],
      activities: activitiesOf(),
    });
    shop = await RewardShop.open(await TillNetwork.create(await applicationOfWorker(), { document }));
    low = await shop.guestWith(1_000);
    high = await shop.guestWith(1_000);
    await shop.network.post(`/api/guests/${high}/transaction`, shop.cashier, shop.network.sale(100_000)).expect(201);
  });

  /** The item in a quote: why the guest can't have it, and when it opens. */
  const told = async (guest: string, item: string) => {
    const quoted = await shop.network.post(`/api/guests/${guest}/quote`, shop.cashier, shop.network.sale(1_000));
    const { offered } = quoted.body.rewardsAvailable as { offered: { redemptionItemId: string }[] };
    return offered.find(({ redemptionItemId }) => redemptionItemId === item);
  };
  const ofService = async (guest: string) => {
    const { body } = await shop.network.get(`/api/rewards/customer/${guest}/available`, shop.cashier);
    return (body.available_rewards as { id: string }[]).map(({ id }) => id);
  };

  it('open before their date to a tier with early access', async () => {
    const [earlyFrom, validFrom] = [inHours(-1), inHours(24)];
    const item = await shop.item({ code: 'EARLY', validFrom, earlyFrom });
    expect(await told(low, item)).toMatchObject({ whyNot: 'NOT_YET', opensAt: validFrom });
    expect(await told(high, item)).toMatchObject({ whyNot: null, opensAt: null });
    expect([await ofService(low), await ofService(high)]).toEqual([[], ['EARLY']]);
    const refused = await shop.redeem(low, item);
    expect([refused.status, refused.body.code, refused.body.reason]).toEqual([422, 'reward_not_available', 'NOT_YET']);
    expect((await shop.redeem(high, item)).status).toBe(201);

    const later = await shop.item({ code: 'LATER', validFrom: inHours(48), earlyFrom: inHours(24) });
    expect(await told(high, later)).toMatchObject({ whyNot: 'NOT_YET' });
    expect((await shop.redeem(high, later)).body).toMatchObject({ code: 'reward_not_available', reason: 'NOT_YET' });
    const body = { name: { en: 'x' }, kind: 'PRODUCT', cost: 1, validFrom: earlyFrom, earlyFrom: validFrom };
    const wrong = await shop.network.post('/api/redemption-items', shop.manager, body).expect(400);
    expect(wrong.body.errors[0].path).toBe('earlyFrom');
  });

  it('are named with their date from 30 days before they open until 30 days after they ended', async () => {
    const days = (count: number) => inHours(24 * count);
    const soon = { code: 'SOON', validFrom: days(29) };
    const gone = { code: 'GONE', validUntil: days(-29) };
    const [near, ended] = [await shop.item(soon), await shop.item(gone)];
    const farOnes = [
      await shop.item({ code: 'FAR', validFrom: days(31) }),
      await shop.item({ code: 'PAST', validUntil: days(-31) }),
    ];
    expect(await told(low, near)).toMatchObject({ whyNot: 'NOT_YET', opensAt: soon.validFrom, endedAt: null });
    expect(await told(low, ended)).toMatchObject({ whyNot: 'OVER', opensAt: null, endedAt: gone.validUntil });
    for (const item of farOnes) expect(await told(low, item)).toBeUndefined();
    expect((await shop.redeem(low, ended)).body).toMatchObject({ code: 'reward_not_available', reason: 'OVER' });
    const catalog = await shop.network.get('/api/rewards/catalog', shop.cashier);
    expect(JSON.stringify(catalog.body)).not.toMatch(/GONE|PAST/);
  });

  it('are hidden and refused below the tier when they are exclusive', async () => {
    const item = await shop.item({ code: 'EXCLUSIVE', exclusive: true });
    const named = await shop.item({ code: 'NAMED', exclusive: true, tiers: ['LOW'] });
    expect(await told(low, item)).toMatchObject({ whyNot: 'TIER' });
    expect(await ofService(low)).toEqual(['NAMED']);
    expect(await ofService(high)).toContain('EXCLUSIVE');
    expect(await ofService(high)).not.toContain('NAMED');
    const refused = await shop.redeem(low, item);
    expect([refused.status, refused.body.code, refused.body.reason]).toEqual([422, 'reward_not_available', 'TIER']);
    expect((await shop.redeem(high, item)).status).toBe(201);
    expect((await shop.redeem(low, named)).status).toBe(201);
    const catalog = await shop.network.get('/api/rewards/catalog', shop.cashier);
    expect(JSON.stringify(catalog.body)).not.toContain('EXCLUSIVE');
  });
});
