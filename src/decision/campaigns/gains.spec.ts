import fc from 'fast-check';
import { lineOf, saleOf } from '../../../test/support/decision/acts';
import {
  allOf,
  condition,
  earningOf,
  multiplierRule,
  programOf,
  ruleOf,
} from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { minorUnits, partsPerMillion, points, type EarningRule, type SaleAct } from '..';

function sell(rules: readonly EarningRule[], amount: number, act: Partial<SaleAct> = {}) {
  return new Story(programOf({ earning: earningOf({ base: null, rules }) })).done(saleOf(amount, act));
}

describe('what a rule adds', () => {
  const lines = [
    lineOf(150, { category: 'pizza', quantityMilli: 2_000 }),
    lineOf(260, { category: 'pizza', quantityMilli: 500 }),
    lineOf(900, { category: 'drinks', quantityMilli: 9_000 }),
  ];
  const pizza = allOf(condition('category', '=', 'pizza'));

  it('for each full step is counted over its lines together, and shared by what they cost', () => {
    const sale = sell([ruleOf('s', { kind: 'PER_STEP', step: minorUnits(100), points: points(3) }, pizza)], 1_310, {
      lines,
    });
    expect(sale.amounts.pointsEarned).toBe(12);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([4, 8, 0]);
    const nothing = sell([ruleOf('s', { kind: 'PER_STEP', step: minorUnits(500), points: points(3) }, pizza)], 1_310, {
      lines,
    });
    expect(nothing.trace).toMatchObject([{ rule: 'earning.rule.s', amount: 0, arguments: { failed: 'step' } }]);
  });

  it('for each full quantity is counted over its lines together, and shared by how many they are', () => {
    const gain = { kind: 'PER_QUANTITY', quantityMilli: 1_000, points: points(10) } as const;
    const sale = sell([ruleOf('q', gain, pizza)], 1_310, { lines });
    expect(sale.amounts.pointsEarned).toBe(20);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([16, 4, 0]);
    const nothing = sell([ruleOf('q', { ...gain, quantityMilli: 3_000 }, pizza)], 1_310, { lines });
    expect(nothing.trace).toMatchObject([{ amount: 0, arguments: { failed: 'fullQuantity' } }]);
  });

  it('counts the lines of each of its categories, in the order of the sale', () => {
    const named = allOf(condition('category', 'in', ['drinks', 'pizza']));
    const gain = { kind: 'PER_STEP', step: minorUnits(100), points: points(1) } as const;
    const mixed = [...lines, lineOf(40, { category: 'soup' }), lineOf(340, { category: 'pizza' })];
    const sale = sell([ruleOf('s', gain, named)], 1_690, { lines: mixed });
    expect(sale.amounts.pointsEarned).toBe(16);
    expect(sale.lines.map(({ earned }) => earned)).toEqual([1, 3, 9, 0, 3]);
  });

  it('counts the parts of one combo of the till as one piece', () => {
    const parts = [lineOf(300, { combo: 'lunch' }), lineOf(100, { combo: 'lunch', quantityMilli: 9_000 }), lineOf(200)];
    const gain = { kind: 'PER_QUANTITY', quantityMilli: 1_000, points: points(10) } as const;
    expect(sell([ruleOf('q', gain)], 600, { lines: parts }).amounts.pointsEarned).toBe(20);
  });

  it('is not multiplied, neither by rules nor by the tier', () => {
    const document = programOf({
      tiers: [{ ...programOf().tiers[0]!, multiplierPpm: partsPerMillion(3_000_000) }],
      earning: earningOf({
        rules: [multiplierRule('m', 2_000_000), ruleOf('p', { kind: 'POINTS', points: points(10) })],
      }),
    });
    expect(new Story(document).done(saleOf(100)).amounts.pointsEarned).toBe(16);
  });

  it('is exact over any lines', () => {
    const some = fc.array(
      fc.record({ total: fc.integer({ min: 1, max: 50_000 }), milli: fc.integer({ min: 1, max: 9_000 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 9_000 }),
        fc.integer({ min: 1, max: 9_000 }),
        (items, step, milli) => {
          const rules = [
            ruleOf('a', { kind: 'PER_STEP', step: minorUnits(step), points: points(2) }),
            ruleOf('b', { kind: 'PER_QUANTITY', quantityMilli: milli, points: points(5) }),
          ];
          const total = items.reduce((sum, item) => sum + item.total, 0);
          const quantity = items.reduce((sum, item) => sum + item.milli, 0);
          const sale = sell(rules, total, {
            lines: items.map((item) => lineOf(item.total, { quantityMilli: item.milli })),
          });
          expect(sale.amounts.pointsEarned).toBe(2 * Math.floor(total / step) + 5 * Math.floor(quantity / milli));
          expect(sale.lines.reduce((sum, { earned }) => sum + earned, 0)).toBe(sale.amounts.pointsEarned);
        },
      ),
      runs(500),
    );
  });
});
