import fc from 'fast-check';
import { DAY, NOON, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { points, type Lot, type RefundDetails } from '..';

/** Points with their first day and their last one, both counted from the refund; `begins` null: spendable now. */
type GivenPoints = { readonly points: number; readonly begins: number | null; readonly ends: number };

const SPENT = 100;

const given = fc.array(
  fc
    .record({
      points: fc.integer({ min: 1, max: 60 }),
      begins: fc.option(fc.integer({ min: 1, max: 3 })),
      ends: fc.integer({ min: 4, max: 7 }),
    })
    .map((one): GivenPoints => one),
  { maxLength: 6 },
);

/** A guest who spent the points of a sale and has these instead. */
function spentBeside(lots: readonly GivenPoints[]): Story {
  const story = new Story(programOf({ expiry: { kind: 'NEVER' } }));
  story.done(saleOf(10_000), 'sale');
  story.done(redemptionOf(100_000, SPENT), 'spent');
  const held = lots
    .map(({ points: count, begins, ends }, place): Lot => ({
      lotId: `lot-${String(place)}`,
      restaurantId: null,
      held: points(0),
      amount: points(count),
      remaining: points(count),
      expiresAt: NOON + ends * DAY,
      activatesAt: begins === null ? null : NOON + begins * DAY,
    }))
    .sort((a, b) => a.expiresAt - b.expiresAt || (a.lotId < b.lotId ? -1 : 1));
  const sum = (isPending: boolean) =>
    points(held.reduce((total, lot) => ((lot.activatesAt !== null) === isPending ? total + lot.amount : total), 0));
  const balance = { ...story.guest.balance, available: sum(false), pending: sum(true) };
  story.guest = { ...story.guest, balance, lots: held };
  return story;
}

function leftOf(story: Story, lots: readonly GivenPoints[]): number[] {
  return lots.map(
    (_, place) => story.guest.lots?.find(({ lotId }) => lotId === `lot-${String(place)}`)?.remaining ?? 0,
  );
}

/** Each lot gives the part of the refund's points that earlier lots left. */
function expectedLeft(lots: readonly GivenPoints[], goesBefore: (a: GivenPoints, b: GivenPoints) => boolean): number[] {
  return lots.map((lot, place) => {
    const before = lots.reduce((sum, other, at) => {
      const isSame = !goesBefore(other, lot) && !goesBefore(lot, other);
      return (isSame ? at < place : goesBefore(other, lot)) ? sum + other.points : sum;
    }, 0);
    return lot.points - Math.min(lot.points, Math.max(0, SPENT - before));
  });
}

describe('a refund of points that were spent', () => {
  it('takes what ends first, and of one end what has begun, whichever came first', () => {
    fc.assert(
      fc.property(given, (lots) => {
        const story = spentBeside(lots);
        story.refund('sale');
        const goesBefore = (a: GivenPoints, b: GivenPoints) =>
          a.ends < b.ends || (a.ends === b.ends && a.begins === null && b.begins !== null);
        expect(leftOf(story, lots)).toEqual(expectedLeft(lots, goesBefore));
      }),
      runs(600),
    );
  });

  it('is replayed as it was recorded, by the older lot first, where its details do not say another order', () => {
    fc.assert(
      fc.property(given, (lots) => {
        const [now, before] = [spentBeside(lots), spentBeside(lots)];
        before.done({ ...before.refundOf('sale'), olderFirst: true });
        const older = expectedLeft(lots, (a, b) => a.ends < b.ends);
        expect(leftOf(before, lots)).toEqual(older);
        const refund = now.refund('sale');
        const { begunFirst } = ('details' in refund ? refund.details : null) as RefundDetails;
        if (begunFirst !== true) expect(leftOf(now, lots)).toEqual(older);
      }),
      runs(600),
    );
  });

  it.each([
    ['a gift that ends before spendable points', 10, 30, [100, 0]],
    ['spendable points that end before a gift', 30, 10, [0, 100]],
    ['spendable points that end with a gift', 10, 10, [0, 100]],
  ])('takes %s', (_name, gift, spendable, left) => {
    const lots = [
      { points: 100, begins: null, ends: spendable },
      { points: 100, begins: 3, ends: gift },
    ];
    const story = spentBeside(lots);
    story.refund('sale');
    expect(leftOf(story, lots)).toEqual(left);
  });
});
