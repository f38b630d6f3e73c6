import { useMemo } from 'react';
import { useTranslation } from '../i18n/use-translation';
import { useNetwork } from '../network/network';
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
  return useMemo(() => makeFormat(localeOf(language), currency, timeZone), [language, currency, timeZone]);
}

/** A network's money and zone. */
export interface Units {
  readonly currency: string;
  readonly timeZone: string;
}

/** A format for each network, for a page about several networks with different money and zones. */
export function useFormats(): (units: Units) => Format {
  const { language } = useTranslation();
  return useMemo(() => {
    const made = new Map<string, Format>();
    return ({ currency, timeZone }) => {
      const key = `${currency} ${timeZone}`;
      const format = made.get(key) ?? makeFormat(localeOf(language), currency, timeZone);
      made.set(key, format);
      return format;
    };
  }, [language]);
}

/** A format for a page without money. */
export function usePlainFormat(timeZone: string): PlainFormat {
  const { language } = useTranslation();
  return useMemo(() => makePlainFormat(localeOf(language), timeZone), [language, timeZone]);
}

export function localeOf(language: string): string {
  return FORMAT_LOCALE[language] ?? language;
}

function makeFormat(locale: string, currency: string, timeZone: string): Format {
  const wholeMoney = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  return {
    ...makePlainFormat(locale, timeZone),
    currency,
    money: (minorUnits) => formatMoney({ minorUnits, currency }, locale),
    amount: (minorUnits) => formatAmount({ minorUnits, currency }, locale),
    wholeMoney: (majorUnits) => wholeMoney.format(majorUnits),
  };
}

function makePlainFormat(locale: string, timeZone: string): PlainFormat {
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone });
  const dateOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone });
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone });
  const isThisYear = (at: Date) => year.format(at) === year.format(new Date());
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const exactTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const plainDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  const birthday = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const wholeMonth = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const signedShare = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  return {
    locale,
    number: (value) => number.format(value),
    signed: (value) => signed.format(value).replace('-', '\u2212'),
    date: (instant) => {
      const at = new Date(instant);
      return withoutYearMark((isThisYear(at) ? date : dateOfYear).format(at));
    },
    lastDay: (end) => {
      const last = new Date(dayBefore(localTime(end, timeZone).slice(0, 'yyyy-mm-dd'.length)));
      return withoutYearMark((isThisYear(last) ? plainDate : birthday).format(last));
    },
    time: (instant) => time.format(new Date(instant)),
    dateTime: (instant) => withoutYearMark(dateTime.format(new Date(instant))),
    exactTime: (instant) => withoutYearMark(exactTime.format(new Date(instant))),
    birthday: (calendarDate) => withoutYearMark(birthday.format(new Date(`${calendarDate}T00:00:00Z`))),
    weekday: (calendarDate) => capitalised(weekday.format(new Date(`${calendarDate}T00:00:00Z`)), locale),
    month: (calendarMonth) => withoutYearMark(month.format(new Date(`${calendarMonth}-01T00:00:00Z`))),
    wholeMonth: (calendarMonth) => withoutYearMark(wholeMonth.format(new Date(`${calendarMonth}-01T00:00:00Z`))),
    share: (partsPerMillion) => share.format(partsPerMillion / PARTS),
    signedShare: (partsPerMillion) => signedShare.format(partsPerMillion / PARTS).replace('-', '\u2212'),
    day: (calendarDate) => day.format(new Date(`${calendarDate}T00:00:00Z`)),
    list: (values, type) => new Intl.ListFormat(locale, { type }).format(values),
  };
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
