import fc from 'fast-check';
import { HOUR, manualOf, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { ExpiryOracle, type OracleExpiry, plusDays } from '../../../test/support/decision/expiry-oracle';
import { programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { calendarOf, isoDateOf } from '../../../test/support/decision/zones';
import { endOf, newGuest, points } from '..';

const expiries: fc.Arbitrary<OracleExpiry> = fc.oneof(
  fc.constant({ kind: 'NEVER' } as const),
  fc.record({ kind: fc.constant('DAYS' as const), count: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constant('MONTHS' as const), count: fc.integer({ min: 1, max: 13 }) }),
  fc.record({
    kind: fc.constant('INACTIVITY' as const),
    unit: fc.constantFrom('DAYS' as const, 'MONTHS' as const),
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc
    .record({
      kind: fc.constant('YEARLY' as const),
      month: fc.constantFrom(1, 2, 2, 3, 6, 10, 12),
      day: fc.constantFrom(1, 28, 29, 30),
      afterMonths: fc.integer({ min: 0, max: 12 }),
    })
    .map((yearly) => (yearly.month === 2 ? { ...yearly, day: Math.min(29, yearly.day) } : yearly)),
);

type LifeEvent = {
  readonly wait: number;
  readonly kind: 'SALE' | 'GIFT' | 'REDEMPTION' | 'HOLD' | 'VOID' | 'REFUND' | 'RETURN' | 'WARNING';
  readonly size: number;
};
const deeds: fc.Arbitrary<LifeEvent[]> = fc.array(
  fc.record({
    wait: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })),
    kind: fc.constantFrom<LifeEvent['kind']>(
      'SALE',
      'SALE',
      'SALE',
      'GIFT',
      'REDEMPTION',
      'HOLD',
      'VOID',
      'REFUND',
      'RETURN',
      'WARNING',
    ),
    size: fc.integer({ min: 1, max: 100 }),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Days before a leap day, a year's end, and changes of the clocks in the zones below. */
const starts = fc.constantFrom('2027-02-20', '2028-02-20', '2027-12-20', '2026-10-15', '2026-03-01', '2026-09-25');
const zones = fc.constantFrom('Europe/London', 'Australia/Lord_Howe', 'America/Havana');

/** Both lives side by side: the decision settles only when somebody comes by, the other lives through every night. */
function liveTwice(
  expiry: OracleExpiry,
  warning: { days: number } | null,
  start: string,
  zone: string,
  life: readonly LifeEvent[],
) {
  const calendar = calendarOf(zone, '04:00');
  const story = new Story(programOf({ expiry, warning }), newGuest(), calendar);
  const oracle = new ExpiryOracle(expiry, warning !== null, start);
  const refunded = new Set<string>();
  let hour = 8;
  const until = (date: string) => {
    if (date > oracle.today) hour = 8;
    while (oracle.today < date) oracle.sleep();
    story.at(calendar.instantOf(`${date}T${String(hour).padStart(2, '0')}:00:00`));
    if (hour < 22) hour += 1;
  };
  for (const [index, deed] of life.entries()) {
    until(plusDays(oracle.today, deed.wait));
    story.settle();
    const id = `d${String(index).padStart(3, '0')}`;
    const wanted = Math.ceil((oracle.available * deed.size) / 100);
    expect(story.guest.balance.available).toBe(oracle.available);
    act(story, oracle, deed, id, wanted, refunded);
  }
  until(plusDays(oracle.today, 130));
  story.settle();
  return { story, oracle, calendar };
}

function act(
  story: Story,
  oracle: ExpiryOracle,
  deed: LifeEvent,
  id: string,
  wanted: number,
  refunded: Set<string>,
): void {
  const occurredAt = story.now;
  const ofType = (type: string) => story.rows.filter((row) => row.type === type && !refunded.has(row.id));
  switch (deed.kind) {
    case 'SALE':
      story.done(saleOf(deed.size * 100, { occurredAt }), id);
      return oracle.sell(id, deed.size);
    case 'GIFT': {
      const days = deed.size % 40;
      const period = { beginsOn: null, endsOn: story.calendar.localDay(occurredAt) + days };
      story.done(manualOf('CREDIT', deed.size, { occurredAt, period }), id);
      return oracle.give(id, deed.size, plusDays(oracle.today, days));
    }
    case 'REDEMPTION':
      if (wanted === 0) return;
      story.done(redemptionOf(100_000_000, wanted, { occurredAt }), id);
      return oracle.redeem(id, wanted);
    case 'HOLD': {
      if (wanted === 0) return;
      const until = plusDays(oracle.today, deed.size % 40);
      // Half an hour before the night that the oracle ends it in.
      const expiresAt =
        story.calendar.startOfDay(story.calendar.localDay(occurredAt) + (deed.size % 40) + 1) - HOUR / 2;
      story.done(
        { kind: 'HOLD', sale: saleOf(100_000_000, { occurredAt, pointsToRedeem: points(wanted) }), expiresAt },
        id,
      );
      return oracle.hold(id, wanted, until);
    }
    case 'VOID': {
      const hold = oracle.holds[0];
      if (hold === undefined) return;
      story.done({ kind: 'RELEASE', holdId: hold.id }, id);
      return oracle.letGo(hold.id);
    }
    case 'REFUND': {
      const [sale] = ofType('SALE').slice(deed.size % Math.max(1, ofType('SALE').length));
      if (sale === undefined) return;
      refunded.add(sale.id);
      expect(story.refund(sale.id).kind).toBe('DECIDED');
      return oracle.refundSale(sale.id);
    }
    case 'RETURN': {
      const [redemption] = ofType('REDEMPTION').slice(deed.size % Math.max(1, ofType('REDEMPTION').length));
      if (redemption === undefined) return;
      refunded.add(redemption.id);
      expect(story.refund(redemption.id).kind).toBe('DECIDED');
      return oracle.refundRedemption(redemption.id, String(story.rows.at(-1)?.id));
    }
    case 'WARNING': {
      const horizon = story.calendar.startOfDay(story.calendar.localDay(story.now) + deed.size + 1);
      const soon = (story.guest.lots ?? []).filter((lot) => endOf(lot, story.guest.counters) <= horizon);
      for (const endsAt of new Set(soon.map((lot) => endOf(lot, story.guest.counters)))) {
        story.done({ kind: 'WARNING', endsAt, lots: soon.map(({ lotId, expiresAt }) => ({ lotId, expiresAt })) });
      }
      return oracle.warn(deed.size);
    }
  }
}

describe('points that end, beside a life lived day by day', () => {
  it('have the same lots with the same last days, expire and live on alike, by every rule, late or not', () => {
    fc.assert(
      fc.property(
        expiries,
        fc.option(fc.record({ days: fc.constant(14) })),
        starts,
        zones,
        deeds,
        (expiry, warning, start, zone, life) => {
          const { story, oracle, calendar } = liveTwice(expiry, warning, start, zone, life);
          const { guest } = story;
          const lastDay = (end: number) => (end > Date.UTC(9000, 0, 1) ? '~' : isoDateOf(calendar.localDay(end - 1)));
          const lots = (guest.lots ?? []).map((lot) => {
            const end = endOf(lot, guest.counters);
            // An end is the first instant of a day.
            if (end < Date.UTC(9000, 0, 1)) expect(calendar.startOfDay(calendar.localDay(end))).toBe(end);
            return [lot.lotId, lastDay(end), lot.remaining - lot.held, lot.held].join(' ');
          });
          const bags = oracle.bags.map((bag) => [bag.id, oracle.lastOf(bag), bag.free, bag.held].join(' '));
          expect(lots.sort()).toEqual(bags.sort());
          expect(guest.balance).toMatchObject({ available: oracle.available, receivable: oracle.debt });
          const moved = (code: string) =>
            story.transfers().reduce((sum, transfer) => sum + (transfer.code === code ? transfer.amount : 0), 0);
          expect(moved('EXPIRY')).toBe(oracle.expired);
          const unwarned = story.rows
            .flatMap((row) => row.decision.trace)
            .filter(({ rule }) => rule === 'lot.expiredUnwarned');
          expect(unwarned.reduce((sum, entry) => sum + entry.amount, 0)).toBe(oracle.unwarned);
        },
      ),
      runs(1_000),
    );
  });

  it('never end unannounced where the programme warns, but after three extensions', () => {
    fc.assert(
      fc.property(expiries, starts, zones, deeds, (expiry, start, zone, life) => {
        const { story } = liveTwice(expiry, { days: 14 }, start, zone, life);
        const rules = story.rows.flatMap((row) => row.decision.trace.map(({ rule }) => rule));
        if (!rules.includes('lot.warned')) expect(rules).not.toContain('lot.expired');
      }),
      runs(300),
    );
  });
});
