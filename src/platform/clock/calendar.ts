import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MAX_REMEMBERED_DAYS = 4_000;

/** Local time in one IANA zone, with a start of the business day: pure functions of instants (milliseconds) and local days. */
export interface ZoneCalendar {
  readonly timeZone: string;
  /** Days since 1970-01-01 on the local calendar. */
  localDay(at: number): number;
  /** 0 to 1,439. */
  minuteOfDay(at: number): number;
  /** ISO: 1 is Monday, 7 Sunday. */
  weekday(at: number): number;
  /** The business day of an instant. Before the day start it is the previous day; where that local time comes twice, the first counts. */
  businessDay(at: number): number;
  /**
   * The first instant of a local day. For a midnight that is skipped, the first instant after it; if it comes twice, the
   * first.
   */
  startOfDay(day: number): number;
  /**
   * The instant of a local time `YYYY-MM-DDTHH:mm[:ss]`. For a skipped time it is the first instant after the gap, for a time that comes twice the
   * first.
   */
  instantOf(localTime: string): number;
}

interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
}

const remembered = new Map<string, ZoneCalendar>();

/**
 * The calendar of a zone. Offsets are looked up once for each transition (twice a year at most) and days once a day, so
 * a sale costs arithmetic alone.
 *
 * @param dayStart `HH:mm`, the local time at which a business date starts.
 * @throws RangeError for a zone that does not exist.
 */
export function calendarOf(timeZone: string, dayStart: string): ZoneCalendar {
  const key = `${timeZone} ${dayStart}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const calendar = makeCalendar(timeZone, dayStart);
  remembered.set(key, calendar);
  return calendar;
}

/** `YYYY-MM-DD` of a local day. The last result is cached, because most calls are about today. */
export function isoDateOf(day: number): string {
  if (day !== lastDay) {
    lastDate = new Date(day * DAY_MS).toISOString().slice(0, 10);
    lastDay = day;
  }
  return lastDate;
}

let lastDay = Number.NaN;
let lastDate = '';

/** The local day of `YYYY-MM-DD`. */
export function dayOfIsoDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

function makeCalendar(timeZone: string, dayStart: string): ZoneCalendar {
  const dayStartMs = minutesOf(dayStart) * MINUTE_MS;
  const startOfBusinessDay = remember((day) => instantOf(timeZone, `${isoDateOf(day)}T${dayStart}`));
  let spans: OffsetSpan[] = [];

  const spanAt = (at: number): OffsetSpan => {
    for (const span of spans) if (at >= span.from && at < span.to) return span;
    const span = spanAround(timeZone, at);
    // The newest transition comes first, because most calls are about now.
    spans = [span, ...spans].slice(0, 64);
    return span;
  };
  const offsetAt = (at: number): number => spanAt(at).offsetMs;
  const localDay = (at: number): number => Math.floor((at + offsetAt(at)) / DAY_MS);

  return {
    timeZone,
    localDay,
    minuteOfDay: (at) => Math.floor(positiveModulo(at + offsetAt(at), DAY_MS) / MINUTE_MS),
    // 1970-01-01 was a Thursday.
    weekday: (at) => positiveModulo(localDay(at) + 3, 7) + 1,
    businessDay: (at) => {
      const { from, offsetMs } = spanAt(at);
      const day = Math.floor((at + offsetMs - dayStartMs) / DAY_MS);
      // When clocks are put back over the day start, the business day that has begun goes on.
      return at - from < DAY_MS && at >= startOfBusinessDay(day + 1) ? day + 1 : day;
    },
    startOfDay: remember((day) => Temporal.PlainDate.from(isoDateOf(day)).toZonedDateTime(timeZone).epochMilliseconds),
    instantOf: (localTime) => instantOf(timeZone, localTime),
  };
}

/** Caches the result for each day. */
function remember(startOf: (day: number) => number): (day: number) => number {
  const starts = new Map<number, number>();
  return (day) => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = startOf(day);
    if (starts.size >= MAX_REMEMBERED_DAYS) starts.clear();
    starts.set(day, start);
    return start;
  };
}

function spanAround(timeZone: string, at: number): OffsetSpan {
  const here = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
  const next = here.getTimeZoneTransition('next');
  const offsetMs = Math.round(here.offsetNanoseconds / 1_000_000);
  // `previous` is strictly before its argument, so we add one nanosecond: the instant itself may be the transition.
  const previous = here.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return { from: previous?.epochMilliseconds ?? -Infinity, to: next?.epochMilliseconds ?? Infinity, offsetMs };
}

function instantOf(timeZone: string, localTime: string): number {
  const plain = Temporal.PlainDateTime.from(localTime);
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(plain)) return earlier.epochMilliseconds;
  // The local time is skipped; the transition is the first instant after the gap.
  return earlier.getTimeZoneTransition('next')?.epochMilliseconds ?? earlier.epochMilliseconds;
}

/** Minutes from midnight to a local time, `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function positiveModulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
