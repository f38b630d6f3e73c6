/** If a device clock is off by more than this at upload, times are corrected by the difference (ledger.md, rule 26). */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** The earliest time that the API accepts. A clock that is off by centuries could lead to times that no database stores. */
const FIRST_INSTANT = Date.UTC(1900, 0, 1);
const END_OF_TIME = Date.UTC(10_000, 0, 1);

/** Whether an act can have happened at this time, as far as the database can store it. */
export function isBelievable(occurredAt: number): boolean {
  return occurredAt >= FIRST_INSTANT && occurredAt < END_OF_TIME;
}

/**
 * A device's clock, as its batches show it. Instants in milliseconds. Counters rise with each act, and so do times. An
 * act with an earlier time than the act before it was rung up after the clock was set back.
 */
export class DeviceClock {
  private readonly skewMs: number;
  readonly now: number;
  private readonly lastCounter: number;
  private readonly sentAt: number;
  private latest: number;

  constructor({
    now,
    sentAt,
    lastCounter,
    latest,
  }: {
    readonly now: number;
    readonly sentAt: number;
    /** The highest counter of earlier batches. */
    readonly lastCounter: number;
    readonly latest: number | null;
  }) {
    const skewMs = now - sentAt;
    this.skewMs = Math.abs(skewMs) > CLOCK_TOLERANCE_MS ? skewMs : 0;
    this.now = now;
    this.sentAt = sentAt;
    this.lastCounter = lastCounter;
    this.latest = latest ?? -Infinity;
  }

  /** The latest time of an act that the device has reported, with this batch. Null: it has reported none. */
  get latestAct(): number | null {
    return this.latest === -Infinity ? null : this.latest;
  }

  /** The time of an act; call it in the order of the counters. `told` null: the act has no time, so the time of sending counts. */
  timeOf(counter: number, told: number | null) {
    const deviceTime = told ?? this.sentAt;
    const occurredAt = deviceTime + this.skewMs;
    // A repeated counter, or one that fills a gap, is below the highest.
    if (counter <= this.lastCounter) return { deviceTime, occurredAt, isClockBack: false };
    const isClockBack = occurredAt < this.latest - CLOCK_TOLERANCE_MS;
    // A time in the future is refused, and does not make the times after it look too early.
    if (isBelievable(occurredAt) && occurredAt <= this.now + CLOCK_TOLERANCE_MS)
      this.latest = Math.max(this.latest, occurredAt);
    return { deviceTime, occurredAt, isClockBack };
  }
}
