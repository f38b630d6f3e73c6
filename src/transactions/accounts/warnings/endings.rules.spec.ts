import fc from 'fast-check';
import { EMPTY_COUNTERS, type LotTerm, points, WITH_INACTIVITY } from '../../../decision';
import { endingsOf, type EndingLot, spansOf } from './endings.rules';

const NOW = 1_000;
const HORIZON = 1_020;

const instant = fc.integer({ min: NOW - 20, max: HORIZON + 20 });
const lotsOf = (ends: readonly number[]): EndingLot[] =>
  ends.map((expiresAt, n) => ({ lotId: `lot-${String(n)}`, expiresAt, remaining: points(n + 1) }));

/** Guests with lots that end at a day of their own, after a term, or when the guest stays away. */
const guests = fc
  .record({
    ends: fc.array(fc.oneof(instant, fc.constant(WITH_INACTIVITY)), { maxLength: 8 }),
    moved: fc.array(fc.option(fc.record({ endsAt: instant, isWarned: fc.boolean() }), { nil: null }), { maxLength: 8 }),
    inactive: fc.option(fc.record({ endsAt: instant, isWarned: fc.boolean() }), { nil: null }),
  })
  .map(({ ends, moved, inactive }) => {
    const lots = lotsOf(ends);
    const terms = moved.flatMap((term, n): LotTerm[] => {
      const lot = lots[n];
      if (term === null || lot === undefined || lot.expiresAt === WITH_INACTIVITY) return [];
      return [{ lotId: lot.lotId, expiresAt: lot.expiresAt, ...term, extensions: 1 }];
    });
    const inactivity = inactive && { ...inactive, unit: 'DAYS' as const, count: 30, isFree: false, extensions: 0 };
    return { lots, counters: { ...EMPTY_COUNTERS, terms, inactivity } };
  });

describe('points that end soon', () => {
  it('stand in the spans that are read, whatever moves their ends', () => {
    fc.assert(
      fc.property(guests, ({ lots, counters }) => {
        const spans = spansOf(counters, NOW, HORIZON);
        const within = lots.filter(({ expiresAt }) =>
          spans.some(({ after, to }) => expiresAt > after && expiresAt <= to),
        );
        expect(endingsOf({ lots: within, counters }, NOW, HORIZON)).toEqual(
          endingsOf({ lots, counters }, NOW, HORIZON),
        );
      }),
    );
  });

  it('are read whether or not a message told of their own end where a term moved it', () => {
    const [lot] = lotsOf([NOW + 5]);
    const term = { lotId: 'lot-0', expiresAt: NOW + 5, endsAt: NOW + 15, isWarned: false, extensions: 1 };
    const spans = spansOf({ terms: [term], inactivity: null }, NOW, HORIZON);
    expect(spans).toContainEqual({ after: NOW + 4, to: lot?.expiresAt, isUntold: false });
  });
});
