import type { Language } from './language';

/** The forms of a counted noun; a language has those that it needs. */
export type PluralWords = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** How a language writes figures, as Intl knows it; asking Intl for each figure cost as much as the decision itself. */
const marksOf = remembered((language: Language) => {
  const parts = new Intl.NumberFormat(language).formatToParts(-1_000.5);
  const mark = (type: 'minusSign' | 'group' | 'decimal'): string =>
    parts.find((part) => part.type === type)?.value ?? '';
  return { minus: mark('minusSign'), group: mark('group'), decimal: mark('decimal') };
});

/** `value` ÷ 10^digits with all its digits, without ever being a float. */
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

/** "1 172,50 ₽" or "£1,172.50": minor units as the language writes the currency, with its own digits where none are given. */
export function moneyText(minorUnits: number, currency: string, language: Language, digits?: number): string {
  const marks = currencyMarks(currency, language);
  return marks.before + written(minorUnits, digits ?? marks.digits, language) + marks.after;
}

/** The sign of the currency on the side on which the language writes it. */
export function withCurrency(figure: string, currency: string, language: Language): string {
  const { before, after } = currencyMarks(currency, language);
  return before + figure + after;
}

/** The same without the zeros that end its fraction. */
export function withoutZeros(value: number, digits: number, language: Language): string {
  let [whole, left] = [value, digits];
  while (left > 0 && whole % 10 === 0) [whole, left] = [whole / 10, left - 1];
  return written(whole, left, language);
}

/** "5 points": the figure with the noun in the form that it asks for. */
export function counted(count: number, words: PluralWords, language: Language): string {
  return `${written(count, 0, language)} ${words[pluralForm(count, language)] ?? words.other}`;
}

/** A local day, counted from 1970-01-01, as a date. */
export function dateText(day: number, language: Language): string {
  return dateFormat(language).format(new Date(day * DAY_MS));
}

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

/** Formatters that are costly to make, cached by language. */
function remembered<T>(make: (language: Language) => T): (language: Language) => T {
  const known: Partial<Record<Language, T>> = {};
  return (language) => (known[language] ??= make(language));
}
