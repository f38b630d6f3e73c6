import fc from 'fast-check';
import { saleOf } from '../../../test/support/decision/acts';
import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { type Happening, tiersByDay } from '../../../test/support/decision/tier-oracle';
import { calendarOf } from '../../../test/support/decision/zones';
import { type Calendar, newGuest, type ProgramDocument } from '..';

const DAY_MS = 86_400_000;
const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
const MINUTE = 60_000;

/** Clocks change at midnight in Beirut, by half an hour on Lord Howe, and in the night in New York. */
const zones = fc.constantFrom('Asia/Beirut', 'Australia/Lord_Howe', 'America/New_York', 'Europe/Moscow');

const windows: fc.Arbitrary<ProgramDocument['tierWindow']> = fc.oneof(
  fc.constant({ kind: 'LIFETIME' } as const),
  fc.constant({ kind: 'ANNIVERSARY' } as const),
  fc.record({ kind: fc.constant('ROLLING' as const), months: fc.constantFrom(1, 2, 12) }),
  fc.record({
    kind: fc.constant('CALENDAR' as const),
    unit: fc.constantFrom('YEAR' as const, 'HALF' as const, 'QUARTER' as const, 'MONTH' as const),
  }),
);

const documents = fc
  .record({
    tierWindow: windows,
    down: fc.constantFrom('ONE' as const, 'DESERVED' as const),
    grace: fc.oneof(
      fc.constantFrom('NONE' as const, 'END_OF_NEXT_MONTH' as const, 'END_OF_NEXT_WINDOW' as const),
      fc.integer({ min: 1, max: 50 }),
    ),
    matches: fc.constantFrom(['ALL', 'ALL'] as const, ['ANY', 'ANY'] as const, ['ANY', 'ALL'] as const),
    asked: fc.record({
      spend: fc.constantFrom(0, 3_000),
      visits: fc.constantFrom(0, 2),
      count: fc.constantFrom(0, 3),
    }),
  })
  .filter(({ asked }) => asked.spend + asked.visits + asked.count > 0)
  .map(({ tierWindow, down, grace, matches: [lower, higher], asked }): ProgramDocument => {
    const needsOf = (times: number): ProgramDocument['tiers'][number]['needs'] => ({
      ...needs(asked.spend * times, asked.visits * times),
      counters: asked.count === 0 ? {} : { C: asked.count * times },
    });
    const hasEnds = tierWindow.kind === 'CALENDAR' || tierWindow.kind === 'ANNIVERSARY';
    const kind = grace === 'END_OF_NEXT_WINDOW' && !hasEnds ? 'NONE' : grace;
    return programOf({
      tierCounters: [{ code: 'C' }],
      tiers: [
        tierOf('T0'),
        tierOf('T1', { needs: needsOf(1), match: lower }),
        tierOf('T2', { needs: needsOf(2), match: higher }),
        tierOf('T3', { needs: needsOf(3), match: higher }),
      ],
      tierWindow,
      tierKeep: { grace: typeof kind === 'number' ? { kind: 'DAYS', count: kind } : { kind }, down },
      expiry: { kind: 'NEVER' },
    });
  });

const FIRST = day('2023-11-20');
const LAST = day('2025-03-10');

type Wish = readonly [kind: Happening['kind'], day: number, figure: number, length: number];
const wishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.tuple(
    fc.constantFrom('SALE', 'SALE', 'SALE', 'COUNT', 'REFUND', 'SET', 'END'),
    fc.oneof(
      fc.integer({ min: FIRST, max: LAST }),
      // Where months, years and the clocks turn.
      fc.constantFrom(...['2023-12-31', '2024-01-01', '2024-02-28', '2024-02-29', '2024-03-31'].map(day)),
    ),
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: 120 }),
  ),
  { maxLength: 14 },
);

/** The wishes that are possible: a refund needs a sale, an end needs a tier set by hand. */
function happeningsOf(list: readonly Wish[]): Happening[] {
  const happenings: Happening[] = [];
  let isSetUntil: number | null = null;
  for (const [kind, on, figure, length] of [...list].sort((a, b) => a[1] - b[1])) {
    if (kind === 'SALE') happenings.push({ kind, day: on, spend: figure * 60 });
    if (kind === 'COUNT') happenings.push({ kind, day: on, count: (figure % 3) + 1 });
    if (kind === 'REFUND') {
      const sales = happenings.flatMap((one, at) =>
        one.kind === 'SALE' && !happenings.some((other) => other.kind === 'REFUND' && other.sale === at) ? [at] : [],
      );
      const sale = sales[figure % Math.max(1, sales.length)];
      if (sale !== undefined) happenings.push({ kind, day: on, sale });
    }
    if (kind === 'SET') {
      const untilDay = length > 100 ? null : on + length;
      isSetUntil = untilDay ?? Infinity;
      happenings.push({ kind, day: on, rank: figure % 4, untilDay });
    }
    if (kind === 'END' && isSetUntil !== null && isSetUntil >= on) {
      isSetUntil = null;
      happenings.push({ kind, day: on });
    }
  }
  return happenings;
}

function happen(story: Story, one: Happening, at: number): void {
  switch (one.kind) {
    case 'SALE':
      story.done(saleOf(one.spend, { occurredAt: story.now }), `sale-${String(at)}`);
      return;
    case 'COUNT':
      story.done({ kind: 'COUNT', counter: 'C', count: one.count, occurredAt: story.now });
      return;
    case 'REFUND':
      expect(story.refund(`sale-${String(one.sale)}`).kind).toBe('DECIDED');
      return;
    case 'SET':
      story.done({
        kind: 'TIER',
        change: { kind: 'SET', tier: `T${String(one.rank)}`, untilDay: one.untilDay },
      });
      return;
    case 'END':
      story.done({ kind: 'TIER', change: { kind: 'END' } });
      return;
  }
}

/** A life in which the job comes at the start of each day, or only with the acts and once at the end. */
function lived(
  document: ProgramDocument,
  joinedDay: number,
  calendar: Calendar,
  happenings: readonly Happening[],
  isOnTime: boolean,
) {
  const story = new Story(document, newGuest(null, joinedDay), calendar);
  const held: { rank: number; graceUntil: number | null }[] = [];
  for (let today = FIRST; today <= LAST; today += 1) {
    if (isOnTime || today === LAST) story.at(calendar.startOfDay(today)).settle();
    happenings.forEach((one, at) => {
      if (one.day === today) happen(story.at(calendar.startOfDay(today) + (at + 1) * 90 * MINUTE), one, at);
    });
    held.push({ rank: Number((story.guest.tier ?? 'T0').slice(1)), graceUntil: story.guest.graceUntil });
  }
  const reviews = story.rows
    .filter(({ type, decision }) => type === 'TIER' && decision.details === null)
    .map(({ at, decision }) => [at, decision.tier, decision.after.graceUntil]);
  return { held, reviews, guest: story.guest };
}

const joinedDays = fc.constantFrom(day('2020-02-29'), day('2023-11-20'), day('2022-12-31'), day('2021-06-15'));

describe('tiers over time', () => {
  it('are those that looking at every day and adding up everything anew gives, however late the job is', () => {
    fc.assert(
      fc.property(documents, joinedDays, zones, wishes, (document, joinedDay, zone, list) => {
        const calendar = calendarOf(zone, '04:00');
        const happenings = happeningsOf(list);
        const onTime = lived(document, joinedDay, calendar, happenings, true);
        const expected = tiersByDay(document, joinedDay, happenings, [FIRST, LAST]);
        expect(onTime.held).toEqual(expected);
        const late = lived(document, joinedDay, calendar, happenings, false);
        expect(late.reviews).toEqual(onTime.reviews);
        expect(late.guest).toEqual(onTime.guest);
      }),
      runs(50),
    );
  }, 120_000);

  it('go on in a zone that is not the one they began in', () => {
    fc.assert(
      fc.property(documents, joinedDays, zones, zones, wishes, (document, joinedDay, from, to, list) => {
        const before = lived(document, joinedDay, calendarOf(from, '04:00'), happeningsOf(list), false);
        const calendar = calendarOf(to, '04:00');
        const story = new Story(document, before.guest, calendar);
        story.at(calendar.startOfDay(LAST + 1_200) + 12 * 60 * MINUTE).settle();
        const { dueAt, tier } = story.guest;
        expect(dueAt).toBeGreaterThan(story.now);
        const isSetForEver = story.guest.counters.byHand !== null;
        const isLifetime = document.tierWindow.kind === 'LIFETIME';
        if (!isSetForEver && !isLifetime) expect(tier ?? 'T0').toBe('T0');
      }),
      runs(100),
    );
  }, 60_000);
});
