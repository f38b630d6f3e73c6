import { DAY, HOUR, lineOf, manualOf, NOON, redemptionOf, saleOf } from '../../../../test/support/decision/acts';
import { runningOf, moneyOffOf } from '../../../../test/support/decision/campaigns';
import { programOf, tierOf, NO_GOODS } from '../../../../test/support/decision/programs';
import { amountOf, Story } from '../../../../test/support/decision/story';
import {
  type Decision,
  limitTo,
  minorUnits,
  partsPerMillion,
  type PointLimitDocument,
  points,
  type ProgramDocument,
  type SaleAct,
} from '../..';

const REDEMPTION = { minPoints: points(1), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
const WAIVING = { ...REDEMPTION, waiveRestBelow: minorUnits(100) };
const TENTH_OFF = [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })];
const FREE_OF_DISCOUNT: ProgramDocument['restrictions'] = {
  discount: { ...NO_GOODS, categories: ['wine'] },
  redemption: NO_GOODS,
  leastPrices: [],
  base: 'WITH_TAX',
};
const MONEY_OFF = moneyOffOf(1_000);

/** A guest with 1,000 points that are worth 1.00 each. */
function richStory(
  changes: Partial<ProgramDocument> = {},
  context: ConstructorParameters<typeof Story>[3] = {},
): Story {
  const story = new Story(programOf(changes), undefined, undefined, context);
  story.done(manualOf('CREDIT', 1_000));
  return story;
}
const redeeming = (amount: number, wanted: number, changes: Partial<SaleAct> = {}) =>
  saleOf(amount, { pointsToRedeem: points(wanted), ...changes });
const told = ({ trace }: Decision, rule: string) => trace.filter((entry) => entry.rule === rule);

describe('a small rest that no point pays', () => {
  const LINES = [lineOf(7_010), lineOf(3_015, { category: 'wine' })];

  it.each<[string, Partial<ProgramDocument>, object, number, [number, number][]]>([
    [
      'after a discount of the tier',
      { tiers: TENTH_OFF },
      {},
      90,
      [
        [717, 6_293],
        [308, 2_707],
      ],
    ],
    [
      'where a line got no discount',
      { tiers: TENTH_OFF, restrictions: FREE_OF_DISCOUNT },
      {},
      93,
      [
        [717, 6_293],
        [8, 3_007],
      ],
    ],
    [
      'after the money off of a campaign',
      {},
      { campaigns: runningOf({ TEN: MONEY_OFF }) },
      90,
      [
        [716, 6_294],
        [309, 2_706],
      ],
    ],
  ])('comes off each line by what is left of the line, %s', (_name, changes, context, wanted, expected) => {
    const story = richStory({ redemption: WAIVING, ...changes }, context);
    const { lines, amounts } = story.done(redeeming(10_025, wanted, { lines: LINES }));
    expect(amounts.payable).toBe(0);
    expect(lines.map(({ discount, pointsValue }) => [discount, pointsValue])).toEqual(expected);
    for (const { gross, discount, pointsValue, payable } of lines)
      expect([discount + pointsValue, payable]).toEqual([gross, 0]);
  });

  it('leaves lines of one price nothing to pay, though a minor unit is not divisible', () => {
    const lines = [lineOf(3_350), lineOf(3_350), lineOf(3_350)];
    const story = richStory({ redemption: WAIVING, restrictions: FREE_OF_DISCOUNT });
    const sale = story.done(redeeming(10_050, 100, { lines }));
    expect(sale.lines.map(({ discount, pointsValue, payable }) => [discount, pointsValue, payable])).toEqual([
      [17, 3_333, 0],
      [17, 3_333, 0],
      [16, 3_334, 0],
    ]);
  });

  const tip = lineOf(50, { type: 'TIP' });
  const restrictions = { ...FREE_OF_DISCOUNT, redemption: { ...NO_GOODS, types: ['TIP' as const] } };
  const prior = { points: points(100), value: minorUnits(10_000), lots: [] };

  it.each<[string, Partial<ProgramDocument>, SaleAct, number]>([
    ['points may not pay it', { restrictions }, redeeming(10_050, 100, { lines: [lineOf(10_000), tip] }), 50],
    ['no point pays for the order', {}, saleOf(50), 50],
    ['the receipt was paid before it had a guest', {}, saleOf(10_050, { prior, attached: true }), 50],
    ['points before the sale pay the rest', {}, saleOf(10_050, { prior }), 0],
  ])('is paid with money, or by points from before the sale, where %s', (_name, changes, act, payable) => {
    expect(richStory({ redemption: WAIVING, ...changes }).done(act).amounts).toMatchObject({ payable });
  });

  it('is to be paid beside points for some categories alone, which the trace names', () => {
    const story = new Story(programOf({ redemption: WAIVING }));
    story.done(manualOf('CREDIT', 1_000, { limit: limitTo([], ['cake', 'tea']) }));
    const lines = [lineOf(6_025, { category: 'cake' }), lineOf(4_025, { category: 'tea' })];
    const sale = story.done(redeeming(10_050, 100, { lines }));
    expect(sale.amounts).toMatchObject({ discount: 0, payable: 50 });
    expect(told(sale, 'redemption.categories')).toEqual([
      { effect: 'REDEEM', rule: 'redemption.categories', amount: 0, arguments: { points: 100, goods: 'cake, tea' } },
    ]);
  });
});

describe('points that pay for a receipt', () => {
  it('are told with their worth: those of before, and what is lost of them', () => {
    const prior = { points: points(80), value: minorUnits(8_000), lots: [] };
    const rules = (amount: number) =>
      richStory()
        .done(saleOf(amount, { prior }))
        .trace.filter(({ effect }) => effect === 'REDEEM');
    const before = { effect: 'REDEEM', rule: 'redemption.prior', amount: 80, arguments: { value: 8_000 } };
    expect(rules(8_000)).toEqual([before]);
    expect(rules(7_999)).toEqual([
      before,
      { effect: 'REDEEM', rule: 'redemption.clipped', amount: 0, arguments: { value: 1 } },
    ]);
  });

  it('keep their worth on lines with a discount, though a limit by category lets fewer pay now', () => {
    const limits = [limitOf(0, { categories: ['wine'] })];
    const prior = { points: points(60), value: minorUnits(6_000), lots: [] };
    const lines = [lineOf(8_000, { category: 'wine' }), lineOf(2_000), lineOf(1_000, { type: 'TIP' })];
    const { lines: divided } = richStory({
      tiers: TENTH_OFF,
      restrictions: { ...FREE_OF_DISCOUNT, redemption: { ...NO_GOODS, types: ['TIP'] } },
      redemption: { ...REDEMPTION, limits },
    }).done(saleOf(11_000, { lines, prior }));
    // 80.00 and 18.00 after the discount, which leaves the wine out, and a tip that points never pay.
    expect(divided.map(({ discount, pointsValue, payable }) => [discount, pointsValue, payable])).toEqual([
      [0, 4_898, 3_102],
      [200, 1_102, 698],
      [100, 0, 900],
    ]);
  });

  it('of an allowance are not divided over the lines of a category', () => {
    const story = new Story(programOf());
    story.done(manualOf('CREDIT', 30, { limit: limitTo([], ['cake']) }));
    const lines = [lineOf(4_000, { category: 'cake' }), lineOf(6_000)];
    const sale = story.done(redeeming(10_000, 50, { lines, offlineAllowance: points(20) }));
    expect(sale.amounts).toMatchObject({ pointsRedeemed: 50, pointsValue: 5_000, payable: 5_000 });
    expect(told(sale, 'redemption.categories')).toMatchObject([{ arguments: { points: 30 } }]);
    // 30 for the cake, and 20 over what these leave to pay: 10.00 and 60.00.
    expect(sale.lines.map(({ points: paid }) => paid)).toEqual([33, 17]);
  });

  it('are told to be limited by what limits them: the share of the receipt, or that of lines', () => {
    const limits = [limitOf(300_000, { tiers: ['BASE'] }), limitOf(900_000, { categories: ['cake'] })];
    const story = richStory({ redemption: { ...REDEMPTION, limits } });
    const of = (category: string) => {
      const sale = story.done(saleOf(10_000, { lines: [lineOf(10_000, { category })] }));
      return sale.trace.filter(({ rule }) => rule.includes('imit')).map(({ effect, rule }) => [effect, rule]);
    };
    expect(of('soup')).toEqual([['REDEEM', 'redemption.limit']]);
    expect(of('cake')).toEqual([
      ['REDEEM', 'redemption.limit'],
      ['REDEEM', 'redemption.lineLimit'],
    ]);
    const ofWhole = [limitOf(300_000, { tiers: ['BASE'] }), limitOf(1_000_000, { categories: ['cake'] })];
    const whole = richStory({ redemption: { ...REDEMPTION, limits: ofWhole } });
    const cake = whole.done(saleOf(10_000, { lines: [lineOf(10_000, { category: 'cake' })] }));
    expect(told(cake, 'redemption.lineLimit')).toEqual([]);
  });
});

describe('a hold that a sale captures', () => {
  const held = (story: Story, id: string, wanted: number) =>
    story.done({ kind: 'HOLD', sale: redeeming(10_000, wanted), expiresAt: NOON + HOUR }, id);
  const captured = (id: string, wanted: number) => ({ id, points: points(wanted), expiresAt: NOON + HOUR });

  it('is the one that the till names, and the others stay', () => {
    const story = richStory();
    held(story, 'first', 30);
    held(story, 'second', 50);
    story.done(saleOf(10_000, { hold: captured('second', 50) }));
    expect(story.guest.counters.holds).toMatchObject([{ id: 'first', points: 30 }]);
    expect(story.guest.balance.held).toBe(30);
  });

  it('pays at the instant of its time-out, when its points are free again', () => {
    const story = richStory();
    held(story, 'hold', 30);
    const sale = (wanted: number) => saleOf(10_000, { hold: captured('hold', wanted), occurredAt: NOON });
    expect(story.at(NOON + HOUR).done(sale(30)).amounts.pointsRedeemed).toBe(30);
  });

  it('is all that the till may take, whatever its allowance', () => {
    const story = richStory();
    held(story, 'hold', 30);
    const sale = redeeming(10_000, 30, { hold: captured('hold', 30), offlineAllowance: points(100) });
    expect(story.done(sale).redeemable).toMatchObject({ max: 30, limitedBy: 'BALANCE' });
  });
});

describe('the count of receipts that points pay for in a day', () => {
  const ONE_A_DAY = { redemption: { ...REDEMPTION, receiptsPerDay: 1 } };
  const paid = (story: Story, id: string, changes: Partial<SaleAct> = {}) =>
    story.play(redeeming(10_000, 10, { occurredAt: story.now, ...changes }), id).kind;

  it('leaves room for a receipt that points paid before, and for what an offline till took', () => {
    const story = richStory(ONE_A_DAY);
    expect(paid(story, 'without points', { pointsToRedeem: null })).toBe('DECIDED');
    story.done(redemptionOf(10_000, 10), 'before');
    const prior = { points: points(10), value: minorUnits(1_000), lots: [] };
    expect(paid(story, 'the same receipt', { prior })).toBe('DECIDED');
    const late = { occurredAt: NOON - HOUR };
    expect(paid(story, 'late at the till', late)).toBe('REFUSED');
    expect(story.guest.counters.caps).toMatchObject([{ cap: 'redemption.receipts.perDay', used: 1 }]);
    expect(paid(story, 'offline', { ...late, channel: 'OFFLINE' })).toBe('DECIDED');
  });

  it('is not lowered by the refund of a receipt that no point paid for', () => {
    const story = richStory(ONE_A_DAY);
    paid(story, 'paid');
    story.done(saleOf(10_000), 'plain');
    story.refund('plain');
    expect(paid(story, 'more')).toBe('REFUSED');
  });

  it('is lowered by the refund of a receipt with a line that no point fell on', () => {
    const story = richStory(ONE_A_DAY);
    paid(story, 'paid', { lines: [lineOf(9_990), lineOf(10)] });
    story.refund('paid');
    expect(paid(story, 'more')).toBe('DECIDED');
  });

  it('is not lowered by the refund of a receipt of a version without the limit, nor of another day', () => {
    const before = richStory({ earning: { ...programOf().earning, receiptsPerDay: 9 } });
    paid(before, 'before');
    const story = new Story(programOf(ONE_A_DAY), before.guest);
    paid(story, 'paid');
    before.guest = story.guest;
    before.refund('before', amountOf(10_000));
    story.guest = before.guest;
    expect(paid(story, 'more')).toBe('REFUSED');
    expect(paid(story.at(NOON + DAY), 'next day')).toBe('DECIDED');
  });
});

function limitOf(maxSharePpm: number, changes: Partial<PointLimitDocument>): PointLimitDocument {
  const all = { tiers: [], channels: [], restaurantIds: [], categories: [] };
  return { ...all, maxSharePpm: partsPerMillion(maxSharePpm), ...changes };
}
