/** After a failure no call is made for so long. Then one call tries, and the others wait for its outcome. */
const OPEN_MS = 1_000;
/** The breaker opens after this many late calls in a row. */
const LATE_CALLS = 5;

/** Decides whether to call a service that failed: while it is away, one call a second tests it. */
export class CircuitBreaker {
  private openUntilMs = 0;
  private isOpen = false;
  private isProbing = false;
  private lateCalls = 0;

  /** Whether the last call failed. */
  get tripped(): boolean {
    return this.isOpen;
  }

  /** Whether a call may be made now; follow with `succeeded`, `late`, `failed` or `notMade`. */
  mayTry(): boolean {
    if (!this.isOpen) return true;
    if (this.isProbing || performance.now() < this.openUntilMs) return false;
    this.isProbing = true;
    return true;
  }

  succeeded(): void {
    this.isOpen = false;
    this.isProbing = false;
    this.lateCalls = 0;
  }

  /** The call asked another service, so the next one may try this one. */
  notMade(): void {
    this.isProbing = false;
  }

  late(): void {
    this.lateCalls += 1;
    if (this.isOpen || this.lateCalls >= LATE_CALLS) this.failed();
  }

  failed(): void {
    this.isOpen = true;
    this.isProbing = false;
    this.openUntilMs = performance.now() + OPEN_MS;
  }
}
