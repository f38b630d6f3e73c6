import { dateFormat } from '../i18n/intl';

/** 1 January 2024 was a Monday. */
const YEAR_FROM_MONDAY = 2024;

/** The name of a weekday in a language. @param day 1 (Monday) to 7 */
export function weekdayName(day: number, locale: string, weekday: 'short' | 'long' = 'long'): string {
  return dateFormat(locale, { weekday, timeZone: 'UTC' }).format(Date.UTC(YEAR_FROM_MONDAY, 0, day));
}

/** The name of a month in a language. @param month 1 to 12 */
export function monthName(month: number, locale: string): string {
  return dateFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(YEAR_FROM_MONDAY, month - 1));
}
