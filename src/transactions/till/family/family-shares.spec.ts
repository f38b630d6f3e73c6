import fc from 'fast-check';
import { runs } from '../../../../test/support/decision/runs';
import { points } from '../../../decision';
import { lendable, type Lender, mostOf, sharesOf } from './family-shares.rules';

const lenders: fc.Arbitrary<Lender[]> = fc
  .array(
    fc.record({
      lots: fc.array(fc.record({ endsAt: fc.integer({ min: 1, max: 5 }), points: fc.integer({ min: 1, max: 6 }) }), {
        maxLength: 4,
      }),
      most: fc.integer({ min: 0, max: 12 }),
    }),
    { maxLength: 5 },
  )
  .map((some) =>
    some.map(({ lots, most }, n) => ({
      guestId: `guest-${String(n)}`,
      lots: [...lots]
        .sort((a, b) => a.endsAt - b.endsAt)
        .map((lot, of) => ({ ...lot, lotId: `${String(n)}.${String(of)}` })),
      most,
    })),
  );

/** Computes the shares point by point. Each point comes from the member whose next point ends first, of all members who have points and may still lend. */
function pointByPoint(wanted: number, some: readonly Lender[]): Map<string, number> {
  const purses = some.map(({ guestId, lots, most }) => ({
    guestId,
    most,
    ends: lots.flatMap(({ endsAt, points }) => Array.from({ length: points }, () => endsAt)),
  }));
  const taken = new Map<string, number>();
  for (let point = 0; point < wanted; point += 1) {
    const open = purses.filter(({ most, ends }) => most > 0 && ends.length > 0);
    const [first] = open.sort((a, b) => (a.ends[0] ?? 0) - (b.ends[0] ?? 0) || (a.guestId < b.guestId ? -1 : 1));
    if (first === undefined) break;
    first.ends.shift();
    first.most -= 1;
    taken.set(first.guestId, (taken.get(first.guestId) ?? 0) + 1);
  }
  return taken;
}

describe('what members of a family lend', () => {
  it('is just what is wanted, what ends first first, and of nobody more than it may', () => {
    fc.assert(
      fc.property(lenders, fc.double({ min: 0, max: 1, noNaN: true }), (some, share) => {
        const wanted = Math.floor(share * lendable(some));
        const shares = sharesOf(wanted, some);
        expect([...shares].sort()).toEqual([...pointByPoint(wanted, some)].sort());
        expect([...shares.values()].reduce((sum, points) => sum + points, 0)).toBe(wanted);
      }),
      runs(500),
    );
  });

  it.each([
    ['the older lot first, whose owner is listed last', '1', 'anna', 'boris'],
    ['the older lot first, whose owner is listed first', '3', 'boris', 'anna'],
    ['the member with the smaller id first where the lots have one id', '2', 'anna', 'boris'],
  ])('takes, among lots with the same end, %s', (_name, lotId, first, second) => {
    const lots = (id: string) => [{ lotId: id, endsAt: 1, points: 5 }];
    const some = [
      { guestId: 'boris', lots: lots('2'), most: 9 },
      { guestId: 'anna', lots: lots(lotId), most: 9 },
    ];
    expect([...sharesOf(7, some)]).toEqual([
      [first, 5],
      [second, 2],
    ]);
  });

  it('is no more than can be lent, point by point', () => {
    fc.assert(
      fc.property(lenders, (some) => {
        const all = [...pointByPoint(1_000, some).values()].reduce((sum, points) => sum + points, 0);
        expect(lendable(some)).toBe(all);
      }),
      runs(300),
    );
  });
});

describe('what others may still spend of a member', () => {
  const pool = { perDay: points(300), perMonth: points(1_000) };

  it('is what both the day and the month leave, and never below nothing', () => {
    expect(mostOf(pool, { day: 0, month: 0 })).toBe(300);
    expect(mostOf(pool, { day: 100, month: 400 })).toBe(200);
    expect(mostOf(pool, { day: 0, month: 900 })).toBe(100);
    expect(mostOf(pool, { day: 0, month: 1_000 })).toBe(0);
    expect(mostOf(pool, { day: 301, month: 301 })).toBe(0);
    expect(mostOf(pool, { day: 0, month: 1_001 })).toBe(0);
  });
});
