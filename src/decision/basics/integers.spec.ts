import fc from 'fast-check';
import { runs } from '../../../test/support/decision/runs';
import {
  ceilDivide,
  divideByLargeWeights,
  divideByWeights,
  divideRounded,
  exactQuotient,
  floorDivide,
  greatestDivisor,
  multiplyDivide,
  multiplyDivideRounded,
  multiplyDivideUp,
  toSafe,
} from './integers';
import { InvariantError } from './numbers';

const naturals = fc.oneof(fc.nat(1_000), fc.nat(), fc.maxSafeNat());
const divisors = naturals.map((value) => Math.max(1, value));
/** Two factors whose product lies about 2^53, where a float begins to lie. */
const aboutTheBound = fc
  .record({
    a: fc.integer({ min: 3, max: 200_000_000 }),
    beyond: fc.integer({ min: -9, max: 9 }),
    power: fc.integer({ min: 51, max: 54 }),
  })
  .map(({ a, beyond, power }) => ({ a, b: Math.floor(2 ** power / a) + beyond }));

describe('exact division', () => {
  it('floors as BigInt does, up to the last safe integer', () => {
    fc.assert(
      fc.property(naturals, divisors, (a, b) => {
        expect(floorDivide(a, b)).toBe(Number(BigInt(a) / BigInt(b)));
      }),
      runs(5_000),
    );
    expect(floorDivide(Number.MAX_SAFE_INTEGER, 2)).toBe(4_503_599_627_370_495);
    // Quotients just below a whole number, which a float can't tell from it.
    for (let divisor = 2; divisor < 2_000; divisor += 1) {
      const whole = Math.floor(Number.MAX_SAFE_INTEGER / divisor) - 3;
      expect(floorDivide(whole * divisor - 1, divisor)).toBe(whole - 1);
      expect(floorDivide(whole * divisor, divisor)).toBe(whole);
    }
    expect(floorDivide(9_007_199_254_740_990, 3_002_399_751_580_331)).toBe(2);
  });

  it('multiplies and divides as BigInt does wherever the result is safe, and throws elsewhere', () => {
    fc.assert(
      fc.property(naturals, naturals, divisors, (a, b, c) => {
        const exact = (BigInt(a) * BigInt(b)) / BigInt(c);
        if (exact > BigInt(Number.MAX_SAFE_INTEGER)) expect(() => multiplyDivide(a, b, c)).toThrow(InvariantError);
        else expect(multiplyDivide(a, b, c)).toBe(Number(exact));
      }),
      runs(5_000),
    );
    // 2^53 − 1 and 2^53 + 1 are where a float begins to lie.
    expect(multiplyDivide(94_906_267, 94_906_267, 94_906_267)).toBe(94_906_267);
    expect(multiplyDivide(94_906_265, 94_906_265, 1)).toBe(Number(94_906_265n * 94_906_265n));
  });

  it.each([
    ['FLOOR', [0, 0, 0, 1, 1, 1]],
    ['HALF_UP', [0, 1, 1, 1, 2, 2]],
    ['HALF_EVEN', [0, 0, 1, 1, 2, 2]],
  ] as const)('rounds %s', (rounding, expected) => {
    // 1/4, 2/4, 3/4, 5/4, 6/4, 7/4
    const quarters = [1, 2, 3, 5, 6, 7];
    expect(quarters.map((part) => multiplyDivideRounded(part, 1, 4, rounding))).toEqual(expected);
    expect(quarters.map((part) => Number(divideRounded(BigInt(part), 4n, rounding)))).toEqual(expected);
    const large = 2 ** 52;
    expect(quarters.map((part) => multiplyDivideRounded(part, large, large * 1, 'FLOOR'))).toEqual(quarters);
    expect(
      quarters.map((part) =>
        multiplyDivideRounded(part * 1_000_000_007, 1_000_000_009 * 4, 1_000_000_009 * 4, rounding),
      ),
    ).toEqual(quarters.map((part) => part * 1_000_000_007));
    expect(
      quarters.map((part) => multiplyDivideRounded(part, 1_000_000_000_000_000, 4_000_000_000_000_000, rounding)),
    ).toEqual(expected);
  });

  it('is exact on both sides of the last safe integer, whichever way it rounds', () => {
    fc.assert(
      fc.property(
        aboutTheBound,
        fc.integer({ min: 2, max: 60 }),
        fc.constantFrom('FLOOR', 'HALF_UP', 'HALF_EVEN'),
        ({ a, b }, divisor, rounding) => {
          const [product, by] = [BigInt(a) * BigInt(b), BigInt(divisor)];
          const [floor, rest] = [product / by, product % by];
          const isUp =
            rounding !== 'FLOOR' &&
            (2n * rest > by || (2n * rest === by && (rounding === 'HALF_UP' || floor % 2n === 1n)));
          const exact = floor + (isUp ? 1n : 0n);
          expect(divideRounded(product, by, rounding)).toBe(exact);
          const decide = () => multiplyDivideRounded(a, b, divisor, rounding);
          if (exact > BigInt(Number.MAX_SAFE_INTEGER)) expect(decide).toThrow(InvariantError);
          else expect(decide()).toBe(Number(exact));
        },
      ),
      runs(5_000),
    );
  });

  it('goes up to the next whole number where asked to', () => {
    expect([0, 1, 5, 6, 10].map((dividend) => ceilDivide(dividend, 5))).toEqual([0, 1, 1, 2, 2]);
    fc.assert(
      fc.property(naturals, divisors, (a, b) => {
        expect(ceilDivide(a, b)).toBe(Number((BigInt(a) + BigInt(b) - 1n) / BigInt(b)));
      }),
      runs(1_000),
    );
  });

  it('goes up from a product beyond the last safe integer only where something is left', () => {
    expect(multiplyDivideUp(3_000_000_001, 4_000_000_003, 4_000_000_003)).toBe(3_000_000_001);
    expect(multiplyDivideUp(3_000_000_001, 4_000_000_003, 7_000_000_000)).toBe(1_714_285_717);
    fc.assert(
      fc.property(naturals, fc.integer({ min: 1, max: 1_000_000_000 }), (a, b) => {
        expect(multiplyDivideUp(a, b, b)).toBe(a);
        const up = (BigInt(a) * BigInt(b) + BigInt(b)) / (BigInt(b) + 1n);
        expect(multiplyDivideUp(a, b, b + 1)).toBe(Number(up));
      }),
      runs(1_000),
    );
  });

  it('knows divisors', () => {
    expect(greatestDivisor(12, 18)).toBe(6);
    expect(greatestDivisor(0, 5)).toBe(5);
    expect(exactQuotient(12n, 4n)).toBe(3n);
    expect(() => exactQuotient(13n, 4n)).toThrow(new InvariantError('the divisor divides'));
    expect(toSafe(-5n)).toBe(-5);
    const last = Number.MAX_SAFE_INTEGER;
    expect([toSafe(BigInt(last)), toSafe(BigInt(-last))]).toEqual([last, -last]);
    expect(() => toSafe(2n ** 53n)).toThrow(new InvariantError('a result is a safe integer'));
    expect(() => toSafe(-(2n ** 53n))).toThrow(InvariantError);
  });
});

/** An oracle: all shares over one denominator, sorted once. */
function partsOf(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  const shares = weights.map((weight, index) => ({ index, product: BigInt(total) * BigInt(weight) }));
  const parts = shares.map(({ product }) => Number(product / sum));
  const byRest = shares.toSorted(
    (one, other) => Number((other.product % sum) - (one.product % sum)) || one.index - other.index,
  );
  const left = total - parts.reduce((all, part) => all + part, 0);
  for (const { index } of byRest.slice(0, left)) parts[index]! += 1;
  return parts;
}

describe('division by largest remainder', () => {
  it.each([
    ['few parts', fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 }), fc.nat(1_000)],
    ['many parts', fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 90 }), fc.nat(1_000)],
    [
      'weights about the last safe integer',
      fc.array(fc.integer({ min: 2 ** 51, max: 2 ** 52 }), { minLength: 2, maxLength: 5 }),
      fc.nat(9),
    ],
    [
      'products about it',
      fc.array(fc.integer({ min: 2 ** 20, max: 2 ** 22 }), { minLength: 2, maxLength: 5 }),
      fc.integer({ min: 2 ** 30, max: 2 ** 33 }),
    ],
  ])('is the same as by hand: %s', (_, parts, totals) => {
    fc.assert(
      fc.property(totals, parts, (total, weights) => {
        expect(divideByWeights(total, weights)).toEqual(partsOf(total, weights));
        expect(divideByLargeWeights(total, weights.map(BigInt))).toEqual(partsOf(total, weights));
      }),
      runs(1_000),
    );
  });

  it.each([[[7, 5, 3, 1]], [[1, 3, 5, 7]], [[9, 4, 6, 2, 1]], [[1, 1, 1]]])(
    'is exact for totals about the last safe integer, whose products with a weight are not: %j',
    (weights) => {
      for (let below = 0; below < 60; below += 1) {
        const total = Number.MAX_SAFE_INTEGER - below;
        expect(divideByWeights(total, weights)).toEqual(partsOf(total, weights));
      }
    },
  );

  it('gives what is left to the largest remainders, ties to the earlier', () => {
    expect(divideByWeights(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(divideByWeights(5, [1, 1, 1])).toEqual([2, 2, 1]);
    expect(divideByWeights(10, [1, 2, 4])).toEqual([1, 3, 6]);
    expect(divideByWeights(7, [0, 3, 0, 3])).toEqual([0, 4, 0, 3]);
    expect(divideByWeights(7, [0, 0])).toEqual([7, 0]);
    expect(divideByWeights(0, [0, 5])).toEqual([0, 0]);
    expect(divideByWeights(7, [0])).toEqual([7]);
    expect(divideByLargeWeights(7, [0n, 0n])).toEqual([7, 0]);
  });

  it('gives to the largest remainders of many parts too, most of which are equal', () => {
    const weights = fc.array(fc.oneof(fc.nat(3), fc.constantFrom(12_000, 15_000)), { minLength: 9, maxLength: 80 });
    fc.assert(
      fc.property(fc.nat(1_000), weights, (total, parts) => {
        expect(divideByWeights(total, parts)).toEqual(divideByLargeWeights(total, parts.map(BigInt)));
      }),
      runs(1_000),
    );
    expect(divideByWeights(7, new Array<number>(10).fill(1))).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('ends at the total, each part at the floor or one above, however large the weights', () => {
    const weights = fc.array(naturals, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(100_000_000_000), weights, (total, parts) => {
        const divided = divideByWeights(total, parts);
        const sum = parts.reduce((all, part) => all + BigInt(part), 0n);
        expect(divided.reduce((all, part) => all + part, 0)).toBe(total);
        if (parts.length > 1) expect(divided).toEqual(divideByLargeWeights(total, parts.map(BigInt)));
        if (sum === 0n) return;
        divided.forEach((part, index) => {
          const floor = Number((BigInt(total) * BigInt(parts[index]!)) / sum);
          expect([floor, floor + 1]).toContain(part);
        });
      }),
      runs(2_000),
    );
  });
});
