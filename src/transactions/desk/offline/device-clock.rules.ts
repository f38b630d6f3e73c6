/** A device clock that is off by more than this at upload is corrected by the difference (ledger.md, rule 26). */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** As times come over the API: what a clock that is off by centuries is corrected to may lie where no database holds it. */
const FIRST_INSTANT = Date.UTC(1900, 0, 1);
const END_OF_TIME = Date.UTC(10_000, 0, 1);

/** Whether an act can have happened then, as far as anything can be written of it. */
export function isBelievable(occurredAt: number): boolean {
  return occurredAt >= FIRST_INSTANT && occurredAt < END_OF_TIME;
}

/**
 * The clock of a device as its batches show it, instants in milliseconds. Counters rise with each act, so the times of
 * acts do too: an act with a time before that of an earlier one was rung up with the clock put back.
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

  /** The latest time of an act that the device brought so far, this batch included; null: it brought none. */
  get latestAct(): number | null {
    return this.latest === -Infinity ? null : this.latest;
  }

  /** When an act happened, asked in the order of the counters; null: it named no time, so when the batch was sent. */
  timeOf(counter: number, told: number | null) {
    const deviceTime = told ?? this.sentAt;
    const occurredAt = deviceTime + this.skewMs;
    // A counter that fills a gap or is repeated is below the highest one.
    if (counter <= this.lastCounter) return { deviceTime, occurredAt, isClockBack: false };
    const isClockBack = occurredAt < this.latest - CLOCK_TOLERANCE_MS;
    // A time that has not come yet is refused, and does not make those after it too early.
    if (isBelievable(occurredAt) && occurredAt <= this.now + CLOCK_TOLERANCE_MS)
      this.latest = Math.max(this.latest, occurredAt);
    return { deviceTime, occurredAt, isClockBack };
  }
}
