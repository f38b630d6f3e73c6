const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Between instants and what a clock on the wall of a zone shows, as `<input type="datetime-local">` writes it
 * ("2026-11-20T12:30"). A network works by the clock of its own zone, wherever the browser is.
 */
export function localTime(instant: string, timeZone: string): string {
  return wallClock(Date.parse(instant), timeZone).slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** As the server reads it: a time that the clocks skip is the first after it, one that comes twice the first. */
export function instantOf(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  // The clocks change at most once between the day before and the day after, so one of their offsets is that of the time.
  const offsets = [offsetMs(asUtc - DAY_MS, timeZone), offsetMs(asUtc + DAY_MS, timeZone)];
  const [earlier, later] = [asUtc - Math.max(...offsets), asUtc - Math.min(...offsets)];
  const found = [earlier, later].find((at) => Date.parse(`${wallClock(at, timeZone)}Z`) === asUtc);
  return new Date(found ?? changeBetween(earlier, later, timeZone)).toISOString();
}

/** The calendar date of now in a zone: "2026-11-20". */
export function todayIn(timeZone: string): string {
  return wallClock(Date.now(), timeZone).slice(0, 'yyyy-mm-dd'.length);
}

/** 00:00 of the day after that of an instant. */
export function nextMidnight(instant: string, timeZone: string): string {
  const today = localTime(instant, timeZone).slice(0, 'yyyy-mm-dd'.length);
  return new Date(Date.parse(today) + DAY_MS).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** The minute in which the clocks are changed, of two instants before and after it. */
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

/** Swedes write date and time as ISO 8601 does. */
function wallClock(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return format.format(at).replace(' ', 'T');
}
