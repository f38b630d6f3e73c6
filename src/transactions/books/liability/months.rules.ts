import { dayOfIsoDate, isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { isoMonthOf, monthOfIso, type MonthNumber } from './cohort-history.rules';

/** The month of the network's calendar in which an instant lies. */
export function monthOfInstant(calendar: ZoneCalendar, at: Date): MonthNumber {
  return monthOfIso(isoDateOf(calendar.localDay(at.getTime())));
}

/** The first instant of a month. */
export function startOfMonth(calendar: ZoneCalendar, month: MonthNumber): Date {
  return new Date(calendar.startOfDay(dayOfIsoDate(`${isoMonthOf(month)}-01`)));
}
