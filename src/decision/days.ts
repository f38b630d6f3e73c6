/** A guest's figures by local day, kept flat: day, spend, visits, points, day, … in the order of days. */
import { addMonths } from './dates';
import type { LocalDay } from './types';

/** What counts towards a tier. */
export type Figures = { readonly spend: number; readonly visits: number; readonly points: number };

/** Numbers an entry. */
export const DAY_WIDTH = 4;

/** The first local day that a rolling window of `months` counts on local day `today`. */
export function windowStart(today: LocalDay, months: number): LocalDay {
  return addMonths(today, -months);
}

/** The first local day whose window of `months` does not reach back to `day`. */
export function firstDayWithout(day: LocalDay, months: number): LocalDay {
  // Clamping makes several days share one start of their window, so the day is searched from the likely one on.
  let candidate = addMonths(day, months);
  while (windowStart(candidate, months) <= day) candidate += 1;
  return candidate;
}

export function sumFrom(days: readonly number[], first: LocalDay): { spend: number; visits: number; points: number } {
  let spend = 0;
  let visits = 0;
  let points = 0;
  for (let at = indexOf(days, first); at < days.length; at += DAY_WIDTH) {
    spend += days[at + 1] as number;
    visits += days[at + 2] as number;
    points += days[at + 3] as number;
  }
  return { spend, visits, points };
}

/**
 * `days` from `first` on with these figures added to one of them. Figures that are taken away (a refund) only change a
 * day that is still there.
 */
export function addToDays(days: readonly number[], first: LocalDay, day: LocalDay, added: Figures): number[] {
  const gone = indexOf(days, first);
  // The usual act is the first of its day: one copy, a little longer.
  if (gone === 0 && day >= first && isLater(day, days) && isPositive(added)) return days.concat(entryOf(day, added));
  const kept = days.slice(gone);
  if (day < first) return kept;
  const at = isLater(day, kept) ? kept.length : indexOf(kept, day);
  if (kept[at] !== day) {
    if (isPositive(added)) kept.splice(at, 0, ...entryOf(day, added));
    return kept;
  }
  const spend = (kept[at + 1] as number) + added.spend;
  const visits = (kept[at + 2] as number) + added.visits;
  const points = (kept[at + 3] as number) + added.points;
  if (spend <= 0 && visits <= 0 && points <= 0) {
    kept.splice(at, DAY_WIDTH);
  } else {
    kept[at + 1] = Math.max(0, spend);
    kept[at + 2] = Math.max(0, visits);
    kept[at + 3] = Math.max(0, points);
  }
  return kept;
}

function isLater(day: LocalDay, days: readonly number[]): boolean {
  return days.length === 0 || (days[days.length - DAY_WIDTH] as number) < day;
}

function isPositive({ spend, visits, points }: Figures): boolean {
  return spend > 0 || visits > 0 || points > 0;
}

function entryOf(day: LocalDay, { spend, visits, points }: Figures): number[] {
  return [day, spend, visits, points];
}

/** Where the first entry of `day` or a later day begins. */
function indexOf(days: readonly number[], day: LocalDay): number {
  let at = 0;
  while (at < days.length && (days[at] as number) < day) at += DAY_WIDTH;
  return at;
}
