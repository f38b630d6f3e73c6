import { lineOf, saleOf } from '../../../test/support/decision/acts';
import {
  earningOf,
  multiplierRule,
  programOf,
  allOf,
  condition,
  tierOf,
} from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  compileProgram,
  decide,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type Line,
  type ProgramDocument,
  type SaleGift,
  type SaleReward,
} from '..';

type Restrictions = NonNullable<ProgramDocument['restrictions']>;
const NOTHING: Restrictions['discount'] = { categories: [], skus: [], types: [] };
const restrictionsOf = (changes: Partial<Restrictions>): Restrictions => ({
  discount: NOTHING,
  redemption: NOTHING,
  leastPrices: [],
  base: 'WITH_TAX',
  ...changes,
});
const ALCOHOL = { ...NOTHING, types: ['ALCOHOL' as const] };
const wine = lineOf(2_000, { category: 'Bar', type: 'ALCOHOL' });
const soup = lineOf(1_000, { category: 'Soups' });

const programWith = (restrictions: Partial<Restrictions>, changes: Partial<ProgramDocument> = {}) =>
  programOf({
    tiers: [tierOf('BASE', { discountPpm: partsPerMillion(50_000) })],
    restrictions: restrictionsOf(restrictions),
    ...changes,
  });

function sell(document: ProgramDocument, lines: readonly Line[], changes: Parameters<typeof saleOf>[1] = {}) {
  const amount = lines.reduce((sum, { total }) => sum + total, 0);
  const decision = new Story(document).play(saleOf(amount, { lines, ...changes }));
  if (decision.kind === 'REFUSED') throw new Error(`${decision.code} ${JSON.stringify(decision.data)}`);
  return decision;
}

const rewardOf = (gift: SaleGift): SaleReward => ({
  redemptionId: 'r1',
  rewardId: 'item',
  code: 'R-1',
  minimumOrder: minorUnits(0),
  gift,
});

describe('lines without discount', () => {
  it('take no share of a tier discount, and the trace says which and why', () => {
    const decision = sell(programWith({ discount: ALCOHOL }), [soup, wine]);
    expect(decision.amounts).toMatchObject({ discount: 50, payable: 2_950 });
    expect(decision.lines.map(({ discount, payable }) => [discount, payable])).toEqual([
      [50, 950],
      [0, 2_000],
    ]);
    expect(decision.trace.slice(0, 2)).toEqual([
      { effect: 'DISCOUNT', rule: 'tier.BASE.discount', amount: 50, arguments: { ratePpm: 50_000, of: 1_000 } },
      {
        effect: 'DISCOUNT',
        rule: 'lines.noDiscount',
        amount: 0,
        arguments: { lines: 1, which: '2', total: 2_000, types: 'ALCOHOL' },
      },
    ]);
  });

  it('are known by category in any case, by item and by type', () => {
    const discount = { categories: ['BAR'], skus: ['cigar'], types: ['TIP' as const] };
    const lines = [wine, lineOf(500, { sku: 'cigar' }), lineOf(300, { type: 'TIP' }), soup];
    const decision = sell(programWith({ discount }), lines);
    expect(decision.lines.map((line) => line.discount)).toEqual([0, 0, 0, 50]);
    expect(decision.trace[1]?.arguments).toEqual({
      lines: 3,
      which: '1, 2, 3',
      total: 2_800,
      types: 'TIP',
      goods: 'Bar, cigar',
    });
  });

  it('are spared by rewards, of which free delivery alone is for what it names', () => {
    const document = programWith({ discount: { ...NOTHING, types: ['ALCOHOL', 'DELIVERY'] } });
    const delivery = lineOf(400, { type: 'DELIVERY' });
    const half = sell(document, [soup, wine, delivery], {
      rewards: [rewardOf({ kind: 'SHARE_OFF', ratePpm: partsPerMillion(500_000), most: null })],
    });
    expect(half.lines.map((line) => line.discount)).toEqual([50 + 475, 0, 0]);
    const off = sell(document, [soup, wine, delivery], {
      rewards: [rewardOf({ kind: 'AMOUNT_OFF', amount: minorUnits(10_000) })],
    });
    expect(off.lines.map((line) => line.payable)).toEqual([0, 2_000, 400]);
    const free = sell(document, [soup, wine, delivery], {
      rewards: [rewardOf({ kind: 'SHIPPING', skus: [], categories: [] })],
    });
    expect(free.lines.map((line) => line.payable)).toEqual([950, 2_000, 0]);
  });

  it('leave nothing for a reward that would be used up for them alone', () => {
    const amount = rewardOf({ kind: 'AMOUNT_OFF', amount: minorUnits(100) });
    const refused = new Story(programWith({ discount: ALCOHOL })).play(
      saleOf(2_000, { lines: [wine], rewards: [amount] }),
    );
    expect(refused).toMatchObject({ code: 'reward_not_available', data: { reason: 'NO_DISCOUNT' } });
  });
});

describe('lines that points cannot pay for', () => {
  const rich = (document: ProgramDocument) => {
    const story = new Story(document);
    story.play(saleOf(100_000));
    return story;
  };

  it('bound the points to the other lines, and are paid with money', () => {
    const document = programWith(
      { redemption: ALCOHOL },
      { redemption: { minPoints: points(1), maxSharePpm: partsPerMillion(500_000), leaveAtLeast: minorUnits(0) } },
    );
    // Half of 950, which the soup costs after its discount; a point is worth 100.
    const asked = (wanted: number) => saleOf(3_000, { lines: [soup, wine], pointsToRedeem: points(wanted) });
    expect(rich(document).play(asked(5))).toMatchObject({
      code: 'redemption_limit_exceeded',
      data: { max: 4, limitedBy: 'PROGRAM' },
    });
    const decision = rich(document).play(asked(4));
    if (decision.kind === 'REFUSED') throw new Error(decision.code);
    expect(decision.lines.map(({ points: taken, pointsValue, payable }) => [taken, pointsValue, payable])).toEqual([
      [4, 400, 550],
      [0, 0, 1_900],
    ]);
  });

  it('are not paid by what was redeemed on the receipt before either', () => {
    const document = programWith({ redemption: ALCOHOL });
    const prior = { points: points(12), value: minorUnits(1_200), lots: [] };
    const decision = sell(document, [soup, wine], { prior });
    expect(decision.amounts).toMatchObject({ pointsRedeemed: 12, pointsValue: 950, payable: 1_900 });
    expect(decision.lines.map(({ payable }) => payable)).toEqual([0, 1_900]);
  });
});

describe('a least price', () => {
  it('is for each piece, and neither discount nor points go below it', () => {
    const document = programWith(
      { leastPrices: [{ ...ALCOHOL, price: minorUnits(990) }] },
      { tiers: [tierOf('BASE', { discountPpm: partsPerMillion(100_000) })] },
    );
    const bottles = lineOf(2_000, { quantityMilli: 2_000, type: 'ALCOHOL' });
    const decision = sell(document, [bottles, soup]);
    // The 180 that the bottles do not take are not given to the soup.
    expect(decision.lines.map((line) => line.discount)).toEqual([20, 100]);
    expect(decision.redeemable?.max).toBe(0);
    expect(decision.trace.filter(({ rule }) => rule.startsWith('lines.'))).toEqual([
      { effect: 'DISCOUNT', rule: 'lines.leastPrice', amount: 0, arguments: { lines: 1, which: '1' } },
    ]);
  });

  it('of any item keeps a minor unit of each line for a receipt that must not show nothing', () => {
    const document = programWith({ leastPrices: [{ ...NOTHING, price: minorUnits(1) }] });
    const all = rewardOf({ kind: 'SHARE_OFF', ratePpm: partsPerMillion(1_000_000), most: null });
    const decision = sell(document, [soup, wine], { rewards: [all] });
    expect(decision.lines.map(({ payable }) => payable)).toEqual([1, 1]);
  });
});

describe('prices without tax', () => {
  it('are the base of discount and points; the tax is paid with money and earns nothing', () => {
    const taxed = lineOf(1_200, { tax: minorUnits(200) });
    const withTax = sell(programWith({ leastPrices: [{ ...NOTHING, price: minorUnits(1) }] }), [taxed]);
    expect(withTax.amounts).toMatchObject({ discount: 60, payable: 1_140, pointsEarned: 11 });
    const without = sell(programWith({ base: 'WITHOUT_TAX' }), [taxed]);
    expect(without.amounts).toMatchObject({ discount: 50, payable: 1_150, pointsEarned: 9 });
    const tax = { effect: 'DISCOUNT', rule: 'lines.tax', amount: 0, arguments: { tax: 200 } };
    expect(without.trace).toContainEqual(tax);
    expect(withTax.trace.filter(({ rule }) => rule === 'lines.tax')).toEqual([]);
  });
});

describe('lines that earn nothing', () => {
  it('are known by type too', () => {
    const exclusions = { categories: [], skus: [], types: ['ALCOHOL' as const] };
    const decision = sell(programOf({ earning: earningOf({ exclusions }) }), [soup, wine]);
    expect(decision.amounts.pointsEarned).toBe(10);
    expect(decision.trace.find(({ rule }) => rule === 'earning.exclusions')?.arguments).toEqual({
      lines: 1,
      which: '2',
      payable: 2_000,
      types: 'ALCOHOL',
    });
  });
});

describe('the lines that a trace names', () => {
  it('have each type, and ten names of goods at most', () => {
    const categories = Array.from({ length: 11 }, (_, n) => `c${String(n)}`);
    const goods = categories.map((category) => lineOf(100, { category }));
    const discount = { categories, skus: [], types: ['TIP' as const, 'ALCOHOL' as const] };
    const decision = sell(programWith({ discount }), [...goods, lineOf(100, { type: 'TIP' }), wine]);
    expect(decision.trace.find(({ rule }) => rule === 'lines.noDiscount')?.arguments).toMatchObject({
      lines: 13,
      types: 'TIP, ALCOHOL',
      goods: categories.slice(0, 10).join(', '),
    });
  });
});

describe('categories', () => {
  const lines = [lineOf(1_000, { category: 'PIZZA' })];
  const twice = multiplierRule('twice', 2_000_000, allOf(condition('category', '=', 'Pizza')));
  const document = programOf({
    earning: earningOf({ rules: [twice], exclusions: { categories: ['Drinks'], skus: [] } }),
  });

  it('are compared without case by rules, exclusions and rewards', () => {
    expect(sell(document, lines).amounts.pointsEarned).toBe(20);
    expect(sell(document, [lineOf(1_000, { category: 'drinks' })]).amounts.pointsEarned).toBe(0);
    const pizza = rewardOf({ kind: 'FREE_ITEM', skus: [], categories: ['pizza'], most: null });
    expect(sell(document, lines, { rewards: [pizza] }).amounts.payable).toBe(0);
  });

  it('are the same by each letter for a version of the first form, whose acts are decided again as they were', () => {
    const act = saleOf(1_000, { lines });
    const decision = decide(compileProgram(document, 1), newGuest(), act, new Story(document).context('first'));
    expect(decision).toMatchObject({ amounts: { pointsEarned: 10 } });
  });
});
