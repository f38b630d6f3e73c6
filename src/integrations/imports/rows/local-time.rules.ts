/** A time as written in a file. */
export interface WrittenTime {
  /** Milliseconds since 1970-01-01T00:00 on the clock that showed the time, as if each day had 24 hours. */
  readonly clock: number;
  /** That clock's offset from UTC; null: the file names no zone, so it is the shop's own clock. */
  readonly offsetMinutes: number | null;
}

export const DAY_MS = 86_400_000;

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:\d{2})?$/;
const DOTTED = /^(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2})(?::(\d{2}))?$/;

/** Reads a time on a day that exists; null for anything else, such as 30 February or 24:00. */
export function parseLocalTime(text: string, format: 'ISO' | 'DOTTED'): WrittenTime | null {
  if (format === 'ISO') {
    const match = ISO.exec(text);
    if (match === null) return null;
    const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '0', offset] = match;
    const clock = clockOf(year, month, day, hour, minute, second, Number(fraction.padEnd(3, '0')));
    const offsetMinutes = offset === undefined ? null : parseOffset(offset);
    return clock === null || (offset !== undefined && offsetMinutes === null) ? null : { clock, offsetMinutes };
  }
  const match = DOTTED.exec(text);
  if (match === null) return null;
  const [, day = '', month = '', year = '', hour = '', minute = '', second = '0'] = match;
  const clock = clockOf(year, month, day, hour, minute, second, 0);
  return clock === null ? null : { clock, offsetMinutes: null };
}

function clockOf(
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
  milliseconds: number,
): number | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const clock = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  // A day that the month does not have would have become a day of the next month.
  const kept = new Date(clock);
  return kept.getUTCDate() === Number(day) && kept.getUTCMonth() === Number(month) - 1 && Number(year) >= 1970
    ? clock
    : null;
}

function parseOffset(text: string): number | null {
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  if (minutes > 18 * 60 || Number(text.slice(4, 6)) > 59) return null;
  return text.startsWith('-') ? -minutes : minutes;
}

/** Whole days from 1970-01-01 to the day of a clock time. */
export function dayOf(clock: number): number {
  return Math.floor(clock / DAY_MS);
}
