import { numberFormat } from '../i18n/intl';
import { withoutZeros } from './decimal';

/** Money in the API's form: an integer of minor units, and the ISO 4217 code of the currency. */
export interface Money {
  readonly minorUnits: number;
  readonly currency: string;
}

/** A till act is at most this many minor units (docs/api.md, "Limits"). */
export const MOST_MINOR_UNITS = 100_000_000_000;

/** Decimals of a currency: RUB 2, JPY 0, KWD 3. */
export function currencyDigits(currency: string): number {
  return numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** "1 172,50 ₽" or "₽1,172.50". Intl gets the number as text, so that no floating point is involved. */
export function formatMoney(money: Money, locale: string): string {
  const format = numberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
  });
  return withTrueMinus(format.format(majorText(money)));
}

/** Like `formatMoney`, without the currency, for a column whose heading names it. */
export function formatAmount(money: Money, locale: string): string {
  const digits = currencyDigits(money.currency);
  const format = numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return withTrueMinus(format.format(majorText(money)));
}

/** A currency's symbol in the locale: "₽", "£", "¥". */
export function currencySymbol(currency: string, locale: string): string {
  const parts = numberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
}

/**
 * A typed amount in minor units; null while it is none: empty, two separators, too many decimals, or more than a till act allows. Comma and point
 * both separate decimals.
 */
export function parseAmount(typed: string, currency: string): number | null {
  const match = /^(\d*)(?:[.,](\d*))?$/.exec(typed.replace(/[\s\u00a0\u202f]/g, ''));
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  const digits = currencyDigits(currency);
  if (whole + fraction === '' || fraction.length > digits) return null;
  const minorUnits = Number(whole + fraction.padEnd(digits, '0'));
  return minorUnits <= MOST_MINOR_UNITS ? minorUnits : null;
}

/** Typed major units as an amount to pay, in minor units; null where they are none, zero or above `most`. */
export function parsePayment(typed: string, currency: string, most = MOST_MINOR_UNITS): number | null {
  const amount = parseAmount(typed, currency);
  return amount !== null && amount > 0 && amount <= most ? amount : null;
}

/** Minor units as one types them: "1550.5", "1550". */
export function typedAmount(minorUnits: number, currency: string): string {
  const text = majorText({ minorUnits, currency });
  return text.includes('.') ? withoutZeros(text).replace(/\.$/, '') : text;
}

export function decimalSeparator(locale: string): string {
  return separator(locale, 'decimal', '.');
}

/** The locale's thousands separator: a comma, or a no-break space. */
export function groupSeparator(locale: string): string {
  return separator(locale, 'group', '\u00a0');
}

function separator(locale: string, type: 'decimal' | 'group', usual: string): string {
  const parts = numberFormat(locale).formatToParts(12_345.5);
  return parts.find((part) => part.type === type)?.value ?? usual;
}

/** Replaces the hyphen by a minus sign, because a hyphen is too short beside figures and is read aloud as a dash. */
function withTrueMinus(text: string): string {
  return text.replace('-', '\u2212');
}

function majorText({ minorUnits, currency }: Money): Intl.StringNumericLiteral {
  const digits = currencyDigits(currency);
  const sign = minorUnits < 0 ? '-' : '';
  const text = Math.abs(minorUnits)
    .toString()
    .padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  return `${sign}${whole}${digits > 0 ? `.${fraction}` : ''}` as Intl.StringNumericLiteral;
}
