/**
 * The presets, computed anew from the table of the product page: in major units and exact fractions, with none of the
 * decision's own arithmetic.
 */
import fc from 'fast-check';
import { calendarAt, lineOf, NOON, registrationOf, saleOf } from '../../../../test/support/decision/acts';
import { runs } from '../../../../test/support/decision/runs';
import { Story } from '../../../../test/support/decision/story';
import {
  type Decision,
  type GuestState,
  type ItemType,
  minorUnits,
  newGuest,
  points,
  scaleProgram,
} from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { programDocumentSchema } from '../program-document.schema';
import { warningsOfProgram } from '../program-warnings.rules';
import { PRESET_NAMES, PRESETS, type PresetName } from '.';

type PresetRow = {
  readonly tiers: readonly (readonly [code: string, spend: number, visits: number])[];
  readonly discountPercent: readonly number[];
  readonly birthdayPercent: readonly number[] | null;
  readonly multiplier: readonly (readonly [bigint, bigint])[];
  readonly bonus: Readonly<Record<string, readonly [bigint, bigint]>>;
  /** Major units for one point; null: nothing. */
  readonly step: bigint | null;
  readonly registration: number;
  readonly firstSale: number;
  readonly pointMinor: bigint;
  readonly minPoints: number;
  /** Minor units that points may pay of `amount − discount`, as a fraction. */
  readonly limit: (net: bigint) => readonly [bigint, bigint];
};

const CODES = ['BRONZE', 'SILVER', 'GOLD', 'PLATINUM', 'VIP'];
const ONE = [1n, 1n] as const;
const half = (net: bigint) => [net, 2n] as const;

const TABLE: Record<PresetName, PresetRow> = {
  'discount-5': {
    tiers: CODES.map((code, i) => [code, [0, 15_000, 50_000, 150_000, 400_000][i]!, 0]),
    discountPercent: [5, 10, 15, 20, 25],
    birthdayPercent: null,
    multiplier: CODES.map(() => ONE),
    bonus: {},
    step: null,
    registration: 0,
    firstSale: 0,
    pointMinor: 100n,
    minPoints: 1,
    limit: (net) => [net > 100n ? net - 100n : 0n, 1n],
  },
  'hybrid-5': {
    tiers: CODES.map((code, i) => [code, [0, 5_000, 20_000, 60_000, 150_000][i]!, [0, 4, 12, 30, 60][i]!]),
    discountPercent: [5, 10, 15, 20, 25],
    birthdayPercent: null,
    multiplier: CODES.map(() => ONE),
    bonus: {},
    step: 10n,
    registration: 100,
    firstSale: 200,
    pointMinor: 100n,
    minPoints: 100,
    limit: half,
  },
  'points-4': {
    tiers: CODES.slice(0, 4).map((code, i) => [code, [0, 500, 1_500, 5_000][i]!, [0, 5, 15, 50][i]!]),
    discountPercent: [0, 0, 0, 0],
    birthdayPercent: [10, 15, 20, 25],
    multiplier: [ONE, [5n, 4n], [3n, 2n], [2n, 1n]],
    bonus: { electronics: [2n, 1n], fashion: [3n, 2n], home: [5n, 4n] },
    step: 1n,
    registration: 100,
    firstSale: 200,
    pointMinor: 1n,
    minPoints: 500,
    limit: half,
  },
};

/** The most even way of giving `total` out: the floors first, then one each by the largest rest. */
function spread(total: bigint, parts: readonly bigint[]): bigint[] {
  const sum = parts.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return parts.map((_, i) => (i === 0 ? total : 0n));
  const given = parts.map((part) => (total * part) / sum);
  const rest = (i: number) => total * parts[i]! - ((total * parts[i]!) / sum) * sum;
  const taken = new Set<number>();
  for (let left = total - given.reduce((a, b) => a + b, 0n); left > 0n; left -= 1n) {
    let best = -1;
    parts.forEach((_, i) => {
      if (!taken.has(i) && (best < 0 || rest(i) > rest(best))) best = i;
    });
    taken.add(best);
    given[best]! += 1n;
  }
  return given;
}

type Cart = readonly { total: number; category: string | null }[];

/** floor(m × (floor(payable ÷ step) + Σ share ÷ step × (bonus − 1))), in major units. */
function earned(row: PresetRow, tier: number, payable: bigint, cart: Cart): bigint {
  if (row.step === null) return 0n;
  const step = row.step * 100n;
  const [m, mOf] = row.multiplier[tier]!;
  const shares = spread(
    payable,
    cart.map(({ total }) => BigInt(total)),
  );
  // Over the denominator 4 × step: every bonus is a number of quarters.
  let quarters = (payable / step) * 4n * step;
  cart.forEach(({ category }, i) => {
    const [b, bOf] = row.bonus[category ?? ''] ?? ONE;
    quarters += shares[i]! * ((b * 4n) / bOf - 4n);
  });
  return (m * quarters) / (mOf * 4n * step);
}

function mostRedeemable(row: PresetRow, balance: bigint, net: bigint): bigint {
  const [limit, of] = row.limit(net);
  const cap = limit / (of * row.pointMinor);
  const most = cap < balance ? cap : balance;
  return most < BigInt(row.minPoints) ? 0n : most;
}

const NEVER_FIRST = 'an-earlier-sale';

/** A guest who holds this tier, deserves it, and has so many points. */
function guestIn(name: PresetName, tier: number, balance: number, isFirst: boolean): GuestState {
  const guest = newGuest(301);
  const [code, spend, visits] = TABLE[name].tiers[tier]!;
  const spendMinor = minorUnits(spend * 100);
  const lots = [
    {
      lotId: 'a',
      expiresAt: NOON + 1e10,
      amount: points(balance),
      remaining: points(balance),
      held: points(0),
      activatesAt: null,
      restaurantId: null,
    },
  ];
  return {
    ...guest,
    tier: code,
    lifetime: { spend: spendMinor, visits, points: points(0), sales: visits },
    days: name === 'hybrid-5' && tier > 0 ? [20_500, spendMinor, visits, 0] : [],
    balance: { ...guest.balance, available: points(balance) },
    lots: balance > 0 ? lots : [],
    counters: {
      ...guest.counters,
      firstSale: isFirst ? null : NEVER_FIRST,
      lotsDueAt: balance > 0 ? NOON + 1e10 : guest.counters.lotsDueAt,
    },
    dueAt: balance > 0 ? NOON + 1e10 : guest.dueAt,
  };
}

const carts: fc.Arbitrary<Cart> = fc.array(
  fc.record({
    total: fc.integer({ min: 0, max: 3_000_000 }),
    category: fc.constantFrom('electronics', 'fashion', 'home', 'food', null),
  }),
  { minLength: 1, maxLength: 6 },
);

describe.each(PRESET_NAMES)('%s', (name) => {
  const row = TABLE[name];

  it('is a valid program with the tiers of the table', () => {
    const document = PRESETS[name];
    expect(programDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    expect(document.tiers.map(({ code, needs }) => [code, needs.spend, needs.visits, needs.points])).toEqual(
      row.tiers.map(([code, spend, visits]) => [code, spend * 100, visits, 0]),
    );
    expect(document.refundPolicy).toBe('DEBT');
    expect(document.rounding).toBe('FLOOR');
    expect(document.pending).toEqual({ kind: 'NONE' });
  });

  it('decides any sale as the table says', () => {
    fc.assert(
      fc.property(
        carts,
        fc.nat(row.tiers.length - 1),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 110 }),
        fc.boolean(),
        fc.boolean(),
        (cart, tier, balance, share, isFirst, isBirthday) => {
          const guest = { ...guestIn(name, tier, balance, isFirst), birthday: isBirthday ? 301 : 302 };
          const story = new Story(PRESETS[name], guest);
          const amount = cart.reduce((sum, { total }) => sum + total, 0);
          const lines = cart.map(({ total, category }) => lineOf(total, { category }));

          const percent =
            row.birthdayPercent !== null && isBirthday ? row.birthdayPercent[tier]! : row.discountPercent[tier]!;
          const discount = (BigInt(amount) * BigInt(percent)) / 100n;
          const net = BigInt(amount) - discount;
          const most = mostRedeemable(row, BigInt(balance), net);
          const quote = story.done(saleOf(amount, { lines }));
          expect(quote.redeemable).toMatchObject({ min: row.minPoints, max: Number(most) });

          const wanted = Math.floor((Number(most) * share) / 100);
          const sale = new Story(PRESETS[name], guest).play(saleOf(amount, { lines, pointsToRedeem: points(wanted) }));
          if (wanted > Number(most) || (wanted > 0 && wanted < row.minPoints)) {
            expect(sale.kind).toBe('REFUSED');
            return;
          }
          const value = BigInt(wanted) * row.pointMinor;
          const payable = net - value;
          const bonus = isFirst && payable > 0n ? row.firstSale : 0;
          expect((sale as Decision).amounts).toEqual({
            amount,
            discount: Number(discount),
            pointsRedeemed: wanted,
            pointsValue: Number(value),
            payable: Number(payable),
            pointsEarned: Number(earned(row, tier, payable, cart)) + bonus,
            pointsNotTaken: 0,
          });

          const spend = BigInt(row.tiers[tier]![1]) * 100n + payable;
          const visits = row.tiers[tier]![2] + 1;
          const reached = row.tiers
            .filter(([, needsSpend, needsVisits]) => spend >= BigInt(needsSpend) * 100n && visits >= needsVisits)
            .at(-1)!;
          expect((sale as Decision).tier).toBe(reached[0]);
        },
      ),
      runs(1_000),
    );
  });

  it('scales thresholds, steps and worth but no numbers of points or visits', () => {
    const scaled = scaleProgram(PRESETS[name], { numerator: 1, denominator: 50 });
    expect(scaled.tiers.map(({ needs }) => [needs.spend, needs.visits])).toEqual(
      row.tiers.map(([, spend, visits]) => [spend * 2, visits]),
    );
    expect(scaled.earning.base).toEqual(row.step === null ? null : { step: Number(row.step) * 2, points: 1 });
    expect(scaled.pointValue).toBe(Number(row.pointMinor) * 20_000);
    expect(scaled.redemption).toMatchObject({ minPoints: row.minPoints, leaveAtLeast: name === 'discount-5' ? 2 : 0 });
    expect(scaled.activities).toEqual(PRESETS[name].activities);
  });

  it('gives no discount and no points for tips, service and gift cards, and lets points pay for none of them', () => {
    const not = (type: ItemType, total: number) => lineOf(total, { type });
    const guest = guestIn(name, 0, 5_000, false);
    for (const type of ['TIP', 'SERVICE', 'GIFT_CARD'] as const) {
      const alone = new Story(PRESETS[name], guest).done(saleOf(500_000, { lines: [not(type, 500_000)] }));
      expect(alone.amounts).toMatchObject({ discount: 0, payable: 500_000, pointsEarned: 0 });
      expect(alone.redeemable?.max).toBe(0);
    }
    const dinner = new Story(PRESETS[name], guest).done(saleOf(100_000, { lines: [lineOf(100_000)] })).amounts;
    const lines = [lineOf(100_000), not('TIP', 10_000)];
    const withTip = new Story(PRESETS[name], guest).done(saleOf(110_000, { lines }));
    expect(withTip.amounts).toEqual({ ...dinner, amount: 110_000, payable: dinner.payable + 10_000 });
    expect(warningsOfProgram(PRESETS[name])).toEqual([]);
  });

  it('gives what the table gives for a registration', () => {
    const award = new Story(PRESETS[name]).done(registrationOf());
    expect(award.amounts.pointsEarned).toBe(row.registration);
    expect(award.after.balance.available).toBe(row.registration);
  });
});

describe('a programme that was made before the presets excluded what is no goods', () => {
  const NOT_GOODS = ['TIP', 'SERVICE', 'GIFT_CARD'];

  it('is warned of each place where they count', () => {
    const { restrictions: _, ...before } = PRESETS['hybrid-5'];
    const { types: __, ...exclusions } = before.earning.exclusions;
    const document = { ...before, earning: { ...before.earning, exclusions } };
    expect(warningsOfProgram(document)).toEqual([
      { code: 'NOT_GOODS_EARN', path: 'earning.exclusions.types', names: NOT_GOODS },
      { code: 'NOT_GOODS_DISCOUNTED', path: 'restrictions.discount.types', names: NOT_GOODS },
      { code: 'NOT_GOODS_PAID_WITH_POINTS', path: 'restrictions.redemption.types', names: NOT_GOODS },
    ]);
    const withoutTips = {
      ...document,
      earning: { ...document.earning, exclusions: { ...exclusions, types: ['TIP' as const] } },
    };
    expect(warningsOfProgram(withoutTips)[0]?.names).toEqual(['SERVICE', 'GIFT_CARD']);
  });

  it('is warned of nothing that it does not do', () => {
    const { restrictions: _, ...stamps } = PRESETS['points-4'];
    const tiers = stamps.tiers.map((tier) => ({ ...tier, benefits: [] }));
    const earning = { ...stamps.earning, base: null, rules: [], exclusions: { categories: [], skus: [] } };
    expect(warningsOfProgram({ ...stamps, tiers, earning, redemption: null })).toEqual([]);
  });
});

describe('the benefits of the tiers', () => {
  const kindsOf = (name: PresetName) => PRESETS[name].tiers.map(({ benefits }) => benefits.map(({ kind }) => kind));

  it('are none in discount-5 and priority from GOLD in hybrid-5', () => {
    expect(kindsOf('discount-5')).toEqual([[], [], [], [], []]);
    expect(kindsOf('hybrid-5')).toEqual([[], [], ['PRIORITY'], ['PRIORITY'], ['PRIORITY']]);
  });

  it('of points-4 are those of the rewards system', () => {
    const all = PRESETS['points-4'].tiers.map(({ benefits }) => benefits);
    expect(all.map((benefits) => benefits.find(({ kind }) => kind === 'FREE_DELIVERY'))).toEqual(
      [7_500, 5_000, 2_500, 0].map((from) => ({ kind: 'FREE_DELIVERY', from })),
    );
    expect(kindsOf('points-4').map((kinds) => kinds.slice(2))).toEqual([
      [],
      ['EARLY_ACCESS', 'PRIORITY_SUPPORT'],
      ['EARLY_ACCESS', 'PRIORITY_SUPPORT', 'EXCLUSIVE_PRODUCTS'],
      ['EARLY_ACCESS', 'PRIORITY_SUPPORT', 'EXCLUSIVE_PRODUCTS', 'PERSONAL_SHOPPER', 'CONCIERGE'],
    ]);
  });
});

describe('the second sale of the API page', () => {
  it('is decided by hybrid-5 to the figure', () => {
    const registered = {
      ...guestIn('hybrid-5', 0, 1_500, false),
      lifetime: { spend: minorUnits(100_000), visits: 1, points: points(0), sales: 1 },
    };
    const story = new Story(PRESETS['hybrid-5'], { ...registered, days: [20_500, 100_000, 1, 0] });
    const items = [lineOf(155_000, { sku: 'hawaiian_m', category: 'Classic' })];
    const sale = story.done(saleOf(155_000, { lines: items, pointsToRedeem: points(300) }));
    expect(sale.amounts).toMatchObject({
      discount: 7_750,
      pointsRedeemed: 300,
      pointsValue: 30_000,
      payable: 117_250,
      pointsEarned: 117,
    });
    expect(sale.after.balance).toEqual({ available: 1_317, pending: 0, held: 0, inReview: 0, receivable: 0 });
    expect({ tier: sale.tier, ...sale.progress }).toEqual({
      tier: 'BRONZE',
      next: 'SILVER',
      amountToNext: 282_750,
      visitsToNext: 2,
      pointsToNext: 0,
    });
    expect(sale.trace[0]).toEqual({
      effect: 'DISCOUNT',
      rule: 'tier.BRONZE.discount',
      amount: 7_750,
      arguments: { ratePpm: 50_000, of: 155_000 },
    });
  });
});

describe('the expiry of a lot', () => {
  const lotOf = (name: PresetName, occurredAt: number, timeZone: string) => {
    const story = new Story(PRESETS[name], newGuest(), calendarOf(timeZone, '04:00')).at(occurredAt);
    story.done(saleOf(1_000_000, { occurredAt }));
    return story;
  };

  it('of hybrid-5 is 00:00 of the day after 365 local days: spendable before that instant, not at it, once its guest was warned', () => {
    // 22:30 UTC is already 21 November in Moscow.
    const story = lotOf('hybrid-5', Date.parse('2026-11-20T22:30:00Z'), 'Europe/Moscow');
    const end = Date.parse('2027-11-22T00:00:00+03:00');
    expect(story.guest.lots).toMatchObject([{ expiresAt: end }]);
    story.at(end - 1).settle();
    expect(story.guest.balance.available).toBe(1_150);
    const [lot] = story.guest.lots!;
    story.done({ kind: 'WARNING', endsAt: end, lots: [{ lotId: lot!.lotId, expiresAt: end }] });
    story.at(end).settle();
    expect(story.guest.balance.available).toBe(0);
  });

  it('of points-4 is 24 months on, clamped to the end of the month, at a local midnight', () => {
    expect(lotOf('points-4', Date.parse('2024-02-29T12:00:00Z'), 'Europe/London').guest.lots).toMatchObject([
      { expiresAt: Date.parse('2026-03-01T00:00:00Z') },
    ]);
    expect(lotOf('points-4', Date.parse('2024-05-31T12:00:00Z'), 'Europe/London').guest.lots).toMatchObject([
      { expiresAt: Date.parse('2026-06-01T00:00:00+01:00') },
    ]);
  });

  it('of discount-5 never comes', () => {
    const story = new Story(PRESETS['discount-5'], newGuest(), calendarAt());
    story.done({
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: points(5),
      reasonCode: 'GOODWILL',
      occurredAt: NOON,
      restaurantId: null,
      restores: null,
    });
    expect(story.guest.dueAt).toBe(8.64e15);
  });
});
