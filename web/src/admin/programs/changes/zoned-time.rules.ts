/**
 * The instant of a wall-clock time (`YYYY-MM-DDTHH:mm`) in a zone. A time that a change of the clock skips is taken an
 * hour later, one that comes twice is the first.
 */
export function instantOf(wallTime: string, timeZone: string): Date {
  const asIfUtc = Date.parse(`${wallTime}:00Z`);
  const first = asIfUtc - offsetAt(asIfUtc, timeZone);
  // The offset near midnight of a change may be that of the other side.
  return new Date(asIfUtc - offsetAt(first, timeZone));
}

/** What a clock in the zone shows, as `YYYY-MM-DDTHH:mm`. */
export function wallTimeOf(instant: number, timeZone: string): string {
  return new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(0, 16);
}

function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(instant / 1_000) * 1_000;
}
