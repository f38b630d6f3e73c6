import { localTime } from '../../shared/format/zone';

const MONTHS_A_YEAR = 12;

/** The month of an instant by the network's clock: "2026-11". */
export function monthOf(at: Date, timeZone: string): string {
  return localTime(at.toISOString(), timeZone).slice(0, 'yyyy-mm'.length);
}

export function monthAfter(month: string): string {
  return monthOfNumber(numberOf(month) + 1);
}

/** The months before this one, the nearest first. */
export function monthsBefore(month: string, count: number): string[] {
  return Array.from({ length: count }, (_, back) => monthOfNumber(numberOf(month) - 1 - back));
}

/** Months since the beginning of the calendar. */
function numberOf(month: string): number {
  const [year = 0, ofYear = 1] = month.split('-').map(Number);
  return year * MONTHS_A_YEAR + ofYear - 1;
}

function monthOfNumber(number: number): string {
  const year = Math.floor(number / MONTHS_A_YEAR);
  return `${String(year).padStart(4, '0')}-${String((number % MONTHS_A_YEAR) + 1).padStart(2, '0')}`;
}
