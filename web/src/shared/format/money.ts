/** Money as the API speaks it: an integer of minor units and the ISO 4217 code of its currency. */
export interface Money {
  readonly minorUnits: number;
  readonly currency: string;
}

/** A till act is at most this many minor units (docs/api.md, "Limits"). */
export const MOST_MINOR_UNITS = 100_000_000_000;

/** Decimals of a currency: RUB 2, JPY 0, KWD 3. */
export function currencyDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** "1 172,50 ₽" or "₽1,172.50". The number is handed over as text, so that no binary fraction comes between. */
export function formatMoney(money: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
  });
  return withTrueMinus(format.format(majorText(money)));
}

/** The same without the currency, for a column whose heading names it. */
export function formatAmount(money: Money, locale: string): string {
  const digits = currencyDigits(money.currency);
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return withTrueMinus(format.format(majorText(money)));
}

/** The sign of a currency as the locale writes it: "₽", "£", "¥". */
export function currencySymbol(currency: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
}

/**
 * Typed major units as minor units; null while it is no amount yet (empty, two separators, more
 * decimals than the currency has, more than a till act may be). Comma and point both separate.
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
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export function decimalSeparator(locale: string): string {
  return separator(locale, 'decimal', '.');
}

/** The locale's thousands separator: a comma, or a no-break space. */
export function groupSeparator(locale: string): string {
  return separator(locale, 'group', '\u00a0');
}

function separator(locale: string, type: 'decimal' | 'group', usual: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(12_345.5);
  return parts.find((part) => part.type === type)?.value ?? usual;
}

/** A hyphen is too short beside figures and is read out as a dash. */
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
