import fc from 'fast-check';
import { DAY, NOON, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { amountOf, Story } from '../../../test/support/decision/story';
import { NEVER, points, type ProgramDocument } from '..';

type PaymentEvent = { readonly day: number; readonly kind: 'CONFIRM' | 'REFUND'; readonly amount: number };

const happenings = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 30 }),
      kind: fc.constantFrom('CONFIRM' as const, 'REFUND' as const, 'REFUND' as const),
      amount: fc.integer({ min: 1, max: 6_000 }),
    }),
    { maxLength: 6 },
  )
  .map((some) => some.sort((a, b) => a.day - b.day));

/**
 * Points of one sale, counted by hand: they wait until the first confirmation before their end, are gone at the first
 * of the two ends while they wait, at their expiry later, and each refund takes its share of what is there.
 */
function expected(amount: number, life: readonly PaymentEvent[], voidAfter: number | null, lives: number) {
  const earned = Math.floor(amount / 100);
  const [voidDay, endDay] = [voidAfter === null ? Infinity : voidAfter + 1, lives + 1];
  let [there, isPaid, refunded, taken] = [earned, false, 0, 0];
  const passTo = (day: number) => {
    if (day >= endDay || (!isPaid && day >= voidDay)) there = 0;
  };
  for (const { day, kind, amount: part } of life) {
    passTo(day);
    if (kind === 'CONFIRM') {
      isPaid ||= there > 0;
      continue;
    }
    refunded += Math.min(part, amount - refunded);
    const due = Math.floor((earned * refunded) / amount);
    there = Math.max(0, there - (due - taken));
    taken = due;
  }
  passTo(31);
  return { available: isPaid ? there : 0, pending: isPaid ? 0 : there, held: 0, inReview: 0, receivable: 0 };
}

function storyOf(pending: ProgramDocument['pending'], changes: Partial<ProgramDocument> = {}): Story {
  return new Story(programOf({ pending, ...changes }));
}

describe('points that wait for a payment', () => {
  it('are what counting by hand says, confirmed before, after or never, refunded, expired or void', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 10_000 }),
        happenings,
        fc.option(fc.integer({ min: 1, max: 20 })),
        fc.integer({ min: 1, max: 25 }),
        (amount, life, voidAfterDays, lives) => {
          const story = storyOf({ kind: 'PAYMENT', voidAfterDays }, { expiry: { kind: 'DAYS', count: lives } });
          story.done(saleOf(amount), 'sale');
          let left = amount;
          for (const { day, kind, amount: part } of life) {
            story.at(NOON + day * DAY);
            if (kind === 'CONFIRM') story.play({ kind: 'CONFIRM', saleId: 'sale' });
            else if (left > 0) {
              const of = Math.min(part, left);
              expect(story.refund('sale', amountOf(of)).kind).toBe('DECIDED');
              left -= of;
            }
          }
          story.at(NOON + 31 * DAY).settle();
          expect(story.guest.balance).toEqual(expected(amount, life, voidAfterDays, lives));
          const { unpaid, lotsDueAt } = story.guest.counters;
          if (story.guest.balance.pending === 0) expect(unpaid).toEqual([]);
          expect(lotsDueAt).toBeGreaterThan(story.now);
        },
      ),
      runs(1_500),
    );
  });

  it('cannot be spent before, settle debt only then, and are confirmed once', () => {
    const story = storyOf({ kind: 'PAYMENT', voidAfterDays: null });
    story.done(saleOf(10_000), 'first');
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 100 });
    expect(story.guest.lots).toMatchObject([{ activatesAt: NEVER }]);
    const refused = story.play(saleOf(1_000, { pointsToRedeem: points(1) }));
    expect(refused).toMatchObject({ kind: 'REFUSED', code: 'insufficient_points' });
    story.done({ kind: 'CONFIRM', saleId: 'first' });
    story.done(saleOf(10_000, { pointsToRedeem: points(60) }), 'second');
    story.refund('first');
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 40, receivable: 60 });
    const confirmed = story.done({ kind: 'CONFIRM', saleId: 'second' });
    expect(confirmed.trace).toMatchObject([
      { rule: 'payment.confirmed', amount: 40 },
      { rule: 'debt.settled', amount: 40 },
    ]);
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 0, receivable: 20 });
    expect(story.play({ kind: 'CONFIRM', saleId: 'second' })).toMatchObject({ code: 'payment_not_awaited' });
  });

  it('make good what went below zero only then', () => {
    const story = storyOf({ kind: 'PAYMENT', voidAfterDays: 3 }, { refundPolicy: 'NEGATIVE' });
    story.done(saleOf(10_000), 'first');
    story.done({ kind: 'CONFIRM', saleId: 'first' });
    story.done(saleOf(10_000, { pointsToRedeem: points(60) }), 'second');
    story.refund('first');
    expect(story.guest.balance).toMatchObject({ available: -60, pending: 40 });
    story.done(saleOf(10_000), 'third');
    story.done({ kind: 'CONFIRM', saleId: 'third' });
    expect(story.guest.balance).toMatchObject({ available: 40, pending: 40 });
    story.at(NOON + 4 * DAY);
    expect(story.settle()).toMatchObject([{ type: 'EXPIRY', reasonCode: 'UNPAID' }]);
    expect(story.guest.balance).toMatchObject({ available: 40, pending: 0 });
    expect(story.guest.counters.unpaid).toEqual([]);
  });
});
