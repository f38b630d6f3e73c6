import { dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';

/** A local day as `YYYY-MM-DD`. Two of them compare as text. */
export type LocalDate = string;

const MONTHS = 12;

/** The same day of the month so many months later, or the last day of a month that is too short. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const index = year * MONTHS + month - 1 + months;
  const first = [Math.floor(index / MONTHS), (index % MONTHS) + 1] as const;
  const next = [Math.floor((index + 1) / MONTHS), ((index + 1) % MONTHS) + 1] as const;
  const firstDay = dayOfIsoDate(firstOf(...first));
  const days = dayOfIsoDate(firstOf(...next)) - firstDay;
  return isoDateOf(firstDay + Math.min(day, days) - 1);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return isoDateOf(dayOfIsoDate(date) + days);
}

/** Days from one date to a later one, which is not counted itself. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayOfIsoDate(to) - dayOfIsoDate(from);
}

/** The paid period with this number: always counted from the anchor, so a short month moves no later one. */
export function periodOf(anchor: LocalDate, period: number): { readonly start: LocalDate; readonly end: LocalDate } {
  return { start: addMonths(anchor, period), end: addMonths(anchor, period + 1) };
}

const firstOf = (year: number, month: number): LocalDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
