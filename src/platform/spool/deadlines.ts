/** Deadlines that lie within this time share a timer. */
const SLOT_MS = 5;

/** A deadline that is still to come. */
export interface Deadline {
  readonly slot: Set<Deadline>;
  readonly pass: () => void;
}

/**
 * Deadlines of many short calls on one timer, because a timer for each call would cost each sale some microseconds. A deadline passes within 5 ms of
 * its time.
 */
export class Deadlines {
  private readonly slots = new Map<number, Set<Deadline>>();
  /** The number of the next slot to pass. */
  private next = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param endsAtMs in milliseconds of `performance.now()`
   * @param pass is called when the deadline passes, unless it was ended before
   */
  begin(endsAtMs: number, pass: () => void): Deadline {
    if (this.timer === undefined) {
      this.next = slotAt(performance.now());
      this.timer = setTimeout(this.passDue, SLOT_MS).unref();
    }
    const number = Math.max(this.next, slotAt(endsAtMs));
    let slot = this.slots.get(number);
    if (slot === undefined) this.slots.set(number, (slot = new Set()));
    const deadline = { slot, pass };
    slot.add(deadline);
    return deadline;
  }

  /** Returns whether the deadline was still to come. */
  end(deadline: Deadline): boolean {
    return deadline.slot.delete(deadline);
  }

  private readonly passDue = (): void => {
    const now = slotAt(performance.now());
    for (; this.next <= now; this.next += 1) {
      const slot = this.slots.get(this.next) ?? [];
      this.slots.delete(this.next);
      for (const deadline of slot) if (this.end(deadline)) deadline.pass();
    }
    if (this.slots.size > 0) this.timer?.refresh();
    else this.timer = undefined;
  };
}

function slotAt(ms: number): number {
  return Math.floor(ms / SLOT_MS);
}
