/** Waiting work that may begin in one turn, if its time allows. */
const MOST_IN_A_TURN = 64;

/**
 * Bounds how long what connections sent may hold one turn of the event loop. Hundreds of connections can have bytes in one turn; those that come when
 * its time is used up wait, in their order, for the next turns.
 */
export class TurnBudget {
  private startedAt: number | undefined;
  private isArmed = false;
  private readonly waiting: (() => void)[] = [];

  /** @param turnMs after so long no further work begins in a turn; what the work leaves to promises counts too */
  constructor(private readonly turnMs: number) {}

  /** Runs the work now, or in a later turn. Returns whether it has run. */
  run(work: () => void): boolean {
    const hasRoom = this.waiting.length === 0 && this.hasTime();
    if (hasRoom) work();
    else this.waiting.push(work);
    this.arm();
    return hasRoom;
  }

  private hasTime(): boolean {
    const now = performance.now();
    this.startedAt ??= now;
    return now - this.startedAt < this.turnMs;
  }

  private arm(): void {
    if (this.isArmed) return;
    this.isArmed = true;
    setImmediate(this.endTurn);
  }

  private readonly endTurn = (): void => {
    this.isArmed = false;
    this.startedAt = undefined;
    if (this.waiting.length === 0) return;
    // Promises of one immediate settle before the next immediate runs, so the measured time of a turn includes them.
    for (let n = Math.min(this.waiting.length, MOST_IN_A_TURN); n > 0; n -= 1) setImmediate(this.runNext);
    this.arm();
  };

  private readonly runNext = (): void => {
    if (this.hasTime()) this.waiting.shift()?.();
  };
}
