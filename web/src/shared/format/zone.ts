/**
 * Between instants and what a clock on the wall of a zone shows, as `<input type="datetime-local">` writes it
 * ("2026-11-20T12:30"). A network works by the clock of its own zone, wherever the browser is.
 */
export function localTime(instant: string, timeZone: string): string {
  return wallClock(Date.parse(instant), timeZone).slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** A time that the clocks skip in spring is read as the one before the skip, one that comes twice as the first. */
export function instantOf(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  // The offset of the zone is looked up near the instant, then once more at what it leads to.
  const near = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(near, timeZone)).toISOString();
}

function offsetMs(at: number, timeZone: string): number {
  return Date.parse(`${wallClock(at, timeZone)}Z`) - Math.trunc(at / 1_000) * 1_000;
}

/** Swedes write date and time as ISO 8601 does. */
function wallClock(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  return format.format(at).replace(' ', 'T');
}
