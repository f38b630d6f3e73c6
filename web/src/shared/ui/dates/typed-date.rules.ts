import { dateFormat } from '../../i18n/intl';

/** How a date is typed in a language: "20.11.2026" in Russian, "20/11/2026" in English. */
export function typedDate(date: string, locale: string): string {
  const parts = { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' } as const;
  return dateFormat(locale, parts).format(new Date(`${date}T00:00:00Z`));
}

/** The date that somebody typed, day before month, or as `YYYY-MM-DD`; null: not yet a whole date. @returns `YYYY-MM-DD` */
export function readTypedDate(text: string): string | null {
  const typed = /^\s*(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})\s*$/.exec(text);
  const whole = /^\s*(\d{4})-(\d{2})-(\d{2})\s*$/.exec(text);
  const [year, month, day] = typed === null ? (whole?.slice(1) ?? []) : [typed[3], typed[2], typed[1]];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const ms = Date.parse(`${date}T00:00:00Z`);
  // 30 February would be read as 2 March.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : date;
}
