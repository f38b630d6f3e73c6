import type { JobKind } from './job-kind';

/** A new leader spreads its first looks over this time. */
const FIRST_WITHIN_MS = 3_000;
/** Intervals vary by this share, so that kinds with the same interval do not always come together. */
const JITTER = 0.1;
/** Upper bound of the wait after a failure. */
const RETRY_UP_TO_MS = 60_000;

interface Beat {
  readonly timer: NodeJS.Timeout;
  readonly dueAt: number;
}

/** When the leader looks at each kind. A kind is never looked at twice at once. */
export class JobSchedule {
  private readonly beats = new Map<string, Beat>();
  private readonly looking = new Set<string>();

  /** @param look resolves to whether it succeeded; never rejects */
  constructor(private readonly look: (kind: JobKind) => Promise<boolean>) {}

  start(kinds: Iterable<JobKind>): void {
    for (const kind of kinds) {
      const { everyMs } = kind;
      if (everyMs !== undefined) this.plan(kind, everyMs, Math.random() * Math.min(everyMs, FIRST_WITHIN_MS));
    }
  }

  /** Schedules no further checks for due work; running checks finish. */
  stop(): void {
    for (const { timer } of this.beats.values()) clearTimeout(timer);
    this.beats.clear();
  }

  /** How late the most overdue look is. */
  lateMs(): number {
    const now = performance.now();
    return Math.max(0, ...[...this.beats.values()].map(({ dueAt }) => now - dueAt));
  }

  private plan(kind: JobKind, everyMs: number, afterMs: number): void {
    const timer = setTimeout(() => void this.beat(kind, everyMs), afterMs);
    this.beats.set(kind.name, { timer: timer.unref(), dueAt: performance.now() + afterMs });
  }

  private async beat(kind: JobKind, everyMs: number): Promise<void> {
    const { name } = kind;
    const { timer } = this.beats.get(name) ?? {};
    const began = performance.now();
    let hasSucceeded = true;
    // A look from the last time that this process led may still be under way.
    if (!this.looking.has(name)) {
      this.looking.add(name);
      hasSucceeded = await this.look(kind);
      this.looking.delete(name);
    }
    // The schedule was stopped meanwhile, and perhaps started again.
    if (this.beats.get(name)?.timer !== timer) return;
    const intervalMs = everyMs * (1 - JITTER + 2 * JITTER * Math.random());
    const wantedMs = hasSucceeded ? intervalMs : Math.min(intervalMs, RETRY_UP_TO_MS);
    this.plan(kind, everyMs, Math.max(0, began + wantedMs - performance.now()));
  }
}
