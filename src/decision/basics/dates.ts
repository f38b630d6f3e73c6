/** Arithmetic of local days: days since 1970-01-01 on the proleptic Gregorian calendar, without any time zone. */
import { floorDivide } from './integers';
import type { LocalDay } from './instants';

export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_IN_ERA = 146_097;
/** From 0000-03-01, where Hinnant's eras of 400 years begin, to 1970-01-01. */
const DAYS_TO_1970 = 719_468;

/** The date of a local day from 0000-03-01 on (Hinnant, “chrono-Compatible Low-Level Date Algorithms”). */
export function dateOf(localDay: LocalDay): CivilDate {
  const shifted = localDay + DAYS_TO_1970;
  const era = floorDivide(shifted, DAYS_IN_ERA);
  const dayOfEra = shifted - era * DAYS_IN_ERA;
  const yearOfEra = floorDivide(
    dayOfEra - floorDivide(dayOfEra, 1_460) + floorDivide(dayOfEra, 36_524) - floorDivide(dayOfEra, 146_096),
    365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + floorDivide(yearOfEra, 4) - floorDivide(yearOfEra, 100));
  const monthFromMarch = floorDivide(5 * dayOfYear + 2, 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - floorDivide(153 * monthFromMarch + 2, 5) + 1,
  };
}

export function localDayOf(date: CivilDate): LocalDay {
  const year = date.month <= 2 ? date.year - 1 : date.year;
  const era = floorDivide(year, 400);
  const yearOfEra = year - era * 400;
  const monthFromMarch = date.month > 2 ? date.month - 3 : date.month + 9;
  const dayOfYear = floorDivide(153 * monthFromMarch + 2, 5) + date.day - 1;
  const dayOfEra = yearOfEra * 365 + floorDivide(yearOfEra, 4) - floorDivide(yearOfEra, 100) + dayOfYear;
  return era * DAYS_IN_ERA + dayOfEra - DAYS_TO_1970;
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number);
}

/** The same day of the month `months` later (or before), or the last of a month that has no such day. */
export function addMonths(localDay: LocalDay, months: number): LocalDay {
  const question = localDay * MONTHS_ASKED + months;
  let answer = remembered.get(question);
  if (answer === undefined) {
    answer = computeMonths(localDay, months);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(question, answer);
  }
  return answer;
}

/** A bound above the number of months that any programme counts, forward or back. */
const MONTHS_ASKED = 4_000;
const MOST_REMEMBERED = 10_000;
/** Acts ask for the same days again and again; an answer never changes, so remembering it shows only in the time. */
const remembered = new Map<number, LocalDay>();

function computeMonths(localDay: LocalDay, months: number): LocalDay {
  const { year, month, day } = dateOf(localDay);
  const index = year * 12 + month - 1 + months;
  const targetYear = floorDivide(index, 12);
  const targetMonth = index - targetYear * 12 + 1;
  return localDayOf({ year: targetYear, month: targetMonth, day: Math.min(day, daysInMonth(targetYear, targetMonth)) });
}

/** The last day of the month that follows the month of `localDay`. */
export function endOfNextMonth(localDay: LocalDay): LocalDay {
  const { year, month } = dateOf(localDay);
  return addMonths(localDayOf({ year, month, day: 1 }), 2) - 1;
}

/** Month × 100 + day; a birthday of 29 February falls on the 28th in other years. */
export function isBirthday(birthday: number, localDay: LocalDay): boolean {
  const { year, month, day } = dateOf(localDay);
  const falls = birthday === 229 && !isLeapYear(year) ? 228 : birthday;
  return falls === month * 100 + day;
}

/** Whether a birthday (month × 100 + day) is in the month of a local day. */
export function isBirthdayMonth(birthday: number, localDay: LocalDay): boolean {
  const { month } = dateOf(localDay);
  return birthday > month * 100 && birthday < (month + 1) * 100;
}
