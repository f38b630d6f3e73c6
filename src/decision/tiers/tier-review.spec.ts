import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { compileProgram, newGuest, type GuestState, type ProgramDocument } from '..';
import { lookUpwards, lookWithoutRising, nextReviewDay, review, revise } from './tier-review';
import { tallyOn } from './tier-windows';
import { qualifyingOf, type TierPosition } from './tiers';

const DAY_MS = 86_400_000;
const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;

type TierWindow = ProgramDocument['tierWindow'];
type Keep = Partial<ProgramDocument['tierKeep']>;

const LIFETIME: TierWindow = { kind: 'LIFETIME' };
const ROLLING: TierWindow = { kind: 'ROLLING', months: 12 };
const QUARTERS: TierWindow = { kind: 'CALENDAR', unit: 'QUARTER' };
const ANNIVERSARY: TierWindow = { kind: 'ANNIVERSARY' };

/** BASE; MIDDLE from 100.00; TOP from 300.00 and 2 visits. */
const TIERS = [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(10_000) }), tierOf('TOP', { needs: needs(30_000, 2) })];
const [BASE, MIDDLE, TOP] = [0, 1, 2];

function programWith(tierWindow: TierWindow, keep: Keep = {}, tiers = TIERS) {
  return compileProgram(programOf({ tiers, tierWindow, tierKeep: { grace: { kind: 'NONE' }, down: 'ONE', ...keep } }));
}

type KnownState = Partial<Omit<GuestState, 'counters' | 'lifetime'>> & {
  readonly byHand?: GuestState['counters']['byHand'];
  readonly custom?: GuestState['counters']['custom'];
  readonly spend?: number;
  readonly visits?: number;
};

function guestWith({ byHand = null, custom = [], spend = 0, visits = 0, ...rest }: KnownState): GuestState {
  const guest = newGuest();
  return {
    ...guest,
    ...rest,
    lifetime: { ...guest.lifetime, spend: spend as never, visits },
    counters: { ...guest.counters, byHand, custom },
  };
}

const position = (
  rank: number,
  graceUntil: number | null = null,
  byHand: TierPosition['byHand'] = null,
): TierPosition => ({
  rank,
  graceUntil,
  byHand,
});

/** Days with spend and visits, as a guest keeps them. */
function days(...of: readonly (readonly [iso: string, spend: number, visits?: number])[]): number[] {
  return of.flatMap(([iso, spend, visits = 1]) => [day(iso), spend, visits, 0]);
}

describe('a look upwards', () => {
  const program = programWith(LIFETIME);
  const look = (spend: number, from: TierPosition) => {
    const guest = guestWith({ spend, visits: 2 });
    return lookUpwards(program, from, tallyOn(program, qualifyingOf(guest), day('2026-03-01')));
  };
  const byHand = { tier: 'TOP', untilDay: null };

  it('finds the highest that is deserved, ends a grace by being enough again, and leaves what somebody set', () => {
    expect(look(30_000, position(BASE, null, byHand))).toEqual(position(TOP, null, byHand));
    expect(look(10_000, position(MIDDLE, 5))).toEqual(position(MIDDLE));
  });

  it('takes nothing away, nor a grace that goes on', () => {
    expect(look(9_999, position(MIDDLE, 5, byHand))).toEqual(position(MIDDLE, 5, byHand));
  });
});

describe('a look after a refund', () => {
  const look = (tierWindow: TierWindow, keep: Keep, from: TierPosition, known: KnownState, on = '2026-03-31') => {
    const program = programWith(tierWindow, keep);
    return lookWithoutRising(program, from, tallyOn(program, qualifyingOf(guestWith(known)), day(on)));
  };
  const byHand = { tier: 'TOP', untilDay: null };

  it('never rises, and ends a grace where the tier is deserved', () => {
    expect(look(LIFETIME, {}, position(MIDDLE, 7, byHand), { spend: 40_000, visits: 9 })).toEqual(
      position(MIDDLE, null, byHand),
    );
  });

  it('finds a lifetime tier short from tomorrow on: without a grace to the end of today', () => {
    expect(look(LIFETIME, {}, position(MIDDLE, null, byHand), { spend: 9_999 })).toEqual(
      position(MIDDLE, day('2026-03-31'), byHand),
    );
  });

  it('begins the grace of a lifetime tier tomorrow, which may be in the next month', () => {
    const inMonths: Keep = { grace: { kind: 'END_OF_NEXT_MONTH' } };
    expect(look(LIFETIME, inMonths, position(MIDDLE), { spend: 1 }).graceUntil).toBe(day('2026-05-31'));
    const inDays: Keep = { grace: { kind: 'DAYS', count: 1 } };
    expect(look(LIFETIME, inDays, position(MIDDLE), { spend: 1 }).graceUntil).toBe(day('2026-04-01'));
  });

  it('leaves a grace that runs, and any other tier to its next review', () => {
    expect(look(LIFETIME, {}, position(MIDDLE, 7), { spend: 1 })).toEqual(position(MIDDLE, 7));
    expect(look(ROLLING, {}, position(MIDDLE), {})).toEqual(position(MIDDLE));
  });
});

describe('another programme', () => {
  const program = programWith(ROLLING);
  const on = day('2026-03-31');
  const look = (known: KnownState) => {
    const guest = guestWith({ days: days(['2026-03-01', 30_000, 2]), ...known });
    return revise(program, guest, tallyOn(program, qualifyingOf(guest), on));
  };

  it('leaves a tier that it has, also where more is deserved', () => {
    expect(look({ tier: 'MIDDLE' })).toEqual(position(MIDDLE));
    expect(look({ tier: null })).toEqual(position(BASE));
  });

  it('gives for one that it does not have the one that is deserved', () => {
    expect(look({ tier: 'GOLD', graceUntil: 7 })).toEqual(position(TOP));
    expect(look({ tier: 'GOLD', days: [] })).toEqual(position(BASE));
  });

  it('asks the tier by rule where another was set by hand', () => {
    const byHand = { tier: 'TOP', untilDay: null, rule: 'GOLD' };
    expect(look({ tier: 'TOP', byHand })).toEqual(position(TOP, null, byHand));
    const kept = { tier: 'GOLD', untilDay: null, rule: 'MIDDLE' };
    expect(look({ tier: 'GOLD', byHand: kept })).toEqual(position(MIDDLE, null, kept));
  });
});

describe('the review of a day', () => {
  const on = day('2026-07-01');
  const look = (tierWindow: TierWindow, keep: Keep, known: KnownState, at = on) =>
    review(programWith(tierWindow, keep), guestWith({ tier: 'TOP', ...known }), at);

  it('keeps what is deserved and ends its grace', () => {
    expect(look(ROLLING, {}, { days: days(['2026-06-01', 30_000, 2]), graceUntil: on })).toEqual(position(TOP));
  });

  it('ends a tier by hand after its last day, not on it', () => {
    const byHandTo = (untilDay: number | null) => ({ tier: 'TOP', untilDay, rule: 'BASE' });
    expect(look(ROLLING, {}, { byHand: byHandTo(on - 1) })).toEqual(position(BASE));
    expect(look(ROLLING, {}, { byHand: byHandTo(on) })).toEqual(position(BASE, null, byHandTo(on)));
    expect(look(ROLLING, {}, { byHand: byHandTo(null) })).toEqual(position(BASE, null, byHandTo(null)));
  });

  it('ends a grace after its last day, not on it', () => {
    expect(look(ROLLING, {}, { graceUntil: on })).toEqual(position(TOP, on));
    expect(look(ROLLING, {}, { graceUntil: on - 1 })).toEqual(position(MIDDLE));
  });

  it('finds a tier short at once without a grace, else keeps it for as long as the grace says', () => {
    expect(look(ROLLING, {}, {})).toEqual(position(MIDDLE));
    const kept = (grace: ProgramDocument['tierKeep']['grace']) => look(ROLLING, { grace }, {});
    expect(kept({ kind: 'END_OF_NEXT_MONTH' })).toEqual(position(TOP, day('2026-08-31')));
    expect(kept({ kind: 'DAYS', count: 10 })).toEqual(position(TOP, day('2026-07-10')));
  });

  it('looks at windows that end on the first day of the next one alone', () => {
    const grace: Keep = { grace: { kind: 'END_OF_NEXT_WINDOW' } };
    expect(look(QUARTERS, grace, {})).toEqual(position(TOP, day('2026-09-30')));
    expect(look(QUARTERS, grace, {}, on + 1)).toEqual(position(TOP));
    expect(look(ANNIVERSARY, grace, { joinedDay: day('2024-07-01') })).toEqual(position(TOP, day('2027-06-30')));
    expect(look(ANNIVERSARY, grace, { joinedDay: day('2024-07-02') })).toEqual(position(TOP));
  });

  it('deserves through this window what was reached in the one before', () => {
    const spring = days(['2026-04-01', 15_000], ['2026-06-30', 15_000]);
    expect(look(QUARTERS, {}, { days: spring })).toEqual(position(TOP));
    expect(look(QUARTERS, {}, { days: spring }, day('2026-10-01'))).toEqual(position(MIDDLE));
  });

  it('never looks at a lifetime tier but where its grace ends', () => {
    expect(look(LIFETIME, {}, {})).toEqual(position(TOP));
    // The guest falls by one tier. The guest has too little for that tier too, so the next review is a day later.
    expect(look(LIFETIME, {}, { graceUntil: on - 1 })).toEqual(position(MIDDLE, on));
    expect(look(LIFETIME, {}, { graceUntil: on - 1, spend: 10_000 })).toEqual(position(MIDDLE));
  });

  it('falls by one, from which the same begins again, or to what is deserved', () => {
    const grace = { kind: 'DAYS', count: 10 } as const;
    const short: KnownState = { graceUntil: on - 1 };
    expect(look(ROLLING, { grace }, short)).toEqual(position(MIDDLE, day('2026-07-10')));
    expect(look(ROLLING, { grace, down: 'DESERVED' }, short)).toEqual(position(BASE));
    expect(look(ROLLING, { grace }, { ...short, days: days(['2026-06-01', 10_000]) })).toEqual(position(MIDDLE));
    expect(look(ROLLING, { grace, down: 'DESERVED' }, { ...short, days: days(['2026-06-01', 10_000]) })).toEqual(
      position(MIDDLE),
    );
  });
});

describe('the next review', () => {
  const today = day('2026-03-01');
  const next = (tierWindow: TierWindow, from: TierPosition, known: KnownState = {}, tiers = TIERS) => {
    const program = programWith(tierWindow, {}, tiers);
    return nextReviewDay(program, from, tallyOn(program, qualifyingOf(guestWith(known)), today));
  };

  it('is never for a tier that asks nothing, nor of a lifetime', () => {
    expect(next(ROLLING, position(BASE))).toBeNull();
    expect(next(LIFETIME, position(TOP))).toBeNull();
  });

  it('is the day after a grace, or after the end of a tier by hand, whichever comes first', () => {
    const byHand = (untilDay: number | null) => ({ tier: 'TOP', untilDay });
    expect(next(LIFETIME, position(TOP, today + 9))).toBe(today + 10);
    expect(next(LIFETIME, position(TOP, null, byHand(today + 4)))).toBe(today + 5);
    expect(next(LIFETIME, position(TOP, today + 9, byHand(today + 4)))).toBe(today + 5);
    expect(next(LIFETIME, position(TOP, today + 2, byHand(today + 4)))).toBe(today + 3);
    expect(next(LIFETIME, position(TOP, today + 9, byHand(null)))).toBe(today + 10);
    expect(next(LIFETIME, position(TOP, null, byHand(null)))).toBeNull();
  });

  it('is tomorrow where a rolling window is short by then', () => {
    expect(next(ROLLING, position(MIDDLE), { days: days(['2026-02-28', 9_999]) })).toBe(today + 1);
    // A sale that leaves the window tonight does not count tomorrow.
    expect(next(ROLLING, position(MIDDLE), { days: days(['2025-03-01', 10_000]) })).toBe(today + 1);
  });

  it('is the day on which enough has left a rolling window, one day after another', () => {
    const known: KnownState = { days: days(['2025-03-01', 90_000], ['2025-03-02', 5_000], ['2025-06-10', 5_000]) };
    expect(next(ROLLING, position(MIDDLE), known)).toBe(day('2026-03-03'));
    const enough: KnownState = { days: days(['2025-03-02', 5_000], ['2025-06-10', 10_000], ['2026-01-05', 9_999]) };
    expect(next(ROLLING, position(MIDDLE), enough)).toBe(day('2026-06-11'));
    // The visits leave the window on this day. The spend would be enough for longer.
    const visits: KnownState = { days: days(['2025-06-10', 0], ['2025-07-10', 30_000]) };
    expect(next(ROLLING, position(TOP), visits)).toBe(day('2026-06-11'));
  });

  it('follows points and custom counters out of a rolling window too', () => {
    const byPoints = [tierOf('BASE'), tierOf('MIDDLE', { needs: needs(0, 0, 50) })];
    const points = [day('2025-06-10'), 0, 1, 30, day('2025-07-10'), 0, 1, 20];
    expect(next(ROLLING, position(MIDDLE), { days: points }, byPoints)).toBe(day('2026-06-11'));

    const document = programOf({
      tierCounters: [{ code: 'REVIEWS' }],
      tiers: [tierOf('BASE'), tierOf('MIDDLE', { needs: { ...needs(1_000), counters: { REVIEWS: 3 } } })],
      tierWindow: ROLLING,
    });
    const program = compileProgram(document);
    const nextOf = (known: KnownState) =>
      nextReviewDay(program, position(MIDDLE), tallyOn(program, qualifyingOf(guestWith(known)), today));
    const spent = days(['2025-05-01', 1], ['2025-09-01', 1_000]);
    const reviews = (...of: number[]) => [{ code: 'REVIEWS', total: 9, days: of }];
    const [june, july] = [day('2025-06-10'), day('2025-07-10')];
    expect(nextOf({ days: spent, custom: reviews(june, 1, july, 2) })).toBe(day('2026-06-11'));
    expect(nextOf({ days: spent, custom: reviews(june, 1, july, 3) })).toBe(day('2026-07-11'));
    expect(nextOf({ days: spent, custom: reviews(day('2026-01-05'), 3) })).toBe(day('2026-09-02'));
    expect(nextOf({ days: spent, custom: reviews(june, 2) })).toBe(today + 1);
    // A sale that has left the window already changes nothing on a later day.
    expect(nextOf({ days: spent, custom: reviews(day('2025-01-05'), 5, july, 3) })).toBe(day('2026-07-11'));
  });

  it('is the first day of the next window, or of the one after it where this one is enough', () => {
    expect(next(QUARTERS, position(MIDDLE), { days: days(['2025-12-31', 10_000]) })).toBe(day('2026-04-01'));
    expect(next(QUARTERS, position(MIDDLE), { days: days(['2026-01-01', 10_000]) })).toBe(day('2026-07-01'));
    const joinedDay = day('2020-02-29');
    expect(next(ANNIVERSARY, position(MIDDLE), { joinedDay })).toBe(day('2027-02-28'));
    expect(next(ANNIVERSARY, position(MIDDLE), { joinedDay, days: days(['2026-02-28', 10_000]) })).toBe(
      day('2028-02-29'),
    );
  });
});
