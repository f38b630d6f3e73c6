import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { Comparison, PeriodName, TimeStep } from './choice.dto';

const DAYS_A_WEEK = 7;
const MONTHS_A_YEAR = 12;
/** 52 weeks: the weekdays stay the same, and the dates differ by a day or two. */
const DAYS_A_YEAR_OF_WEEKS = 364;
/** Longer periods are shown by week, and still longer ones by month. */
const MOST_BY_DAY = 92;
const MOST_BY_WEEK = 366;

/** Business dates, both ends included. */
export interface DateSpan {
  readonly from: string;
  readonly to: string;
}

/** A part of a period, with the part of the compared period that it is shown beside. Null: there is no such part. */
export interface Part extends DateSpan {
  readonly compared: DateSpan | null;
}

/** The dates of a named period that ends with the last whole day. `today`: the day number of the present business date. */
export function namedSpan(period: PeriodName, today: number): DateSpan {
  const yesterday = today - 1;
  const thisMonth = monthOf(isoDateOf(today));
  const thisYear = Math.floor(thisMonth / MONTHS_A_YEAR) * MONTHS_A_YEAR;
  // On its first day, a month or a year has no whole day yet.
  const since = (first: number): DateSpan => ({ from: isoDateOf(first), to: isoDateOf(Math.max(first, yesterday)) });
  switch (period) {
    case 'YESTERDAY':
      return since(yesterday);
    case 'LAST_7_DAYS':
      return since(today - 7);
    case 'LAST_28_DAYS':
      return since(today - 28);
    case 'THIS_MONTH':
      return since(firstDayOf(thisMonth));
    case 'LAST_MONTH':
      return monthsOf(thisMonth - 1, 1);
    case 'LAST_3_MONTHS':
      return monthsOf(thisMonth - 3, 3);
    case 'LAST_12_MONTHS':
      return monthsOf(thisMonth - MONTHS_A_YEAR, MONTHS_A_YEAR);
    case 'THIS_YEAR':
      return since(firstDayOf(thisYear));
  }
}

/** The period before. For whole months: as many whole months; else the same weekdays before. */
export function previousOf(span: DateSpan): DateSpan {
  const months = wholeMonthsOf(span);
  return months === null ? spanBefore(span) : monthsOf(months.first - months.count, months.count);
}

/** The period a year ago. For whole months: the same months; else the same weekdays 52 weeks earlier, or a multiple if the period is longer. */
export function yearBefore(span: DateSpan): DateSpan {
  const months = wholeMonthsOf(span);
  if (months !== null) {
    const years = Math.ceil(months.count / MONTHS_A_YEAR);
    return monthsOf(months.first - years * MONTHS_A_YEAR, months.count);
  }
  const shift = Math.ceil(daysOf(span) / DAYS_A_YEAR_OF_WEEKS) * DAYS_A_YEAR_OF_WEEKS;
  return { from: isoDateOf(dayOfIsoDate(span.from) - shift), to: isoDateOf(dayOfIsoDate(span.to) - shift) };
}

/** The same weekdays earlier, by as many whole weeks as the span needs. */
export function spanBefore(span: DateSpan): DateSpan {
  const shift = Math.ceil(daysOf(span) / DAYS_A_WEEK) * DAYS_A_WEEK;
  return { from: isoDateOf(dayOfIsoDate(span.from) - shift), to: isoDateOf(dayOfIsoDate(span.to) - shift) };
}

/** The span with which `span` is compared. */
export function comparedOf(span: DateSpan, compare: Comparison): DateSpan {
  return compare === 'year' ? yearBefore(span) : previousOf(span);
}

/** Days, weeks or months, so that the chart has enough room. */
export function stepOf(span: DateSpan): TimeStep {
  const days = daysOf(span);
  if (days <= MOST_BY_DAY) return 'DAY';
  return days <= MOST_BY_WEEK ? 'WEEK' : 'MONTH';
}

/** The parts of a period by step, each with the part at the same distance in the compared period. Parts are cut at the period's ends. */
export function partsOf(span: DateSpan, compared: DateSpan, step: TimeStep): Part[] {
  const [first, last] = [dayOfIsoDate(span.from), dayOfIsoDate(span.to)];
  const shiftMonths =
    step === 'MONTH' && wholeMonthsOf(span) !== null ? monthOf(span.from) - monthOf(compared.from) : null;
  const parts: Part[] = [];
  for (let day = first; day <= last;) {
    const end = Math.min(last, endOf(day, step));
    parts.push({
      from: isoDateOf(day),
      to: isoDateOf(end),
      compared:
        shiftMonths === null
          ? cutTo(compared, day - first, end - first)
          : monthsOf(monthOf(isoDateOf(day)) - shiftMonths, 1),
    });
    day = end + 1;
  }
  return parts;
}

/** The whole months within a period. Null: none. */
export function monthsWithin({ from, to }: DateSpan): DateSpan | null {
  const first = monthOf(from) + (from === isoDateOf(firstDayOf(monthOf(from))) ? 0 : 1);
  const count = monthOf(isoDateOf(dayOfIsoDate(to) + 1)) - first;
  return count > 0 ? monthsOf(first, count) : null;
}

/** The rows whose business dates lie in the span. */
export function within<Day extends { readonly businessDate: string }>(
  days: readonly Day[],
  { from, to }: DateSpan,
): Day[] {
  return days.filter(({ businessDate }) => businessDate >= from && businessDate <= to);
}

/** The number of dates, both ends included. */
export function daysOf({ from, to }: DateSpan): number {
  return dayOfIsoDate(to) - dayOfIsoDate(from) + 1;
}

/** ISO: 1 is Monday, 7 Sunday. */
export function weekdayOf(day: number): number {
  // The first of January 1970 was a Thursday.
  return ((((day + 3) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK) + 1;
}

/** The last day of the week or month in which a day lies. */
function endOf(day: number, step: TimeStep): number {
  switch (step) {
    case 'DAY':
      return day;
    case 'WEEK':
      return day + DAYS_A_WEEK - weekdayOf(day);
    case 'MONTH':
      return firstDayOf(monthOf(isoDateOf(day)) + 1) - 1;
  }
}

function cutTo({ from, to }: DateSpan, first: number, last: number): DateSpan | null {
  const begin = dayOfIsoDate(from);
  const end = dayOfIsoDate(to);
  return begin + first > end ? null : { from: isoDateOf(begin + first), to: isoDateOf(Math.min(end, begin + last)) };
}

/** Months since the year 0. */
export function monthOf(date: string): number {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return year * MONTHS_A_YEAR + month - 1;
}

function firstDayOf(month: number): number {
  const year = Math.floor(month / MONTHS_A_YEAR);
  return dayOfIsoDate(
    `${String(year).padStart(4, '0')}-${String(month - year * MONTHS_A_YEAR + 1).padStart(2, '0')}-01`,
  );
}

function monthsOf(first: number, count: number): DateSpan {
  return { from: isoDateOf(firstDayOf(first)), to: isoDateOf(firstDayOf(first + count) - 1) };
}

function wholeMonthsOf({ from, to }: DateSpan): { readonly first: number; readonly count: number } | null {
  const [first, last] = [monthOf(from), monthOf(to)];
  const isWhole = dayOfIsoDate(from) === firstDayOf(first) && dayOfIsoDate(to) === firstDayOf(last + 1) - 1;
  return isWhole ? { first, count: last - first + 1 } : null;
}
