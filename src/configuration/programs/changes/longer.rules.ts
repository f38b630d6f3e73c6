/** Whether one of a programme's periods is, for every guest and day, at least as long as another. */
import type { Expiry, TierGrace, TierWindow } from '../../../decision';

const WINDOW_MONTHS = { MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12 } as const;

/** The fewest days of consecutive months, wherever they begin; a year has at least 365 days, a month at least 28. */
const leastDaysOf = (months: number): number => Math.floor(months / 12) * 365 + (months % 12) * 28;
const mostDaysOf = (months: number): number => Math.floor(months / 12) * 366 + (months % 12) * 31;

/**
 * Whether earlier progress still counts. A longer calendar window contains the shorter ones whole, and a tier then lasts through a next window that
 * is as long.
 */
export function isWindowWider(before: TierWindow, after: TierWindow): boolean {
  if (after.kind === 'LIFETIME') return true;
  if (before.kind === 'ROLLING' && after.kind === 'ROLLING') return after.months >= before.months;
  if (before.kind === 'CALENDAR' && after.kind === 'CALENDAR')
    return WINDOW_MONTHS[after.unit] >= WINDOW_MONTHS[before.unit];
  return false;
}

/** The end of the next month is at least 29 days away (from 31 January), and at most 62 (from 1 July). */
const NEXT_MONTH_LEAST = 29;
const NEXT_MONTH_MOST = 62;

export function isGraceLonger(before: TierGrace, after: TierGrace): boolean {
  if (before.kind === after.kind) return !('count' in before) || !('count' in after) || after.count >= before.count;
  if (before.kind === 'NONE') return true;
  if (before.kind === 'DAYS' && after.kind === 'END_OF_NEXT_MONTH') return before.count <= NEXT_MONTH_LEAST;
  return before.kind === 'END_OF_NEXT_MONTH' && after.kind === 'DAYS' && after.count >= NEXT_MONTH_MOST;
}

/** Compares lots earned on the same day. */
export function isExpiryLonger(before: Expiry, after: Expiry): boolean {
  if (after.kind === 'NEVER') return true;
  if (before.kind === 'YEARLY' && after.kind === 'YEARLY')
    return before.month === after.month && before.day === after.day && after.afterMonths >= before.afterMonths;
  const [from, to] = [lengthOf(before), lengthOf(after)];
  if (from === null || to === null) return false;
  // An expiry that moves with each act is never earlier than the same expiry that does not move.
  if (before.kind === 'INACTIVITY' && after.kind !== 'INACTIVITY') return false;
  if (from.unit === to.unit) return to.count >= from.count;
  return from.unit === 'DAYS' ? leastDaysOf(to.count) >= from.count : to.count >= mostDaysOf(from.count);
}

function lengthOf(expiry: Expiry): { readonly unit: 'DAYS' | 'MONTHS'; readonly count: number } | null {
  switch (expiry.kind) {
    case 'DAYS':
    case 'MONTHS':
      return { unit: expiry.kind, count: expiry.count };
    case 'INACTIVITY':
      return { unit: expiry.unit, count: expiry.count };
    default:
      return null;
  }
}
