import fc from 'fast-check';
import { type CheckLine, sumOf } from '../lines/check-line';
import { afterCharge, chargePart, type Division, leftOf, reopenPart, turnTo } from './division.rules';
import { divideByWeights, equalShares, partsByAmount, partsByLine, singleUnits } from './shares.rules';

const line = (total: number, quantityMilli = 1_000, name = 'Pizza'): CheckLine => ({
  sku: name,
  name,
  category: null,
  type: null,
  unitPrice: Math.round((total * 1_000) / quantityMilli),
  quantityMilli,
  total,
});
const amount = fc.integer({ min: 0, max: 100_000_000_000 });
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describe('a check that is divided', () => {
  it('gives the odd kopecks to the first guests', () => {
    expect(equalShares(10_000, 3)).toEqual([3_334, 3_333, 3_333]);
    expect(equalShares(0, 2)).toEqual([0, 0]);
    expect(divideByWeights(10, [1, 2, 1])).toEqual([3, 5, 2]);
  });

  it('loses nothing by weights', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 20 }), (total, weights) => {
        const parts = divideByWeights(total, weights);
        expect(sum(parts)).toBe(total);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('loses nothing of any line by amounts', () => {
    const lines = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 2, max: 8 }), (totals, count) => {
        const check = totals.map((total, n) => line(total, 1_000 * (1 + (n % 3)), `Dish ${String(n)}`));
        const amounts = equalShares(sum(totals), count);
        const parts = partsByAmount(check, amounts);
        expect(parts.map((part) => part.amount)).toEqual(amounts);
        expect(parts.map((part) => sumOf(part.lines))).toEqual(amounts);
        for (const { name, total } of check) {
          const shares = parts.flatMap((part) => part.lines.filter((own) => own.name === name));
          expect(sumOf(shares)).toBe(total);
          for (const share of shares) expect(share.quantityMilli).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('goes by line, unit by unit, with a line of all in shares', () => {
    const units = singleUnits([line(2_001, 2_000), line(900, 1_000, 'Wine')]);
    expect(units.map(({ total }) => total)).toEqual([1_001, 1_000, 900]);
    const parts = partsByLine(units, [0, 1, 'ALL'], 2) ?? [];
    expect(parts.map((part) => part.amount)).toEqual([1_451, 1_450]);
    const both = partsByLine(units, [1, 1, 0], 2) ?? [];
    expect(both[1]?.lines).toMatchObject([{ total: 2_001, quantityMilli: 2_000 }]);
    expect(partsByLine(units, [0, 0, 0], 2)).toBeNull();
  });

  it('is charged part after part, in any order', () => {
    const parts = partsByAmount([], [300, 200, 100]);
    const division: Division = { orderId: 'o', amount: 600, lines: [], parts, at: 0 };
    const second = turnTo(division, 1, 'anna');
    const after = afterCharge(second, { id: 'sale', guestId: 'boris' });
    expect(after).toMatchObject({ at: 2, parts: [{ guestId: 'anna' }, { guestId: 'boris', saleId: 'sale' }, {}] });
    const third = after === null ? null : afterCharge(after, { id: 'sale-2', guestId: null });
    expect(third?.at).toBe(0);
    expect(third === null ? 0 : leftOf(third)).toBe(300);
    expect(third === null ? third : afterCharge(third, { id: 'sale-3', guestId: null })).toBeNull();
  });

  it('has the part of an undone sale open and in front again, with its guest', () => {
    const parts = partsByAmount([], [300, 200]);
    const first = chargePart({ orderId: 'o', amount: 500, lines: [], parts, at: 0 }, { id: 'a', guestId: 'anna' });
    const both = chargePart(turnTo(first, 1, 'anna'), { id: 'b', guestId: null });
    expect(leftOf(both)).toBe(0);
    const reopened = reopenPart(both, 'a');
    expect(reopened).toMatchObject({ at: 0, parts: [{ guestId: 'anna', saleId: null }, { saleId: 'b' }] });
    expect(reopenPart(both, 'of another check')).toBeNull();
  });
});
