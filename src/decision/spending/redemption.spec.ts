import fc from 'fast-check';
import {
  HOUR,
  lineOf,
  manualOf,
  NOON,
  redemptionOf,
  registrationOf,
  saleOf,
} from '../../../test/support/decision/acts';
import { activitiesOf, programOf, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { amountOf, Story } from '../../../test/support/decision/story';
import {
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type Decision,
  type LotPart,
  type PointLimitDocument,
  type PriorRedemption,
  type ProgramDocument,
} from '..';

type Rules = Partial<NonNullable<ProgramDocument['redemption']>>;

/** A guest with so many points under a programme where a point is worth 1.00. */
function storyWith(balance: number, redemption: Rules | null = {}, changes: Partial<ProgramDocument> = {}): Story {
  const rules =
    redemption === null
      ? null
      : { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0), ...redemption };
  const story = new Story(programOf({ redemption: rules, ...changes }));
  if (balance > 0) story.done(manualOf('CREDIT', balance));
  return story;
}

const redeemable = (story: Story, amount: number, act = {}) =>
  story.play(saleOf(amount, act)) as { redeemable?: unknown };

describe('how many points an order takes', () => {
  it.each([
    ['the balance', 30, {}, 10_000, { min: 1, max: 30, limitedBy: 'BALANCE' }],
    [
      'half of the order',
      90,
      { maxSharePpm: partsPerMillion(500_000) },
      10_000,
      { min: 1, max: 50, limitedBy: 'PROGRAM' },
    ],
    [
      'all but what has to be left',
      200,
      { leaveAtLeast: minorUnits(100) },
      10_000,
      { min: 1, max: 99, limitedBy: 'PROGRAM' },
    ],
    ['the order itself', 200, {}, 10_000, { min: 1, max: 100, limitedBy: null }],
    ['nothing of nothing', 200, {}, 0, { min: 1, max: 0, limitedBy: null }],
    [
      'nothing where less has to be left',
      200,
      { leaveAtLeast: minorUnits(100) },
      50,
      { min: 1, max: 0, limitedBy: null },
    ],
    ['nothing for want of points', 0, {}, 10_000, { min: 1, max: 0, limitedBy: 'BALANCE' }],
    [
      'nothing below the minimum of the programme',
      30,
      { minPoints: points(31) },
      10_000,
      { min: 31, max: 0, limitedBy: 'MINIMUM' },
    ],
    ['the minimum', 31, { minPoints: points(31) }, 10_000, { min: 31, max: 31, limitedBy: 'BALANCE' }],
    [
      'nothing where the cap is below the minimum',
      90,
      { minPoints: points(51), maxSharePpm: partsPerMillion(500_000) },
      10_000,
      { min: 51, max: 0, limitedBy: 'MINIMUM' },
    ],
  ])('%s', (_what, balance, rules, amount, expected) => {
    expect(redeemable(storyWith(balance, rules), amount).redeemable).toEqual(expected);
  });

  it('is nothing in a programme without redemption, and less for a card that was only read', () => {
    expect(redeemable(storyWith(90, null), 10_000).redeemable).toEqual({ min: 0, max: 0, limitedBy: 'PROGRAM' });
    expect(redeemable(storyWith(90), 10_000, { networkLimit: points(20) }).redeemable).toEqual({
      min: 1,
      max: 20,
      limitedBy: 'NETWORK',
    });
    expect(redeemable(storyWith(10), 10_000, { networkLimit: points(20) }).redeemable).toEqual({
      min: 1,
      max: 10,
      limitedBy: 'BALANCE',
    });
  });

  it('is limited by what is left after the discount, in exact fractions of a point', () => {
    const tiers = [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })];
    const half = { maxSharePpm: partsPerMillion(500_000) };
    expect(redeemable(storyWith(900, half, { tiers }), 10_000).redeemable).toMatchObject({ max: 45 });
    // Half of 1.55 is 77.5 minor units: 155 points of half a minor unit.
    expect(redeemable(storyWith(900, half, { pointValue: 500_000 }), 155).redeemable).toMatchObject({ max: 155 });
  });
});

describe('a sale that redeems', () => {
  it('takes points first from what expires first, pays with their worth, and earns by the rest', () => {
    const story = storyWith(0);
    story.done(manualOf('CREDIT', 30, { occurredAt: NOON - 24 * HOUR }), 'early');
    story.done(manualOf('CREDIT', 30), 'late');
    const sale = story.done(saleOf(10_000, { pointsToRedeem: points(40) }), 'sale');
    expect(sale.amounts).toMatchObject({ pointsRedeemed: 40, pointsValue: 4_000, payable: 6_000, pointsEarned: 60 });
    expect(
      sale.transfers.map(({ code, debit, credit, lotId, amount, restaurantId }) => [
        code,
        debit,
        credit,
        lotId,
        amount,
        restaurantId,
      ]),
    ).toEqual([
      ['REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', 'early', 30, 'restaurant-1'],
      ['REDEMPTION', 'GUEST_AVAILABLE', 'RESTAURANT_REDEEMED', 'late', 10, 'restaurant-1'],
      ['ACCRUAL', 'RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 'sale', 60, 'restaurant-1'],
    ]);
    expect(sale.lots.map(({ lotId, remaining }) => [lotId, remaining])).toEqual([
      ['early', 0],
      ['late', 20],
      ['sale', 60],
    ]);
    expect(sale.trace[0]).toEqual({
      effect: 'REDEEM',
      rule: 'redemption',
      amount: 40,
      arguments: { value: 4_000, pointValue: 100_000_000 },
    });
  });

  it('rounds the worth of its points down', () => {
    const story = storyWith(100, {}, { pointValue: 330_000 });
    expect(story.done(saleOf(1_000, { pointsToRedeem: points(10) })).amounts).toMatchObject({
      pointsValue: 3,
      payable: 997,
    });
  });

  it('is refused for want of points before any limit, then below the minimum, then above the most', () => {
    const rules = { minPoints: points(20), maxSharePpm: partsPerMillion(500_000) };
    const ask = (wanted: number, amount: number, act = {}) =>
      storyWith(90, rules).play(saleOf(amount, { pointsToRedeem: points(wanted), ...act }));
    expect(ask(91, 0)).toEqual({ kind: 'REFUSED', code: 'insufficient_points', data: { available: 90 } });
    expect(ask(19, 10_000)).toEqual({ kind: 'REFUSED', code: 'redemption_below_minimum', data: { min: 20 } });
    expect(ask(51, 10_000)).toEqual({
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: { max: 50, limitedBy: 'PROGRAM' },
    });
    expect(ask(31, 10_000, { networkLimit: points(30) })).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 30, limitedBy: 'NETWORK' },
    });
    expect(ask(90, 0)).toMatchObject({ code: 'redemption_limit_exceeded', data: { max: 0 } });
    expect(ask(50, 10_000)).toMatchObject({ kind: 'DECIDED' });
    expect(ask(20, 10_000)).toMatchObject({ kind: 'DECIDED' });
    expect(storyWith(200).play(saleOf(10_000, { pointsToRedeem: points(101) }))).toEqual({
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: { max: 100 },
    });
  });

  it('is refused for a blocked guest, and when its lines do not add up', () => {
    const story = new Story(programOf(), { ...newGuest(), blocked: true });
    for (const act of [saleOf(1), redemptionOf(1, 1), registrationOf()])
      expect(story.play(act)).toEqual({ kind: 'REFUSED', code: 'guest_blocked', data: {} });
    expect(story.play(manualOf('CREDIT', 1))).toMatchObject({ kind: 'DECIDED' });
    const free = storyWith(0);
    expect(free.play(saleOf(100, { lines: [lineOf(60), lineOf(39)] }))).toEqual({
      kind: 'REFUSED',
      code: 'items_total_mismatch',
      data: { amount: 100, total: 99 },
    });
    expect(free.play(saleOf(100, { lines: [] }))).toMatchObject({ code: 'items_total_mismatch', data: { total: 0 } });
    expect(free.play(saleOf(0, { lines: [] }))).toMatchObject({
      kind: 'DECIDED',
      lines: [{ gross: 0, quantityMilli: 1_000 }],
    });
  });

  it('divides discount, points and their value over its lines, never below nothing', () => {
    const tiers = [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })];
    const sale = storyWith(5, {}, { tiers }).done(
      saleOf(1_000, { lines: [lineOf(500), lineOf(300), lineOf(200)], pointsToRedeem: points(5) }),
    );
    expect(
      sale.lines.map(({ discount, points: redeemed, pointsValue, payable, earned }) => [
        discount,
        redeemed,
        pointsValue,
        payable,
        earned,
      ]),
    ).toEqual([
      [50, 3, 250, 200, 2],
      [30, 1, 150, 120, 1],
      [20, 1, 100, 80, 1],
    ]);
  });
});

describe('a redemption and the sale of its receipt', () => {
  it('is capped as a sale of the order now would be', () => {
    const tiers = [tierOf('BASE', { discountPpm: partsPerMillion(200_000) })];
    const story = storyWith(90, { maxSharePpm: partsPerMillion(500_000) }, { tiers });
    expect(story.play(redemptionOf(10_000, 41))).toMatchObject({
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: { max: 40 },
    });
    expect(story.play(redemptionOf(10_000, 91))).toMatchObject({ code: 'insufficient_points' });
    const done = story.done(redemptionOf(10_000, 40));
    expect(done).toMatchObject({
      amounts: { amount: 10_000, discount: 0, pointsRedeemed: 40, pointsValue: 4_000, payable: 0, pointsEarned: 0 },
      redeemable: { max: 40 },
      lines: [{ gross: 10_000, points: 40, pointsValue: 4_000, payable: 0 }],
      trace: [{ effect: 'REDEEM', rule: 'redemption', amount: 40 }],
    });
    expect(story.guest.lifetime).toMatchObject({ spend: 0, visits: 0 });
  });

  const priorOf = (story: Story, wanted: number, amount = 10_000): PriorRedemption => {
    const done = story.done(redemptionOf(amount, wanted));
    return {
      points: points(wanted),
      value: done.amounts.pointsValue,
      lots: (done.details as { redeemed: readonly LotPart[] }).redeemed,
    };
  };

  it('counts the points in the sale, which debits only what is new', () => {
    const story = storyWith(90, { minPoints: points(20), maxSharePpm: partsPerMillion(500_000) });
    const prior = priorOf(story, 30);
    const sale = story.done(saleOf(10_000, { prior, pointsToRedeem: points(5) }));
    expect(sale.amounts).toMatchObject({ pointsRedeemed: 35, pointsValue: 3_500, payable: 6_500 });
    expect(sale.redeemable).toEqual({ min: 20, max: 20, limitedBy: 'PROGRAM' });
    expect(sale.transfers.filter(({ code }) => code === 'REDEMPTION').map(({ amount }) => amount)).toEqual([5]);
    expect(sale.details).toMatchObject({ redeemed: [{ points: 30 }, { points: 5 }] });
    expect(sale.trace.slice(0, 2).map(({ rule, amount }) => [rule, amount])).toEqual([
      ['redemption.prior', 30],
      ['redemption', 5],
    ]);
  });

  it('counts the points in the cap of the sale', () => {
    const story = storyWith(90, { maxSharePpm: partsPerMillion(500_000) });
    const prior = priorOf(story, 30);
    expect(story.play(saleOf(10_000, { prior, pointsToRedeem: points(21) }))).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 20 },
    });
    expect(story.play(redemptionOf(10_000, 21, { prior }))).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 20 },
    });
    expect(story.play(redemptionOf(10_000, 20, { prior }))).toMatchObject({
      kind: 'DECIDED',
      amounts: { pointsRedeemed: 20, pointsValue: 2_000 },
    });
  });

  it('pays no more than there is to pay, and says what was lost', () => {
    const story = storyWith(90);
    const prior = priorOf(story, 80);
    const sale = story.done(saleOf(5_000, { prior }));
    expect(sale.amounts).toMatchObject({ pointsRedeemed: 80, pointsValue: 5_000, payable: 0, pointsEarned: 0 });
    expect(sale.trace.map(({ rule, arguments: args }) => [rule, args])).toContainEqual([
      'redemption.clipped',
      { value: 3_000 },
    ]);
  });

  it('gives its points back when it is refunded without a sale', () => {
    const story = storyWith(90);
    story.done(redemptionOf(10_000, 80), 'redeemed');
    const refund = story.refund('redeemed');
    expect(refund).toMatchObject({
      amounts: { amount: 10_000, pointsRedeemed: 80, pointsValue: 8_000, payable: 0, pointsEarned: 0 },
    });
    expect(story.guest).toMatchObject({ balance: { available: 90 }, lifetime: { spend: 0, visits: 0, sales: 0 } });
    const parts = storyWith(90);
    parts.done(redemptionOf(10_000, 80), 'redeemed');
    expect(parts.refund('redeemed', { kind: 'AMOUNT', amount: minorUnits(2_525) })).toMatchObject({
      amounts: { pointsRedeemed: 20, pointsValue: 2_000, payable: 0 },
    });
    expect(parts.refund('redeemed')).toMatchObject({ amounts: { pointsRedeemed: 60, pointsValue: 6_000 } });
  });
});

describe('manual operations', () => {
  it('credit a lot out of the adjustment account, and debit what expires first', () => {
    const story = storyWith(0);
    const credit = story.done(manualOf('CREDIT', 50), 'credit');
    expect(credit).toMatchObject({
      amounts: { pointsEarned: 50 },
      transfers: [
        { code: 'ADJUSTMENT', debit: 'NETWORK_ADJUSTMENT', credit: 'GUEST_AVAILABLE', amount: 50, lotId: 'credit' },
      ],
      trace: [{ effect: 'ADJUST', rule: 'manual.credit', amount: 50, arguments: { reasonCode: 'GOODWILL' } }],
    });
    expect(story.play(manualOf('DEBIT', 51))).toEqual({
      kind: 'REFUSED',
      code: 'insufficient_points',
      data: { available: 50 },
    });
    expect(story.done(manualOf('DEBIT', 50))).toMatchObject({
      amounts: { pointsEarned: 50 },
      transfers: [
        { code: 'ADJUSTMENT', debit: 'GUEST_AVAILABLE', credit: 'NETWORK_ADJUSTMENT', amount: 50, lotId: 'credit' },
      ],
      lots: [{ remaining: 0 }],
      trace: [{ rule: 'manual.debit' }],
    });
    expect(story.guest.lifetime.points).toBe(0);
  });
});

describe('an award', () => {
  const activities = activitiesOf({ registration: { points: points(100) }, firstSale: null });

  it('is issued by the network, or by the restaurant where it happened', () => {
    const award = (restaurantId: string | null) =>
      new Story(programOf({ activities })).done(registrationOf({ restaurantId }));
    expect(award(null).transfers).toMatchObject([
      { code: 'ACCRUAL', debit: 'NETWORK_ISSUED', restaurantId: null, amount: 100 },
    ]);
    expect(award('restaurant-1').transfers).toMatchObject([
      { debit: 'RESTAURANT_ISSUED', restaurantId: 'restaurant-1' },
    ]);
    expect(award(null)).toMatchObject({
      amounts: { pointsEarned: 100 },
      trace: [{ effect: 'EARN', rule: 'activity.registration', amount: 100 }],
    });
  });

  it('of a programme that gives nothing says so', () => {
    const nothing = new Story(programOf()).done(registrationOf());
    expect(nothing).toMatchObject({
      transfers: [],
      amounts: { pointsEarned: 0 },
      trace: [{ rule: 'activity.registration', amount: 0, arguments: { failed: 'noActivity' } }],
    });
  });
});

describe('a birthday discount', () => {
  const tiers = [tierOf('BASE', { benefits: [{ kind: 'BIRTHDAY_DISCOUNT', ratePpm: partsPerMillion(150_000) }] })];
  const sell = (birthday: number | null, act = {}, changes = {}) =>
    new Story(programOf({ tiers, ...changes }), newGuest(birthday)).done(saleOf(1_000, act));

  it('is given on the local day, and the trace says when it is not', () => {
    expect(sell(301)).toMatchObject({ amounts: { discount: 150 }, facts: { birthdayToday: true } });
    expect(sell(301).trace[0]).toEqual({
      effect: 'DISCOUNT',
      rule: 'tier.BASE.birthdayDiscount',
      amount: 150,
      arguments: { ratePpm: 150_000 },
    });
    for (const other of [sell(302), sell(null)]) {
      expect(other).toMatchObject({ amounts: { discount: 0 }, facts: { birthdayToday: false } });
      expect(other.trace[0]).toMatchObject({ effect: 'DISCOUNT', amount: 0, arguments: { failed: 'notBirthday' } });
    }
  });

  it('is decided anew from the stored fact when the birthday has been erased', () => {
    expect(sell(null, { birthdayToday: true }).amounts.discount).toBe(150);
    expect(sell(301, { birthdayToday: false }).amounts.discount).toBe(0);
  });

  it('takes the place of a smaller tier discount only', () => {
    const withTier = (ratePpm: number) =>
      sell(301, {}, { tiers: [{ ...tiers[0]!, discountPpm: partsPerMillion(ratePpm) }] });
    expect(
      withTier(100_000)
        .trace.map(({ rule, amount }) => [rule, amount])
        .slice(0, 1),
    ).toEqual([['tier.BASE.birthdayDiscount', 150]]);
    const larger = withTier(200_000);
    expect(larger.amounts.discount).toBe(200);
    expect(larger.trace.slice(0, 2)).toMatchObject([
      { rule: 'tier.BASE.discount', amount: 200 },
      { rule: 'tier.BASE.birthdayDiscount', amount: 0, arguments: { failed: 'smallerThanTier' } },
    ]);
    expect(withTier(150_000).amounts.discount).toBe(150);
  });

  it('is not asked for where the tier gives none', () => {
    expect(new Story(programOf(), newGuest(301)).done(saleOf(1_000)).facts).toEqual({
      birthdayToday: null,
      birthdayMonth: null,
      segments: null,
    });
  });

  it('of nothing is nothing', () => {
    const zero = sell(301, { amount: minorUnits(0) });
    expect(zero.trace[0]).toMatchObject({ amount: 0, arguments: { ratePpm: 150_000 } });
    expect(zero.trace[0]?.arguments).not.toHaveProperty('failed');
  });
});

describe('the rest of an order that points pay whole', () => {
  const waiving = (changes: Partial<NonNullable<ProgramDocument['redemption']>> = {}) =>
    programOf({
      redemption: {
        minPoints: points(1),
        maxSharePpm: null,
        leaveAtLeast: minorUnits(0),
        waiveRestBelow: minorUnits(100),
        ...changes,
      },
    });
  function paid(document: ProgramDocument, amount: number, wanted: number, lines = [lineOf(amount)]) {
    const story = new Story(document);
    story.done(manualOf('CREDIT', 1_000));
    const sale = story.done(saleOf(amount, { lines, pointsToRedeem: points(wanted) }));
    return { story, sale, id: story.rows.at(-1)?.id ?? '' };
  }

  it('is taken off: 106.25 and 106 points leave nothing to pay', () => {
    const { sale } = paid(waiving(), 10_625, 106);
    expect(sale.amounts).toMatchObject({ discount: 25, pointsRedeemed: 106, pointsValue: 10_600, payable: 0 });
    expect(sale.trace).toContainEqual({ effect: 'DISCOUNT', rule: 'redemption.rest', amount: 25, arguments: {} });
  });

  it('is paid with money under a programme that says nothing of it, as every one of before', () => {
    const { sale } = paid(waiving({ waiveRestBelow: undefined }), 10_625, 106);
    expect(sale.amounts).toMatchObject({ discount: 0, pointsValue: 10_600, payable: 25 });
  });

  it.each([
    ['fewer points than the order takes', waiving(), 105, 125],
    ['a rest that one more point could pay', waiving({ waiveRestBelow: minorUnits(200) }), 105, 125],
    ['a rest that is not below the bound', waiving({ waiveRestBelow: minorUnits(25) }), 106, 25],
    ['a share that points may not pay', waiving({ maxSharePpm: partsPerMillion(999_999) }), 106, 25],
    ['money that is always to be paid', waiving({ leaveAtLeast: minorUnits(25) }), 106, 25],
  ])('is paid with money beside %s', (_, document, wanted, payable) => {
    expect(paid(document, 10_625, wanted).sale.amounts).toMatchObject({ discount: 0, payable });
  });

  it('is not taken off where a line may not be paid with points', () => {
    const nothing = { categories: [], skus: [], types: [] };
    const restrictions = { discount: nothing, redemption: { ...nothing, types: ['TIP' as const] }, leastPrices: [] };
    const document = { ...waiving(), restrictions: { ...restrictions, base: 'WITH_TAX' as const } };
    const tip = lineOf(50, { type: 'TIP' });
    expect(paid(document, 10_625, 105, [lineOf(10_575), tip]).sale.amounts).toMatchObject({
      discount: 0,
      payable: 125,
    });
    expect(paid(document, 10_625, 106, [lineOf(10_625)]).sale.amounts).toMatchObject({ discount: 25, payable: 0 });
  });

  it('comes back with its lines, to the minor unit, whatever is handed back first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 4 }), (totals) => {
        const amount = totals.reduce((sum, total) => sum + total, 0);
        const wanted = Math.floor(amount / 100);
        fc.pre(wanted > 0 && wanted <= 1_000);
        const { story, sale, id } = paid(
          waiving(),
          amount,
          wanted,
          totals.map((total) => lineOf(total)),
        );
        expect(sale.amounts).toMatchObject({ discount: amount % 100, payable: 0 });
        for (const { gross, discount, pointsValue, payable } of sale.lines) {
          expect(payable).toBe(0);
          expect(discount + pointsValue).toBe(gross);
        }
        story.refund(id, { kind: 'AMOUNT', amount: minorUnits(Math.ceil(amount / 2)) });
        if (Math.ceil(amount / 2) < amount) story.refund(id);
        const refunds = story.rows.filter(({ type }) => type === 'REFUND').map(({ decision }) => decision.amounts);
        expect(refunds.reduce((sum, one) => sum + one.discount, 0)).toBe(amount % 100);
        expect(refunds.reduce((sum, one) => sum + one.pointsRedeemed, 0)).toBe(wanted);
        expect(refunds.reduce((sum, one) => sum + one.payable, 0)).toBe(0);
      }),
      runs(150),
    );
  });
});

describe('limits on what points may pay', () => {
  const limitOf = (maxSharePpm: number, changes: Partial<PointLimitDocument> = {}): PointLimitDocument => ({
    tiers: [],
    channels: [],
    restaurantIds: [],
    categories: [],
    maxSharePpm: partsPerMillion(maxSharePpm),
    ...changes,
  });
  const limited = (limits: readonly PointLimitDocument[], changes: Partial<ProgramDocument> = {}) =>
    programOf({
      redemption: { minPoints: points(1), maxSharePpm: partsPerMillion(800_000), leaveAtLeast: minorUnits(0), limits },
      ...changes,
    });
  function paying(document: ProgramDocument, act: Parameters<typeof saleOf>[1] = {}, amount = 10_000) {
    const story = new Story(document);
    story.done(manualOf('CREDIT', 1_000));
    return { story, sale: story.done(saleOf(amount, act), 'the-sale') };
  }
  const tracedLimits = ({ trace }: Decision) =>
    trace
      .filter(({ rule }) => /^redemption\.(limit|lineLimit)$/.test(rule))
      .map(({ rule, arguments: of }) => [rule, of]);

  it.each<[string, PointLimitDocument, number]>([
    ['the tier', limitOf(300_000, { tiers: ['BASE'] }), 30],
    ['another tier', limitOf(300_000, { tiers: ['GOLD'] }), 80],
    ['the channel', limitOf(300_000, { channels: ['API', 'TILL'] }), 30],
    ['another channel', limitOf(300_000, { channels: ['OFFLINE'] }), 80],
    ['the restaurant', limitOf(0, { restaurantIds: ['restaurant-1'] }), 0],
    ['another restaurant', limitOf(0, { restaurantIds: ['restaurant-2'] }), 80],
    ['all of them together', limitOf(1, { tiers: ['BASE'], channels: ['TILL'], restaurantIds: ['restaurant-2'] }), 80],
    ['less than the programme itself', limitOf(900_000, { tiers: ['BASE'] }), 80],
  ])('hold by %s', (_, limit, max) => {
    const { sale } = paying(limited([limit]));
    expect(sale.redeemable).toMatchObject({ max, limitedBy: 'PROGRAM' });
    expect(tracedLimits(sale)).toEqual(max === 80 ? [] : [['redemption.limit', { ratePpm: limit.maxSharePpm }]]);
  });

  it('hold by the lowest of several, and refuse more with the reason that the programme sets it', () => {
    const { story, sale } = paying(
      limited([limitOf(300_000, { tiers: ['BASE'] }), limitOf(200_000, { channels: ['TILL'] })]),
    );
    expect(sale.redeemable?.max).toBe(20);
    expect(story.play(saleOf(10_000, { pointsToRedeem: points(21) }))).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 20, limitedBy: 'PROGRAM' },
    });
  });

  it('of a category count its lines alone, beside the share of the whole receipt', () => {
    const document = limited([
      limitOf(250_000, { categories: ['Desserts'] }),
      limitOf(0, { categories: ['beer'] }),
      limitOf(0, { categories: ['wine'] }),
    ]);
    const lines = [
      lineOf(2_050, { category: 'desserts' }),
      lineOf(4_000, { category: 'wine' }),
      lineOf(1_950, { category: 'DESSERTS' }),
      lineOf(2_000, { category: 'soup' }),
    ];
    const { story, sale } = paying(document, { lines });
    // A quarter of 40.00 for desserts, all of the soup, nothing of the wine; 80 % of the receipt would be 80.
    expect(sale.redeemable).toMatchObject({ max: 30, limitedBy: 'PROGRAM' });
    expect(tracedLimits(sale)).toEqual([
      ['redemption.lineLimit', { ratePpm: 250_000, lines: 2, which: '1, 3', goods: 'desserts, DESSERTS' }],
      ['redemption.lineLimit', { ratePpm: 0, lines: 1, which: '2', goods: 'wine' }],
    ]);
    const paid = story.done(saleOf(10_000, { lines, pointsToRedeem: points(30) }));
    expect(paid.lines.map(({ pointsValue }) => pointsValue)).toEqual([513, 0, 487, 2_000]);
    expect(paid.lines[1]).toMatchObject({ payable: 4_000, points: 0 });
  });

  it('say nothing where the balance is what sets the most', () => {
    const story = new Story(limited([limitOf(300_000, { tiers: ['BASE'] })]));
    story.done(manualOf('CREDIT', 5));
    const sale = story.done(saleOf(10_000));
    expect(sale.redeemable?.limitedBy).toBe('BALANCE');
    expect(tracedLimits(sale)).toEqual([]);
  });

  it('hold for a redemption before its sale, but for those of lines, whose points the sale keeps at their worth', () => {
    const ofTier = new Story(limited([limitOf(300_000, { tiers: ['BASE'], channels: ['TILL'] })]));
    ofTier.done(manualOf('CREDIT', 1_000));
    expect(ofTier.play(redemptionOf(10_000, 31))).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 30 },
    });
    expect(ofTier.done(redemptionOf(10_000, 31, { channel: 'API' })).redeemable?.max).toBe(80);

    const prior = { points: points(50), value: minorUnits(5_000), lots: [] };
    const lines = [lineOf(9_000, { category: 'wine' }), lineOf(1_000)];
    const { sale } = paying(limited([limitOf(0, { categories: ['wine'] })]), { lines, prior });
    expect(sale.amounts).toMatchObject({ pointsRedeemed: 50, pointsValue: 5_000, payable: 5_000 });
    expect(sale.redeemable?.max).toBe(0);
    expect(sale.lines.map(({ pointsValue }) => pointsValue)).toEqual([4_500, 500]);
  });

  it('leave a rest to be paid where points may not pay the whole order', () => {
    const redemption = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
    const waiving = { ...redemption, waiveRestBelow: minorUnits(100) };
    const restOf = (limits: readonly PointLimitDocument[]) =>
      paying(programOf({ redemption: { ...waiving, limits } }), { pointsToRedeem: points(100) }, 10_050).sale.amounts;
    expect(restOf([limitOf(999_999, { tiers: ['GOLD'] })])).toMatchObject({ payable: 0, discount: 50 });
    expect(restOf([limitOf(999_999, { tiers: ['BASE'] })])).toMatchObject({ payable: 50, discount: 0 });
  });
});

describe('receipts that points pay for in a day', () => {
  const DAY = 24 * HOUR;
  const REDEMPTION = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0), receiptsPerDay: 2 };
  const FULL = { code: 'redemption_limit_exceeded', data: { max: 0, limitedBy: 'PROGRAM', receiptsPerDay: 2 } };

  function storyOf(): Story {
    const story = new Story(programOf({ redemption: REDEMPTION }));
    story.done(manualOf('CREDIT', 1_000));
    return story;
  }
  const paid = (story: Story, changes: Parameters<typeof saleOf>[1] = {}, id?: string) =>
    story.play(saleOf(10_000, { occurredAt: story.now, pointsToRedeem: points(10), ...changes }), id);

  it('are as many as the programme says, until the business day ends at 04:00', () => {
    const story = storyOf();
    paid(story);
    story.done(saleOf(10_000));
    paid(story);
    expect(paid(story)).toMatchObject(FULL);
    const plain = story.done(saleOf(10_000));
    expect(plain.redeemable).toEqual({ min: 1, max: 0, limitedBy: 'PROGRAM' });
    expect(plain.trace).toContainEqual({
      effect: 'REDEEM',
      rule: 'redemption.receipts',
      amount: 0,
      arguments: { cap: 2 },
    });
    // 03:59 of the next calendar day, then 04:00.
    const start = story.calendar.startOfDay(story.calendar.localDay(story.now)) + DAY;
    story.at(start + 4 * HOUR - 60_000);
    expect(paid(story)).toMatchObject(FULL);
    story.at(start + 4 * HOUR);
    expect(paid(story)).toMatchObject({ kind: 'DECIDED', redeemable: { limitedBy: null } });
  });

  it('count no more once they are refunded whole, and only on their own day', () => {
    const story = storyOf();
    paid(story, {}, 'first');
    paid(story, {}, 'second');
    story.refund('first', amountOf(5_000));
    expect(paid(story)).toMatchObject(FULL);
    story.refund('first');
    expect(paid(story)).toMatchObject({ kind: 'DECIDED' });
    expect(paid(story)).toMatchObject(FULL);
    story.at(story.now + DAY);
    paid(story);
    paid(story);
    story.refund('second');
    expect(paid(story)).toMatchObject(FULL);
  });

  it('count once with the redemption before their sale', () => {
    const story = storyOf();
    const before = story.done(redemptionOf(10_000, 10), 'before');
    const prior = { points: points(10), value: before.amounts.pointsValue, lots: [] };
    expect(story.play(redemptionOf(10_000, 5, { prior }), 'more')).toMatchObject({ kind: 'DECIDED' });
    expect(paid(story, { prior })).toMatchObject({ kind: 'DECIDED' });
    paid(story);
    expect(story.play(redemptionOf(10_000, 10))).toMatchObject(FULL);
    // A redemption that counted nothing frees nothing.
    story.refund('more');
    expect(story.play(redemptionOf(10_000, 10))).toMatchObject(FULL);
    story.refund('before');
    expect(story.play(redemptionOf(10_000, 10))).toMatchObject({ kind: 'DECIDED' });
  });

  it('keep what a guest was told: a hold, and a sale of a till without the server', () => {
    const story = storyOf();
    const sale = saleOf(10_000, { pointsToRedeem: points(10) });
    story.done({ kind: 'HOLD', sale, expiresAt: story.now + HOUR }, 'hold');
    const hold = { id: 'hold', points: points(10), expiresAt: story.now + HOUR };
    paid(story);
    paid(story);
    expect(story.play({ kind: 'HOLD', sale, expiresAt: story.now + HOUR })).toMatchObject(FULL);
    expect(paid(story, { hold })).toMatchObject({ kind: 'DECIDED', amounts: { pointsRedeemed: 10 } });
    // The till itself refuses; the server takes a sale that a till promised a minute ago.
    expect(paid(story, { channel: 'OFFLINE', offlineAllowance: points(50) })).toMatchObject(FULL);
    const late = { channel: 'OFFLINE', occurredAt: story.now - 60_000 };
    expect(paid(story, late)).toMatchObject({ kind: 'DECIDED', amounts: { pointsRedeemed: 10 } });
    const used = story.guest.counters.caps.find(({ cap }) => cap === 'redemption.receipts.perDay')?.used;
    expect(used).toBe(4);
  });

  it('say first that the guest lacks points', () => {
    const story = storyOf();
    paid(story);
    paid(story);
    expect(paid(story, { pointsToRedeem: points(5_000) })).toMatchObject({ code: 'insufficient_points' });
  });
});
