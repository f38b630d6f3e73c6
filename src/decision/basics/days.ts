/** A guest's figures by local day, kept flat: day, spend, visits, points, day, … in the order of days. */
import { addMonths } from './dates';
import type { LocalDay } from './instants';

/** Counters that count towards a tier. */
export type TierFigures = { readonly spend: number; readonly visits: number; readonly points: number };

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

/** Spend, visits and points of the local days from `first` on and before `end`. */
export function sumBetween(days: readonly number[], first: LocalDay, end: LocalDay): number[] {
  let spend = 0;
  let visits = 0;
  let points = 0;
  for (let at = indexOf(days, first); at < days.length && (days[at] as number) < end; at += DAY_WIDTH) {
    spend += days[at + 1] as number;
    visits += days[at + 2] as number;
    points += days[at + 3] as number;
  }
  return [spend, visits, points];
}

/** The sum over a counter's days (day, count, day, …) from `first` to before `end`. */
export function sumOfPairs(pairs: readonly number[], first: LocalDay, end: LocalDay): number {
  let sum = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const day = pairs[at] as number;
    if (day >= first && day < end) sum += pairs[at + 1] as number;
  }
  return sum;
}

/** A counter's days from `first` on, with `count` added to one of them. */
export function addToPairs(pairs: readonly number[], first: LocalDay, day: LocalDay, count: number): number[] {
  const added: number[] = [];
  let missing = day >= first;
  for (let at = 0; at < pairs.length; at += 2) {
    const known = pairs[at] as number;
    if (known < first) continue;
    if (missing && known >= day) {
      missing = false;
      added.push(day, known === day ? (pairs[at + 1] as number) + count : count);
      if (known === day) continue;
    }
    added.push(known, pairs[at + 1] as number);
  }
  if (missing) added.push(day, count);
  return added;
}

/**
 * `days` from `first` on with these figures added to one of them. Figures that are taken away (a refund) only change a
 * day that is still there.
 */
export function addToDays(days: readonly number[], first: LocalDay, day: LocalDay, added: TierFigures): number[] {
  const gone = indexOf(days, first);
  // The usual act is the first of its day: one copy, a little longer.
  if (gone === 0 && day >= first && isLater(day, days) && isPositive(added)) return withLast(days, day, added);
  const kept = days.slice(gone);
  if (day < first) return kept;
  const at = isLater(day, kept) ? kept.length : indexOf(kept, day);
  if (kept[at] !== day) {
    if (isPositive(added)) kept.splice(at, 0, day, added.spend, added.visits, added.points);
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

function withLast(days: readonly number[], day: LocalDay, { spend, visits, points }: TierFigures): number[] {
  const { length } = days;
  const longer = new Array<number>(length + DAY_WIDTH);
  for (let at = 0; at < length; at += 1) longer[at] = days[at] as number;
  longer[length] = day;
  longer[length + 1] = spend;
  longer[length + 2] = visits;
  longer[length + 3] = points;
  return longer;
}

function isLater(day: LocalDay, days: readonly number[]): boolean {
  return days.length === 0 || (days[days.length - DAY_WIDTH] as number) < day;
}

function isPositive({ spend, visits, points }: TierFigures): boolean {
  return spend > 0 || visits > 0 || points > 0;
}

/** Where the first entry of `day` or a later day begins. */
function indexOf(days: readonly number[], day: LocalDay): number {
  let at = 0;
  while (at < days.length && (days[at] as number) < day) at += DAY_WIDTH;
  return at;
}
