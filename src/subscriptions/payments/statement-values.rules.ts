import { dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import type { LocalDate } from '../life/periods.rules';
import { StatementFault } from './statement.types';

const MAX_TEXT = 500;

/** Minor units of a decimal with a point, comma or dash and at most `digits` decimals, without floats. */
export function parseAmount(text: string, digits: number): number {
  const match = /^(\d{1,13})(?:[.,-](\d{1,4}))?$/.exec(text.trim());
  const [, whole = '', decimals = ''] = match ?? [];
  if (match === null || /[^0]/.test(decimals.slice(digits))) throw new StatementFault('AMOUNT');
  const amount = Number(whole + decimals.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount) || amount === 0) throw new StatementFault('AMOUNT');
  return amount;
}

/** `YYYY-MM-DD` of a date that exists. */
export function parseDate(year: string, month: string, day: string): LocalDate {
  const text = `${year}-${month}-${day}`;
  if (!/^(?:19|20)\d\d-\d\d-\d\d$/.test(text)) throw new StatementFault('DATE');
  const at = dayOfIsoDate(text);
  if (Number.isNaN(at) || isoDateOf(at) !== text) throw new StatementFault('DATE');
  return text;
}

/** A text of a statement as one line, cut to what is kept of it. */
export function lineOf(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
}
