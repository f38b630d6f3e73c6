import fc from 'fast-check';
import { explains, findOldRates, type OldRate, parseRate, rateText, type RatedReceipt } from './old-rate.rules';

const UNIT = 100;
const receipt = fc.record({
  amount: fc.integer({ min: 5_000, max: 500_000 }),
  discountShare: fc.integer({ min: 1, max: 4 }),
  spent: fc.integer({ min: 1, max: 20 }),
});
const told = fc.array(receipt, { minLength: 60, maxLength: 120 });

function ratedBy(
  rate: OldRate,
  { amount, discountShare, spent }: { amount: number; discountShare: number; spent: number },
) {
  const discount = Math.floor((amount * discountShare) / 10);
  const sums = { AMOUNT: amount, DISCOUNTED: amount - discount, PAYABLE: amount - discount - spent * UNIT };
  // Computes the same points in whole numbers of any size.
  const steps = BigInt(sums[rate.base]) / BigInt(rate.step);
  const oldEarned = Number((steps * BigInt(rate.points)) / 10n ** BigInt(rate.digits));
  return { amount, discount, payable: sums.PAYABLE, oldEarned };
}

describe('rates of an earlier system', () => {
  const rate = fc.record({
    base: fc.constantFrom('AMOUNT' as const, 'DISCOUNTED' as const, 'PAYABLE' as const),
    step: fc.constantFrom(1, UNIT, UNIT * 10),
    points: fc.integer({ min: 1, max: 99 }),
    digits: fc.integer({ min: 0, max: 2 }),
  });

  it('are found where all receipts have one, so that each is explained exactly', () => {
    fc.assert(
      fc.property(rate, told, (one, receipts) => {
        const rated = receipts.map((each) => ratedBy(one, each));
        fc.pre(rated.every(({ oldEarned }) => oldEarned > 0));
        const found = findOldRates(rated, UNIT);
        expect(rated.every((each) => found.some((known) => explains(known, each)))).toBe(true);
        expect(explains(one, rated[0] as RatedReceipt)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('are told apart where two groups of guests have their own', () => {
    const rates: readonly OldRate[] = [
      { base: 'AMOUNT', step: 100, points: 1, digits: 0 },
      { base: 'AMOUNT', step: 100, points: 125, digits: 2 },
    ];
    const receipts = Array.from({ length: 100 }, (_, at) =>
      ratedBy(rates[at % 2] as OldRate, { amount: 12_345 + at * 777, discountShare: 1, spent: 1 }),
    );
    expect(findOldRates(receipts, UNIT).map(rateText).sort()).toEqual(['AMOUNT 100 1', 'AMOUNT 100 1.25']);
  });

  it('are none where points follow no rate, or too few receipts show one', () => {
    const chance = Array.from({ length: 200 }, (_, at) => ({
      amount: 50_000 + at,
      discount: 0,
      payable: 50_000 + at,
      oldEarned: 1 + ((at * 7_919) % 4_001),
    }));
    expect(findOldRates(chance, UNIT)).toEqual([]);
    const few = chance.slice(0, 19).map((each) => ({ ...each, oldEarned: Math.floor(each.amount / 100) }));
    expect(findOldRates(few, UNIT)).toEqual([]);
  });

  it('have names that are read back', () => {
    fc.assert(
      fc.property(rate, (one) => {
        expect(rateText(parseRate(rateText(one)) as OldRate)).toBe(rateText(one));
      }),
    );
    expect(parseRate('LESS')).toBeNull();
  });
});
