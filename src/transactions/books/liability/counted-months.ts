import { createHash } from 'node:crypto';
import type { ZoneCalendar } from '../../../platform/clock/calendar';
import type { MonthNumber } from './cohort-history.rules';
import { startOfMonth } from './months.rules';

/** January 2000. Earlier instants count in the month before it. */
const FIRST_MONTH: MonthNumber = 2_000 * 12;
/** January 2100. An end from here on counts as no end. */
const LAST_MONTH: MonthNumber = 2_100 * 12;

/** The months of a network's calendar into which the figures of its liability are counted. */
export interface CountedMonths {
  /** The first instants of the months, as an array literal of PostgreSQL. */
  readonly starts: string;
  /** The same for equal instants, so that another calendar, or new rules of a zone, are noticed. */
  readonly digest: string;
}

const remembered = new WeakMap<ZoneCalendar, CountedMonths>();

export function countedMonthsOf(calendar: ZoneCalendar): CountedMonths {
  const known = remembered.get(calendar);
  if (known !== undefined) return known;
  const instants = Array.from({ length: LAST_MONTH - FIRST_MONTH + 1 }, (_, step) =>
    startOfMonth(calendar, FIRST_MONTH + step).toISOString(),
  );
  const starts = `{${instants.join(',')}}`;
  const months = { starts, digest: createHash('sha256').update(starts).digest('base64url') };
  remembered.set(calendar, months);
  return months;
}

/** The parameter of `starts` in SQL that counts by months. */
export const STARTS = '$2::timestamptz[]';

/** SQL for the month of an instant. Null for null. */
export const monthSql = (instant: string): string =>
  `(${String(FIRST_MONTH - 1)} + width_bucket(${instant}, ${STARTS}))`;
