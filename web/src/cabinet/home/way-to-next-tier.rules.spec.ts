import { wayToNextTier } from './way-to-next-tier.rules';

const COUNTS = { spend: 750_000, visits: 2, points: 0, counters: {} };

describe('The way to the next tier', () => {
  it('is as far as the condition that is furthest from being met', () => {
    expect(wayToNextTier({ amountToNext: 250_000, visitsToNext: 8, pointsToNext: null, counts: COUNTS })).toBe(20);
  });

  it('leaves out what the tier does not ask for, and is whole where nothing is missing', () => {
    expect(wayToNextTier({ amountToNext: 250_000, visitsToNext: null, pointsToNext: null, counts: COUNTS })).toBe(75);
    expect(wayToNextTier({ amountToNext: 0, visitsToNext: 0, pointsToNext: null, counts: COUNTS })).toBe(100);
    expect(wayToNextTier({ amountToNext: null, visitsToNext: null, pointsToNext: null, counts: COUNTS })).toBeNull();
  });

  it('begins at nothing, also after a refund of more than was paid', () => {
    const refunded = { ...COUNTS, spend: -100 };
    expect(wayToNextTier({ amountToNext: 500, visitsToNext: null, pointsToNext: null, counts: refunded })).toBe(0);
  });
});
