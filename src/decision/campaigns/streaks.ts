/** Streaks: weeks in a row with a visit of the guest. A week begins on Monday of the network's calendar. */
import { floorDivide } from '../basics/integers';
import type { LocalDay } from '../basics/instants';

const DAYS_A_WEEK = 7;
/** 1970-01-01, local day 0, was a Thursday: the third day after its Monday. */
const DAYS_AFTER_MONDAY = 3;

/** The Monday of the week that has this local day. */
export function weekOf(day: LocalDay): LocalDay {
  return floorDivide(day + DAYS_AFTER_MONDAY, DAYS_A_WEEK) * DAYS_A_WEEK - DAYS_AFTER_MONDAY;
}

/**
 * The most weeks with a visit in any one streak. Weeks that the streak misses are not counted.
 *
 * @param weeks Mondays of weeks with a visit, rising
 * @param freezes how many weeks a streak may miss
 */
export function longestStreak(weeks: readonly LocalDay[], freezes: number): number {
  return weeks.reduce((most, week, last) => Math.max(most, streakTo(weeks, last, week, freezes)), 0);
}

/** The weeks with a visit in the streak that is under way on `today`. 0: a visit on `today` would begin a new streak. */
export function currentStreak(weeks: readonly LocalDay[], freezes: number, today: LocalDay): number {
  const now = weekOf(today);
  const last = weeks.findLastIndex((week) => week <= now);
  // The current week is not over, so it does not count as missed.
  return last < 0 ? 0 : streakTo(weeks, last, weeks[last] === now ? now : now - DAYS_A_WEEK, freezes);
}

/** The weeks with a visit in the streak that ends with index `last`, counted back from the week `end` until more than `freezes` weeks were missed. */
function streakTo(weeks: readonly LocalDay[], last: number, end: LocalDay, freezes: number): number {
  let first = last + 1;
  while (first > 0) {
    const visited = last - first + 2;
    const span = floorDivide(end - (weeks[first - 1] as number), DAYS_A_WEEK) + 1;
    if (span - visited > freezes) break;
    first -= 1;
  }
  return last - first + 1;
}
