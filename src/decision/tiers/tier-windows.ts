/** Qualification windows of tiers. */
import type { CompiledProgram } from '../program/compile';
import { addMonths, dateOf, localDayOf } from '../basics/dates';
import { sumBetween, sumOfPairs, windowStart } from '../basics/days';
import { floorDivide } from '../basics/integers';
import type { GuestState, LocalDay } from '../act/types';

/** Spend, visits, points, then the custom counters in the programme's order. */
export type Counts = readonly number[];

/** A guest's qualifying figures. */
export type QualifyingFigures = Pick<GuestState, 'lifetime' | 'days' | 'joinedDay'> & {
  readonly custom: GuestState['counters']['custom'];
};

/** The figures of the window that holds a local day, and those of the window before, where windows follow one another. */
export type Tally = {
  readonly guest: QualifyingFigures;
  readonly day: LocalDay;
  readonly counts: Counts;
  /** The figures of the previous window; a tier reached there is deserved to the end of this one. Null: there was no previous window. */
  readonly before: Counts | null;
};

export type DayWindow = { readonly first: LocalDay; readonly last: LocalDay };

const MONTHS_OF = { YEAR: 12, HALF: 6, QUARTER: 3, MONTH: 1 } as const;
const MONTHS_OF_YEAR = 12;

/** Later than any local day. */
const NO_END: LocalDay = Number.MAX_SAFE_INTEGER;

export function tallyOn(program: CompiledProgram, guest: QualifyingFigures, day: LocalDay): Tally {
  return { guest, day, counts: countsOn(program, guest, day), before: countsBefore(program, guest, day) };
}

function countsOn(program: CompiledProgram, guest: QualifyingFigures, today: LocalDay): Counts {
  const { tierWindow } = program.document;
  switch (tierWindow.kind) {
    case 'LIFETIME': {
      const { spend, visits, points } = guest.lifetime;
      if (program.counterCodes.length === 0) return [spend, visits, points];
      return [spend, visits, points, ...program.counterCodes.map((code) => counterOf(guest, code)?.total ?? 0)];
    }
    case 'ROLLING':
      return countsBetween(program, guest, windowStart(today, tierWindow.months), NO_END);
    case 'CALENDAR':
    case 'ANNIVERSARY': {
      const { first, last } = windowOf(program, guest.joinedDay, today);
      return countsBetween(program, guest, first, last + 1);
    }
  }
}

function countsBefore(program: CompiledProgram, guest: QualifyingFigures, today: LocalDay): Counts | null {
  if (!hasWindowEnds(program)) return null;
  const { first } = windowOf(program, guest.joinedDay, today);
  return countsBetween(program, guest, windowOf(program, guest.joinedDay, first - 1).first, first);
}

/** The first local day whose figures still matter on `today`. Null: figures are not kept by day. */
export function firstKeptDay(program: CompiledProgram, joinedDay: LocalDay, today: LocalDay): LocalDay | null {
  const { tierWindow } = program.document;
  if (tierWindow.kind === 'LIFETIME') return null;
  if (tierWindow.kind === 'ROLLING') return windowStart(today, tierWindow.months);
  return windowOf(program, joinedDay, windowOf(program, joinedDay, today).first - 1).first;
}

/** Whether the programme's windows end and follow one another. */
export function hasWindowEnds(program: CompiledProgram): boolean {
  const { kind } = program.document.tierWindow;
  return kind === 'CALENDAR' || kind === 'ANNIVERSARY';
}

/** The window that holds a local day, for a programme whose windows end. */
export function windowOf(program: CompiledProgram, joinedDay: LocalDay, day: LocalDay): DayWindow {
  const { tierWindow } = program.document;
  return tierWindow.kind === 'CALENDAR'
    ? calendarWindow(MONTHS_OF[tierWindow.unit], day)
    : anniversaryWindow(joinedDay, day);
}

function calendarWindow(months: number, day: LocalDay): DayWindow {
  const { year, month } = dateOf(day);
  const first = localDayOf({ year, month: floorDivide(month - 1, months) * months + 1, day: 1 });
  return { first, last: addMonths(first, months) - 1 };
}

/** Counts each year from the day of the registration itself, so that 29 February, moved to the 28th in one year, returns in leap years. */
function anniversaryWindow(joinedDay: LocalDay, day: LocalDay): DayWindow {
  const anniversary = (years: number) => addMonths(joinedDay, years * MONTHS_OF_YEAR);
  let years = dateOf(day).year - dateOf(joinedDay).year;
  if (anniversary(years) > day) years -= 1;
  return { first: anniversary(years), last: anniversary(years + 1) - 1 };
}

export function countsBetween(
  program: CompiledProgram,
  guest: QualifyingFigures,
  first: LocalDay,
  end: LocalDay,
): number[] {
  const counts = sumBetween(guest.days, first, end);
  if (program.counterCodes.length === 0) return counts;
  for (const code of program.counterCodes) counts.push(sumOfPairs(counterOf(guest, code)?.days ?? [], first, end));
  return counts;
}

function counterOf(guest: QualifyingFigures, code: string): QualifyingFigures['custom'][number] | undefined {
  return guest.custom.find((counter) => counter.code === code);
}
