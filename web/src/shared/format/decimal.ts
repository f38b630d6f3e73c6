import { numberFormat } from '../i18n/intl';

/** A typed number in the smallest unit: "12,5" with four decimals is 125,000. Null: no such number. */
export function parseDecimal(typed: string, decimals: number): number | null {
  const match = /^(\d*)(?:[.,](\d*))?$/.exec(typed.replace(/[\s\u00a0\u202f]/g, ''));
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  if (whole + fraction === '' || fraction.length > decimals) return null;
  const value = Number(whole + fraction.padEnd(decimals, '0'));
  return Number.isSafeInteger(value) ? value : null;
}

/** A number of smallest units as text, without grouping and with only the needed decimals. */
export function decimalText(value: number, decimals: number, separator: string): string {
  const digits = String(value).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = withoutZeros(digits.slice(digits.length - decimals));
  return fraction === '' ? whole : `${whole}${separator}${fraction}`;
}

/** Like `decimalText`, with the locale's grouping, for reading. */
export function groupedDecimal(value: number, decimals: number, locale: string): string {
  const text = decimalText(value, decimals, '.') as Intl.StringNumericLiteral;
  return numberFormat(locale, { maximumFractionDigits: decimals }).format(text);
}

/** A number of a document; 0 while no number is typed. */
export function figureOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** A text without the zeros at its end. */
export function withoutZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return text.slice(0, end);
}
