import type { ZoneCalendar } from '../../../platform/clock/calendar';
import { DAY_MS, dayOf } from './local-time.rules';

/**
 * Turns a time of a shop's clock into an instant. A time that the clock skipped becomes the first instant after the gap, a time that it showed
 * twice the first of both (ledger.md, rule 33). Days without a clock change are looked up once, so each receipt costs one addition.
 */
export class Zone {
  /** The first instant of each local day of 24 hours; null: the clock changes on this day. */
  private readonly starts = new Map<number, number | null>();

  constructor(private readonly calendar: ZoneCalendar) {}

  /** The instant of a clock time, in milliseconds since 1970. */
  instantOf(clock: number): number {
    const day = dayOf(clock);
    let start = this.starts.get(day);
    if (start === undefined) {
      start = this.startOfEvenDay(day);
      this.starts.set(day, start);
    }
    if (start !== null) return start + clock - day * DAY_MS;
    return this.calendar.instantOf(new Date(clock).toISOString().slice(0, 23));
  }

  /** The clock's time at an instant. */
  clockOf(instant: number): number {
    const belowMinute = ((instant % 60_000) + 60_000) % 60_000;
    return this.calendar.localDay(instant) * DAY_MS + this.calendar.minuteOfDay(instant) * 60_000 + belowMinute;
  }

  /** The local day of an instant, in days since 1970-01-01. */
  dayOf(instant: number): number {
    return this.calendar.localDay(instant);
  }

  private startOfEvenDay(day: number): number | null {
    const start = this.calendar.startOfDay(day);
    return this.calendar.startOfDay(day + 1) - start === DAY_MS ? start : null;
  }
}
