import type { RejectCode } from './reject';
import { RowFault } from './row-fault';

export const MOST_POINTS = 1_000_000_000;

const BLANKS = /[\s\u00a0\u202f]/g;
/** Points with one or two decimals that are not zero: three digits behind a mark are as likely thousands. */
const FRACTION = /^(\d{1,12})[.,](?!0+$)\d{1,2}$/;

/**
 * A whole number, of an empty cell 0. Decimals that some systems print (`120.00`) are accepted if zero; three of them (`1,000`) may be thousands,
 * and are refused. Throws RowFault.
 */
export function wholeOf(text: string, most: number, code: RejectCode): number {
  if (text === '') return 0;
  const match = /^(\d{1,12})(?:[.,](?:0{1,2}|0{4}))?$/.exec(text.replace(BLANKS, ''));
  const value = Number(match?.[1]);
  if (match === null || value > most) throw new RowFault(code, text.slice(0, 40));
  return value;
}

/** Points, of an empty cell 0. Throws RowFault `points_invalid`, and `points_fraction` for decimals that may not be rounded down. */
export function wholePoints(text: string, roundsDown: boolean): number {
  const whole = FRACTION.exec(text.replace(BLANKS, ''))?.[1];
  if (whole === undefined) return wholeOf(text, MOST_POINTS, 'points_invalid');
  if (!roundsDown) throw new RowFault('points_fraction', text.slice(0, 40));
  return wholeOf(whole, MOST_POINTS, 'points_invalid');
}
