import type { LimitPeriod } from '../../../../configuration';
import { dayOfIsoDate, isoDateOf, type ZoneCalendar } from '../../../../platform/clock/calendar';

const DAYS_A_WEEK = 7;

/** The first instant of the calendar day, week (from Monday), month or year that holds an instant, in the network's zone. */
export function startOfPeriod(period: LimitPeriod, at: number, calendar: ZoneCalendar): number {
  const day = calendar.localDay(at);
  switch (period) {
    case 'DAY':
      return calendar.startOfDay(day);
    case 'WEEK':
      return calendar.startOfDay(day - ((calendar.weekday(at) - 1) % DAYS_A_WEEK));
    case 'MONTH':
      return calendar.startOfDay(dayOfIsoDate(`${isoDateOf(day).slice(0, 7)}-01`));
    case 'YEAR':
      return calendar.startOfDay(dayOfIsoDate(`${isoDateOf(day).slice(0, 4)}-01-01`));
  }
}
