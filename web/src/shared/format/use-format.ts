import { useTranslation } from '../i18n/use-translation';
import { useNetwork } from '../network/network';
import { dateFormat, numberFormat } from '../i18n/intl';
import { formatAmount, formatMoney } from './money';
import { dayBefore, localTime } from './zone';

/** Formats numbers and times by a locale, for the page's language and a zone. */
export interface PlainFormat {
  readonly locale: string;
  number(value: number): string;
  /** A change with its sign: "+117", "−300". */
  signed(value: number): string;
  /** "20 November" in the zone; with the year only if it is not the present year. */
  date(instant: string): string;
  /** The last full day before the instant at which something ends, formatted like `date`. */
  lastDay(end: string): string;
  /** The day of the last moment before an end, formatted like `date`: an end at midnight leaves the day before. */
  untilEnd(end: string): string;
  /** "14:05", in the zone. */
  time(instant: string): string;
  dateTime(instant: string): string;
  /** "14:05:30", in the zone. */
  exactTime(instant: string): string;
  /** "20 Nov" from a calendar date without zone. */
  day(date: string): string;
  /** "20 November 1990" from a calendar date without zone. */
  birthday(date: string): string;
  /** "Friday, 20 November" from a calendar date without zone. */
  weekday(date: string): string;
  /** "Oct 2026" from a calendar month. */
  month(month: string): string;
  /** "October 2026" from a calendar month. */
  wholeMonth(month: string): string;
  /** "12,5 %" from parts per million. */
  share(partsPerMillion: number): string;
  /** A change with its sign: "+3,9 %". */
  signedShare(partsPerMillion: number): string;
  /** "tea, coffee or juice" */
  list(values: readonly string[], type: 'conjunction' | 'disjunction'): string;
}

/** Formats numbers, times and money of a network, in its zone. */
export interface Format extends PlainFormat {
  readonly currency: string;
  money(minorUnits: number): string;
  amount(minorUnits: number): string;
  /** Major units without decimals, for the axis of a chart. */
  wholeMoney(majorUnits: number): string;
}

/** The locale for dates and money of each language. English gets European forms, because the platform's English-speaking networks are in Europe. */
const FORMAT_LOCALE: Readonly<Record<string, string>> = { ru: 'ru-RU', en: 'en-GB' };

export function useFormat(): Format {
  const { language } = useTranslation();
  const { currency, timeZone } = useNetwork();
  return formatOf(localeOf(language), currency, timeZone);
}

/** A network's money and zone. */
export interface Units {
  readonly currency: string;
  readonly timeZone: string;
}

/** A format for each network, for a page about several networks with different money and zones. */
export function useFormats(): (units: Units) => Format {
  const { language } = useTranslation();
  return ({ currency, timeZone }) => formatOf(localeOf(language), currency, timeZone);
}

/** A format for a page without money. */
export function usePlainFormat(timeZone: string): PlainFormat {
  const { language } = useTranslation();
  return plainFormatOf(localeOf(language), timeZone);
}

export function localeOf(language: string): string {
  return FORMAT_LOCALE[language] ?? language;
}

/**
 * One format for each language, currency and time zone. Each call returns the same object, so that hooks do not run again because of an equal format.
 */
const formats = new Map<string, Format>();
const plainFormats = new Map<string, PlainFormat>();

function formatOf(locale: string, currency: string, timeZone: string): Format {
  const key = `${locale} ${currency} ${timeZone}`;
  const format = formats.get(key) ?? makeFormat(locale, currency, timeZone);
  formats.set(key, format);
  return format;
}

function plainFormatOf(locale: string, timeZone: string): PlainFormat {
  const key = `${locale} ${timeZone}`;
  const format = plainFormats.get(key) ?? makePlainFormat(locale, timeZone);
  plainFormats.set(key, format);
  return format;
}

function makeFormat(locale: string, currency: string, timeZone: string): Format {
  return {
    ...plainFormatOf(locale, timeZone),
    currency,
    money: (minorUnits) => formatMoney({ minorUnits, currency }, locale),
    amount: (minorUnits) => formatAmount({ minorUnits, currency }, locale),
    wholeMoney: numbersIn(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: 0,
    }),
  };
}

function makePlainFormat(locale: string, timeZone: string): PlainFormat {
  const instants = (options: Intl.DateTimeFormatOptions) => datesIn(locale, { ...options, timeZone });
  const calendar = (options: Intl.DateTimeFormatOptions) => datesIn(locale, { ...options, timeZone: 'UTC' });
  const date = instants({ day: 'numeric', month: 'long' });
  const dateOfYear = instants({ day: 'numeric', month: 'long', year: 'numeric' });
  const year = datesIn('en', { year: 'numeric', timeZone });
  const isThisYear = (at: Date) => year(at) === year(new Date());
  const dateOf = (at: Date) => withoutYearMark((isThisYear(at) ? date : dateOfYear)(at));
  const time = instants({ timeStyle: 'short' });
  const dateTime = instants({ dateStyle: 'medium', timeStyle: 'short' });
  const exactTime = instants({ dateStyle: 'medium', timeStyle: 'medium' });
  const day = calendar({ day: 'numeric', month: 'short' });
  const plainDate = calendar({ day: 'numeric', month: 'long' });
  const birthday = calendar({ dateStyle: 'long' });
  const weekday = calendar({ weekday: 'long', day: 'numeric', month: 'long' });
  const month = calendar({ month: 'short', year: 'numeric' });
  const wholeMonth = calendar({ month: 'long', year: 'numeric' });
  const share = numbersIn(locale, { style: 'percent', maximumFractionDigits: 1 });
  const signedShare = numbersIn(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const signed = numbersIn(locale, { signDisplay: 'exceptZero' });
  return {
    locale,
    number: numbersIn(locale, {}),
    signed: (value) => signed(value).replace('-', '\u2212'),
    date: (instant) => dateOf(new Date(instant)),
    untilEnd: (end) => dateOf(new Date(Date.parse(end) - 1)),
    lastDay: (end) => {
      const last = new Date(dayBefore(localTime(end, timeZone).slice(0, 'yyyy-mm-dd'.length)));
      return withoutYearMark((isThisYear(last) ? plainDate : birthday)(last));
    },
    time: (instant) => time(new Date(instant)),
    dateTime: (instant) => withoutYearMark(dateTime(new Date(instant))),
    exactTime: (instant) => withoutYearMark(exactTime(new Date(instant))),
    birthday: (calendarDate) => withoutYearMark(birthday(new Date(`${calendarDate}T00:00:00Z`))),
    weekday: (calendarDate) => capitalised(weekday(new Date(`${calendarDate}T00:00:00Z`)), locale),
    month: (calendarMonth) => withoutYearMark(month(new Date(`${calendarMonth}-01T00:00:00Z`))),
    wholeMonth: (calendarMonth) => withoutYearMark(wholeMonth(new Date(`${calendarMonth}-01T00:00:00Z`))),
    share: (partsPerMillion) => share(partsPerMillion / PARTS),
    signedShare: (partsPerMillion) => signedShare(partsPerMillion / PARTS).replace('-', '\u2212'),
    day: (calendarDate) => day(new Date(`${calendarDate}T00:00:00Z`)),
    list: (values, type) => new Intl.ListFormat(locale, { type }).format(values),
  };
}

function datesIn(locale: string, options: Intl.DateTimeFormatOptions): (at: Date) => string {
  return (at) => dateFormat(locale, options).format(at);
}

function numbersIn(locale: string, options: Intl.NumberFormatOptions): (value: number) => string {
  return (value) => numberFormat(locale, options).format(value);
}

const PARTS = 1_000_000;

/** Removes Russian's "г." after a year, whose full stop would collide with a following full stop or comma. */
function withoutYearMark(text: string): string {
  return text.replace(/\s?г\.(?=,|$)/, '');
}

/** Capitalises a line that begins with a weekday, also in Russian. */
function capitalised(text: string, locale: string): string {
  return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
}
