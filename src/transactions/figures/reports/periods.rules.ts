import { dayOfIsoDate, isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { type DateSpan, namedSpan as pastSpan } from '../catalogue/spans.rules';
import type { PeriodChoice, PeriodName } from './reports.dto';

/** The business dates that a reader chose. `today`: the day number of the present business date. */
export function spanOf({ period = 'TODAY', from, to }: PeriodChoice, today: number): DateSpan {
  return from === undefined || to === undefined ? namedSpan(period, today) : { from, to };
}

/** The instant on another business date whose local time is the present one. */
export function sameTimeOn(calendar: ZoneCalendar, businessDate: string, now: number): number {
  const minute = calendar.minuteOfDay(now);
  // After midnight, the local date is one day ahead of the business date.
  const ahead = calendar.localDay(now) - calendar.businessDay(now);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const time = `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
  return calendar.instantOf(`${isoDateOf(dayOfIsoDate(businessDate) + ahead)}T${time}`);
}

function namedSpan(period: PeriodName, today: number): DateSpan {
  const firstOfMonth = dayOfIsoDate(`${isoDateOf(today).slice(0, 7)}-01`);
  const days = (first: number, last: number): DateSpan => ({ from: isoDateOf(first), to: isoDateOf(last) });
  switch (period) {
    case 'TODAY':
      return days(today, today);
    case 'YESTERDAY':
    case 'LAST_MONTH':
      return pastSpan(period, today);
    case 'LAST_7_DAYS':
      return days(today - 6, today);
    case 'LAST_30_DAYS':
      return days(today - 29, today);
    case 'THIS_MONTH':
      return days(firstOfMonth, today);
  }
}
