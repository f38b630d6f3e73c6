import type { Language } from './language';

/** A language's marks for figures, from Intl. They are cached, because asking Intl for each figure cost as much as the decision itself. */
const marksOf = remembered((language: Language) => {
  const parts = new Intl.NumberFormat(language).formatToParts(-1_000.5);
  const mark = (type: 'minusSign' | 'group' | 'decimal'): string =>
    parts.find((part) => part.type === type)?.value ?? '';
  return { minus: mark('minusSign'), group: mark('group'), decimal: mark('decimal') };
});

/** `value` ÷ 10^digits with all its digits, computed without a float. */
export function written(value: number, digits: number, language: Language): string {
  if (digits === 0 && value >= 0 && value < SMALL_COUNT) return String(value);
  const { minus, group, decimal } = marksOf(language);
  const figures = String(Math.abs(value)).padStart(digits + 1, '0');
  const point = figures.length - digits;
  let text = digits === 0 ? '' : decimal + figures.slice(point);
  for (let end = point; end > 0; end -= 3) {
    text = figures.slice(Math.max(0, end - 3), end) + (end === point ? '' : group) + text;
  }
  return value < 0 ? minus + text : text;
}

/** Minor units as money: "1 172,50 ₽" or "£1,172.50". Without `digits`, the currency's own number of decimals. */
export function moneyText(minorUnits: number, currency: string, language: Language, digits?: number): string {
  const marks = currencyMarks(currency, language);
  return marks.before + written(minorUnits, digits ?? marks.digits, language) + marks.after;
}

/** Millionths of a minor unit as money, without trailing zeros: "£0.01". */
export function worthText(millionths: number, currency: string, language: Language, digits?: number): string {
  const marks = currencyMarks(currency, language);
  return marks.before + withoutZeros(millionths, MILLION_DIGITS + (digits ?? marks.digits), language) + marks.after;
}

/** `value` ÷ 10^digits without trailing zeros in its fraction. */
export function withoutZeros(value: number, digits: number, language: Language): string {
  let [whole, left] = [value, digits];
  while (left > 0 && whole % 10 === 0) [whole, left] = [whole / 10, left - 1];
  return written(whole, left, language);
}

/** A local day, counted from 1970-01-01, as a date. */
export function dateText(day: number, language: Language): string {
  return dateFormat(language).format(new Date(day * DAY_MS));
}

/** "Monday" for 1. */
export function weekdayText(weekday: number, language: Language): string {
  return weekdayFormat(language).format(Date.UTC(MONDAY_FIRST, 0, weekday));
}

/** "December 31". */
export function dayOfYearText(month: number, day: number, language: Language): string {
  return dayOfYearFormat(language).format(Date.UTC(MONDAY_FIRST, month - 1, day));
}

/** A leap year whose first day is a Monday. */
const MONDAY_FIRST = 2024;
const MILLION_DIGITS = 6;
const DAY_MS = 86_400_000;
const SMALL_COUNT = 1_000;

interface CurrencyMarks {
  readonly before: string;
  readonly after: string;
  readonly digits: number;
}

const knownMarks = remembered((_: Language) => new Map<string, CurrencyMarks>());

function currencyMarks(currency: string, language: Language): CurrencyMarks {
  const known = knownMarks(language);
  const marks = known.get(currency);
  if (marks !== undefined) return marks;
  const made = currencyMarksOf(currency, language);
  known.set(currency, made);
  return made;
}

function currencyMarksOf(currency: string, language: Language): CurrencyMarks {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const parts = format.formatToParts(1);
  const first = parts.findIndex(({ type }) => type === 'integer');
  const last = parts.findLastIndex(({ type }) => type === 'integer' || type === 'fraction');
  const text = (some: Intl.NumberFormatPart[]): string => some.map(({ value }) => value).join('');
  return {
    before: text(parts.slice(0, first)),
    after: text(parts.slice(last + 1)),
    digits: format.resolvedOptions().maximumFractionDigits ?? 0,
  };
}

export function pluralForm(count: number, language: Language): Intl.LDMLPluralRule {
  return smallForms(language)[count] ?? pluralRules(language).select(count);
}

const smallForms = remembered((language: Language) =>
  Array.from({ length: SMALL_COUNT }, (_, count) => pluralRules(language).select(count)),
);
const pluralRules = remembered((language: Language) => new Intl.PluralRules(language));
const dateFormat = remembered(
  (language: Language) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }),
);

const weekdayFormat = remembered(
  (language: Language) => new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }),
);
const dayOfYearFormat = remembered(
  (language: Language) => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }),
);

/** Formatters that are costly to make, cached by language. */
function remembered<T>(make: (language: Language) => T): (language: Language) => T {
  const known: Partial<Record<Language, T>> = {};
  return (language) => (known[language] ??= make(language));
}
