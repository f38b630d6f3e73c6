import { RowFault } from './row-fault';

export const DATE_FORMATS = ['ISO', 'DOTTED', 'DAY_FIRST', 'MONTH_FIRST'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const DAY_MS = 86_400_000;

const FORMS: Readonly<Record<DateFormat, RegExp>> = {
  ISO: /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/,
  DOTTED: /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  DAY_FIRST: /^(?<day>\d{1,2})[/-](?<month>\d{1,2})[/-](?<year>\d{4})$/,
  MONTH_FIRST: /^(?<month>\d{1,2})[/-](?<day>\d{1,2})[/-](?<year>\d{4})$/,
};

/** The day of a cell, in days since 1970-01-01; a time after it is ignored. Throws RowFault `date_invalid`. */
export function parseDay(text: string, format: DateFormat): number {
  const [date = ''] = text.split(/[ T]/);
  const match = FORMS[format].exec(date);
  const { year = '', month = '', day = '' } = match?.groups ?? {};
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isReal =
    match !== null &&
    Number(year) >= 1900 &&
    new Date(at).getUTCDate() === Number(day) &&
    new Date(at).getUTCMonth() === Number(month) - 1;
  if (!isReal) throw new RowFault('date_invalid', text.slice(0, 40));
  return Math.floor(at / DAY_MS);
}
