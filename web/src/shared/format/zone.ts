import { dateFormat } from '../i18n/intl';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The local time of an instant in a zone, as `DateTimeField` holds it ("2026-11-20T12:30"). Networks use the clock of their own zone, wherever the
 * browser is.
 */
export function localTime(instant: string, timeZone: string): string {
  return wallClock(Date.parse(instant), timeZone).slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/**
 * The instant of a local time, as the server computes it: for a skipped time the first instant after the gap, for a time that comes twice the
 * first.
 */
export function instantOf(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  // Clocks change at most once between the day before and the day after, so one of these two offsets applies.
  const offsets = [offsetMs(asUtc - DAY_MS, timeZone), offsetMs(asUtc + DAY_MS, timeZone)];
  const [earlier, later] = [asUtc - Math.max(...offsets), asUtc - Math.min(...offsets)];
  const found = [earlier, later].find((at) => Date.parse(`${wallClock(at, timeZone)}Z`) === asUtc);
  return new Date(found ?? changeBetween(earlier, later, timeZone)).toISOString();
}

/** The calendar date before this one. */
export function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** Today's date in a zone: "2026-11-20". */
export function todayIn(timeZone: string): string {
  return wallClock(Date.now(), timeZone).slice(0, 'yyyy-mm-dd'.length);
}

/** 00:00 of the day after an instant's day. */
export function nextMidnight(instant: string, timeZone: string): string {
  const today = localTime(instant, timeZone).slice(0, 'yyyy-mm-dd'.length);
  return new Date(Date.parse(today) + DAY_MS).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** The minute of the clock change between two instants. */
function changeBetween(before: number, after: number, timeZone: string): number {
  let [last, first] = [before, after];
  while (first - last > MINUTE_MS) {
    const middle = last + Math.floor((first - last) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetMs(middle, timeZone) === offsetMs(before, timeZone)) last = middle;
    else first = middle;
  }
  return first;
}

function offsetMs(at: number, timeZone: string): number {
  return Date.parse(`${wallClock(at, timeZone)}Z`) - Math.trunc(at / 1_000) * 1_000;
}

/** Swedish writes date and time in the order of ISO 8601. */
function wallClock(at: number, timeZone: string): string {
  const format = dateFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return format.format(at).replace(' ', 'T');
}

/** The time zone of this device, which is usually the network's too. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
