import { HOUR, lineOf, manualOf, NOON, saleOf } from '../../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../../test/support/decision/campaigns';
import {
  activitiesOf,
  allOf,
  capsOf,
  condition,
  earningOf,
  multiplierRule,
  pointsRule,
  programOf,
  ruleOf,
  tierOf,
} from '../../../../test/support/decision/programs';
import { amountOf, Story } from '../../../../test/support/decision/story';
import {
  compileProgram,
  decide,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
  type SaleAct,
  type SaleDetails,
} from '../..';

function sell(program: Partial<ProgramDocument>, amount: number, act: Partial<SaleAct> = {}) {
  return new Story(programOf(program)).done(saleOf(amount, act));
}

function earnTrace(decision: ReturnType<typeof sell>) {
  return decision.trace
    .filter(({ effect }) => effect === 'EARN' || effect === 'CAP')
    .map(({ rule, amount, arguments: args }) => [rule, amount, args]);
}

describe('the points of a sale', () => {
  it('are given for each full step, and the trace says when there was none', () => {
    expect(sell({}, 199)).toMatchObject({ amounts: { pointsEarned: 1, payable: 199 } });
    const nothing = sell({}, 99);
    expect(nothing.amounts.pointsEarned).toBe(0);
    expect(nothing.transfers).toEqual([]);
    expect(earnTrace(nothing)).toEqual([['earning.base', 0, { step: 100, points: 1, failed: 'step' }]]);
    expect(
      earnTrace(sell({ earning: earningOf({ base: { step: minorUnits(100), points: points(3) } }) }, 250)),
    ).toEqual([['earning.base', 6, { step: 100, points: 3 }]]);
  });

  it('are none where sales earn nothing', () => {
    const sale = sell({ model: 'DISCOUNT', earning: earningOf({ base: null }) }, 10_000, {
      lines: [lineOf(4_000), lineOf(6_000)],
    });
    expect(sale.amounts.pointsEarned).toBe(0);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([0, 0]);
    expect(sale.trace).toEqual([]);
  });

  it('are multiplied by the tier and rounded once, as the programme says', () => {
    const tiers = [tierOf('BASE', { multiplierPpm: partsPerMillion(1_500_000) })];
    expect(sell({ tiers }, 300).amounts.pointsEarned).toBe(4);
    expect(sell({ tiers, rounding: 'HALF_UP' }, 300).amounts.pointsEarned).toBe(5);
    expect(sell({ tiers, rounding: 'HALF_EVEN' }, 300).amounts.pointsEarned).toBe(4);
    expect(earnTrace(sell({ tiers }, 300))).toEqual([
      ['earning.base', 3, { step: 100, points: 1 }],
      ['tier.BASE.multiplier', 1, { multiplierPpm: 1_500_000 }],
    ]);
    const lines = [lineOf(100), lineOf(200)];
    expect(sell({ tiers }, 300, { lines }).lines.map(({ earned }) => earned)).toEqual([1, 3]);
  });

  it('by rules multiply each other on a line and are rounded once', () => {
    const rules = [
      multiplierRule('b', 1_500_000, allOf(condition('category', '=', 'pizza'))),
      multiplierRule('a', 1_500_000, allOf(condition('sku', '=', 'm'))),
    ];
    const lines = [lineOf(150, { category: 'pizza', sku: 'm' }), lineOf(150, { category: 'drinks' })];
    // 1.5 × 2.25 + 1.5 × 1, less the rest of the full steps: 3 + 1.5 × 1.25 = 4.875.
    const sale = sell({ earning: earningOf({ rules }) }, 300, { lines });
    expect(sale.amounts.pointsEarned).toBe(4);
    expect(earnTrace(sale)).toEqual([
      ['earning.base', 3, { step: 100, points: 1 }],
      ['earning.rule.a', 0, { multiplierPpm: 1_500_000 }],
      ['earning.rule.b', 1, { multiplierPpm: 1_500_000 }],
    ]);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([3, 1]);
  });

  it('by a rule that multiplies are none where the programme has no base', () => {
    const sale = sell({ earning: earningOf({ base: null, rules: [multiplierRule('twice', 2_000_000)] }) }, 500);
    expect(sale.amounts.pointsEarned).toBe(0);
    expect(earnTrace(sale)).toEqual([]);
  });

  it('by a rule that adds for full steps say that none was full', () => {
    const perStep = { kind: 'PER_STEP', step: minorUnits(1_000), points: points(5) } as const;
    const sale = sell({ earning: earningOf({ rules: [ruleOf('step', perStep)] }) }, 999);
    expect(sale.trace[1]).toEqual({
      effect: 'EARN',
      rule: 'earning.rule.step',
      amount: 0,
      arguments: { failed: 'step' },
    });
  });

  it('by a rule that takes away never fall below nothing', () => {
    const sale = sell({ earning: earningOf({ rules: [multiplierRule('none', 0)] }) }, 199);
    expect(sale.amounts.pointsEarned).toBe(0);
    expect(earnTrace(sale)).toEqual([
      ['earning.base', 1, { step: 100, points: 1 }],
      ['earning.rule.none', -1, { multiplierPpm: 0 }],
    ]);
  });

  it('by a rule of points are given once a sale to the lines that it is about', () => {
    const rules = [pointsRule('dessert', 10, allOf(condition('category', 'in', ['dessert'])))];
    const lines = [
      lineOf(500, { category: 'pizza' }),
      lineOf(100, { category: 'dessert' }),
      lineOf(100, { category: 'dessert' }),
    ];
    const sale = sell({ earning: earningOf({ rules }) }, 700, { lines });
    expect(sale.amounts.pointsEarned).toBe(17);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([5, 6, 6]);
    expect(
      sell({ earning: earningOf({ base: null, rules }) }, 700, { lines }).lines.map(({ earned }) => earned),
    ).toEqual([0, 5, 5]);
  });

  it('by a rule of points are none where nothing was paid for such an item', () => {
    const rules = [pointsRule('dessert', 10, allOf(condition('category', 'in', ['dessert'])))];
    const sale = sell({ earning: earningOf({ rules }) }, 500, {
      lines: [lineOf(500), lineOf(0, { category: 'dessert' })],
    });
    expect(earnTrace(sale)[1]).toEqual(['earning.rule.dessert', 0, { failed: 'category', operator: 'in' }]);
  });

  it('are none for excluded lines, whose share does not count', () => {
    const exclusions = { categories: ['tobacco'], skus: ['bag'] };
    const lines = [
      lineOf(150, { category: 'tobacco' }),
      lineOf(50, { sku: 'bag' }),
      lineOf(250, { category: 'pizza', sku: 'm' }),
      lineOf(50),
    ];
    const sale = sell({ earning: earningOf({ exclusions }) }, 500, { lines });
    expect(sale.amounts.pointsEarned).toBe(3);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([0, 0, 3, 0]);
    expect(earnTrace(sale)[0]).toEqual([
      'earning.exclusions',
      0,
      { lines: 2, payable: 200, which: '1, 2', goods: 'tobacco, bag' },
    ]);
    const bySku = sell({ earning: earningOf({ exclusions: { categories: [], skus: ['bag'] } }) }, 500, { lines });
    expect(bySku.amounts.pointsEarned).toBe(4);
    const withRule = sell({ earning: earningOf({ exclusions, rules: [multiplierRule('twice', 2_000_000)] }) }, 500, {
      lines,
    });
    expect(withRule.amounts.pointsEarned).toBe(6);
    const first = decide(
      compileProgram(programOf({ earning: earningOf({ exclusions }) }), 1),
      newGuest(),
      saleOf(500, { lines }),
      new Story(programOf()).context('first'),
    );
    expect(first).toMatchObject({ trace: [{ arguments: { lines: 2, payable: 200 } }, {}] });
    expect(first.kind === 'DECIDED' && first.trace[0]?.arguments).not.toHaveProperty('goods');
    const noneMatch = sell({ earning: earningOf({ exclusions }) }, 50, { lines: [lineOf(50)] });
    expect(earnTrace(noneMatch)).toHaveLength(1);
  });
});

describe('caps', () => {
  it('cut a sale and say so, and the lines share what is left', () => {
    const earning = earningOf({ caps: capsOf({ perSale: points(5) }) });
    const sale = sell({ earning }, 1_000, { lines: [lineOf(700), lineOf(300)] });
    expect(sale.amounts.pointsEarned).toBe(5);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([4, 1]);
    expect(earnTrace(sale).at(-1)).toEqual(['earning.cap', 5, { period: 'perSale', cap: 5 }]);
    expect(earnTrace(sell({ earning }, 500))).toHaveLength(1);
  });

  it('of a rule stand with the sale for its refund only where they count by period, and allowed something', () => {
    const story = (caps: Parameters<typeof capsOf>[0]) =>
      new Story(programOf({ earning: earningOf({ rules: [pointsRule('p', 20, null, capsOf(caps))] }) }));
    const cappedBy = (one: Story) => (one.done(saleOf(1_000)).details as SaleDetails).capped;
    expect(cappedBy(story({ perSale: points(12) }))).toEqual([]);
    const daily = story({ perDay: points(12) });
    expect(cappedBy(daily)).toEqual([{ owner: 'earning.rule.p', byLine: [12] }]);
    expect(cappedBy(daily)).toEqual([]);
  });

  it('of the programme cut what campaigns gave, and leave what a control group would have got', () => {
    const control = { sharePpm: partsPerMillion(1_000_000), seed: 'seed' };
    const campaigns = runningOf({ GIFT: campaignOf(), NONE: campaignOf({ control }) }, { draw: () => 0 });
    const earning = earningOf({ caps: capsOf({ perSale: points(10) }) });
    const { amounts, details } = new Story(programOf({ earning }), undefined, undefined, { campaigns }).done(
      saleOf(1_000),
    );
    expect(amounts.pointsEarned).toBe(10);
    expect((details as SaleDetails).campaigns?.map(({ campaign, points: given }) => [campaign, given])).toEqual([
      ['GIFT', 5],
      ['NONE', 10],
    ]);
  });

  it('cut with rules as well', () => {
    const earning = earningOf({ rules: [pointsRule('p', 20)], caps: capsOf({ perSale: points(12) }) });
    const sale = sell({ earning }, 1_000, { lines: [lineOf(500), lineOf(500)] });
    expect(sale.lines.map(({ earned }) => earned)).toEqual([6, 6]);
    expect(earnTrace(sale).at(-1)).toEqual(['earning.cap', 18, { period: 'perSale', cap: 12 }]);
  });

  it('count the business day, which begins at the day start, and bonuses do not use them', () => {
    const story = new Story(
      programOf({
        earning: earningOf({ caps: capsOf({ perDay: points(10) }) }),
        activities: activitiesOf({ registration: null, firstSale: { points: points(200) } }),
      }),
    );
    const sellAt = (at: number, amount: number) =>
      story.at(at).done(saleOf(amount, { occurredAt: at })).amounts.pointsEarned;
    expect(sellAt(NOON, 700)).toBe(207);
    expect(sellAt(NOON + HOUR, 700)).toBe(3);
    const nothing = story.done(saleOf(700, { occurredAt: story.now }));
    expect(nothing.amounts.pointsEarned).toBe(0);
    expect(earnTrace(nothing)).toContainEqual(['earning.cap', 7, { period: 'perDay', cap: 10 }]);
    // The business day ends at 04:00: a sale at 03:59 belongs to the day before.
    expect(sellAt(NOON + 16 * HOUR - 1, 700)).toBe(0);
    expect(sellAt(NOON + 16 * HOUR, 700)).toBe(7);
  });

  it('are used by now, whatever the time of a late act, and are free again after a refund on that day', () => {
    const story = new Story(programOf({ earning: earningOf({ caps: capsOf({ perDay: points(10) }) }) }));
    story.at(NOON).done(saleOf(1_000, { occurredAt: NOON - 48 * HOUR }), 'late');
    expect(story.done(saleOf(1_000)).amounts.pointsEarned).toBe(0);
    story.refund('late', { kind: 'AMOUNT', amount: minorUnits(400) });
    expect(story.done(saleOf(1_000)).amounts.pointsEarned).toBe(4);
    story.at(NOON + 24 * HOUR).done(saleOf(200, { occurredAt: NOON + 24 * HOUR }));
    story.refund('late');
    expect(story.guest.counters).toMatchObject({ caps: [{ cap: 'earning.perDay', used: 2 }] });
  });
});

describe('the first sale', () => {
  const activities = activitiesOf({ registration: null, firstSale: { points: points(200) } });
  const bonus = (decision: ReturnType<typeof sell>) => decision.trace.find(({ rule }) => rule === 'activity.firstSale');

  it('gives its bonus within the sale, in one lot, to the first that has something to pay', () => {
    const story = new Story(programOf({ activities }));
    expect(bonus(story.done(saleOf(0)))).toMatchObject({ amount: 0, arguments: { failed: 'nothingPaid' } });
    const first = story.done(saleOf(500), 'first');
    expect(bonus(first)).toMatchObject({ amount: 200, arguments: {} });
    expect(first.amounts.pointsEarned).toBe(205);
    expect(first.lots).toMatchObject([{ lotId: 'first', amount: 205 }]);
    expect(first.details).toMatchObject({ firstSaleBonus: 200 });
    expect(bonus(story.done(saleOf(500)))).toMatchObject({ amount: 0, arguments: { failed: 'notFirst' } });
  });

  it('is remembered by a programme without a bonus, and an imported guest has had it', () => {
    const story = new Story(programOf());
    story.done(saleOf(500), 'first');
    expect(story.guest.counters.firstSale).toBe('first');
    const imported = new Story(programOf({ activities }), {
      ...newGuest(),
      counters: { ...newGuest().counters, firstSale: 'IMPORT' },
    });
    expect(imported.done(saleOf(500)).amounts.pointsEarned).toBe(5);
  });
});

describe('the points of a receipt that points pay a part of', () => {
  const REDEMPTION = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
  const NOTHING = { ...REDEMPTION, earns: 'NOTHING' as const };

  function sold(redemption: ProgramDocument['redemption'], wanted: number, changes: Partial<ProgramDocument> = {}) {
    const story = new Story(programOf({ redemption, ...changes }));
    story.done(manualOf('CREDIT', 500));
    const lines = [lineOf(10_000), lineOf(5_000)];
    return { story, sale: story.done(saleOf(15_000, { lines, pointsToRedeem: points(wanted) }), 'the-sale') };
  }

  it('are those of the money, where the programme says so or nothing', () => {
    for (const redemption of [REDEMPTION, { ...REDEMPTION, earns: 'ON_MONEY' as const }])
      expect(sold(redemption, 30).sale.amounts).toMatchObject({ payable: 12_000, pointsEarned: 120 });
  });

  it('are none where the programme says so, by base and rules alike, and the trace has one reason for it', () => {
    const rules = [pointsRule('visit', 7), multiplierRule('double', 2_000_000)];
    for (const changes of [{}, { earning: earningOf({ rules, caps: capsOf({ perDay: points(500) }) }) }]) {
      const { sale } = sold(NOTHING, 1, changes);
      expect(sale.amounts).toMatchObject({ payable: 14_900, pointsEarned: 0 });
      expect(sale.lines.map(({ earned }) => earned)).toEqual([0, 0]);
      expect(earnTrace(sale)).toEqual([['earning.paidWithPoints', 0, {}]]);
      expect(sale.after.counters.caps).toEqual([]);
    }
  });

  it('are as ever where no points pay', () => {
    expect(sold(NOTHING, 0).sale.amounts).toMatchObject({ payable: 15_000, pointsEarned: 150 });
  });

  it('are none where points paid before the sale', () => {
    const prior = { points: points(10), value: minorUnits(1_000), lots: [] };
    expect(sell({ redemption: NOTHING }, 5_000, { prior })).toMatchObject({
      amounts: { payable: 4_000, pointsEarned: 0 },
    });
  });

  it('leave the bonus of a first sale, the visit and the tier, and a refund takes nothing but the bonus', () => {
    const firstSale = { points: points(40) };
    const { story, sale } = sold(NOTHING, 100, { activities: activitiesOf({ firstSale }) });
    expect(sale.amounts.pointsEarned).toBe(40);
    expect(sale.after.lifetime).toMatchObject({ visits: 1, spend: 5_000 });
    expect(story.refund('the-sale')).toMatchObject({ amounts: { pointsRedeemed: 100, pointsEarned: 40 } });
    expect(story.guest.balance.available).toBe(500);
  });
});

describe('receipts that earn in a day', () => {
  const earning = (changes: Partial<ProgramDocument['earning']> = {}) => earningOf({ receiptsPerDay: 2, ...changes });
  const earned = (story: Story, amount = 10_000, id?: string) =>
    story.done(saleOf(amount, { occurredAt: story.now }), id).amounts.pointsEarned;

  it('are as many as the programme says; later ones say why they earn nothing, by base and rules alike', () => {
    for (const changes of [{}, { rules: [pointsRule('visit', 7)] }]) {
      const story = new Story(programOf({ earning: earning(changes) }));
      // A receipt for which the programme gives no points does not count as one of the day.
      expect(earned(story, 0)).toBe(0);
      expect(earned(story)).toBeGreaterThan(0);
      expect(earned(story)).toBeGreaterThan(0);
      const third = story.done(saleOf(10_000));
      expect(third.amounts.pointsEarned).toBe(0);
      expect(earnTrace(third)).toEqual([['earning.receipts', 0, { cap: 2 }]]);
      story.at(story.now + 24 * HOUR);
      expect(earned(story)).toBeGreaterThan(0);
    }
  });

  it('count no more once they are refunded whole, beside the caps on points', () => {
    const story = new Story(programOf({ earning: earning({ caps: capsOf({ perDay: points(150) }) }) }));
    expect([earned(story, 10_000, 'first'), earned(story)]).toEqual([100, 50]);
    story.refund('first', amountOf(9_999));
    expect(earned(story)).toBe(0);
    story.refund('first');
    expect([earned(story), earned(story)]).toEqual([100, 0]);
  });

  it('leave the bonus of a first sale, which is no point of a receipt', () => {
    const base = { step: minorUnits(100_000), points: points(1) };
    const activities = activitiesOf({ firstSale: { points: points(40) } });
    const story = new Story(programOf({ activities, earning: earning({ base, receiptsPerDay: 1 }) }));
    expect(earned(story)).toBe(40);
    expect(earned(story, 100_000)).toBe(1);
    expect(earned(story, 100_000)).toBe(0);
  });
});
