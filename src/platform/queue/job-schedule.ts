import { backOff } from '../retries/back-off.rules';
import type { JobKind } from './job-kind';

/** The first runs after a process became the leader lie apart by up to this. */
const FIRST_WITHIN_MS = 3_000;
/** Intervals vary by so much of them, so that kinds with the same one do not fall together. */
const JITTER = 0.1;
const FIRST_RETRY_MS = 1_000;

interface ScheduledKind extends JobKind {
  readonly everyMs: number;
}

interface Beat {
  readonly timer: NodeJS.Timeout;
  readonly dueAt: number;
}

/**
 * The scheduled runs of a process that leads, in its memory. A kind does not run beside itself; one that failed runs again
 * after a second, then after twice as long each time up to its interval.
 */
export class JobSchedule {
  private readonly beats = new Map<string, Beat>();
  private readonly running = new Set<string>();

  /** @param run whether a run succeeded; never rejects */
  constructor(private readonly run: (kind: JobKind) => Promise<boolean>) {}

  start(kinds: Iterable<JobKind>): void {
    for (const kind of kinds) {
      if (!isScheduled(kind)) continue;
      this.plan(kind, Math.random() * Math.min(kind.everyMs, FIRST_WITHIN_MS), 0);
    }
  }

  /** Runs that are under way end by themselves. */
  stop(): void {
    for (const { timer } of this.beats.values()) clearTimeout(timer);
    this.beats.clear();
  }

  /** By how much the most overdue run is late. */
  lateMs(): number {
    const now = performance.now();
    return Math.max(0, ...[...this.beats.values()].map(({ dueAt }) => now - dueAt));
  }

  private plan(kind: ScheduledKind, afterMs: number, failures: number): void {
    const timer = setTimeout(() => void this.beat(kind, failures), afterMs);
    this.beats.set(kind.name, { timer: timer.unref(), dueAt: performance.now() + afterMs });
  }

  private async beat(kind: ScheduledKind, failures: number): Promise<void> {
    const { name, everyMs } = kind;
    const { timer } = this.beats.get(name) ?? {};
    // A run of the time before this process led again may still be under way.
    if (this.running.has(name)) {
      this.plan(kind, everyMs, failures);
      return;
    }
    const began = performance.now();
    this.running.add(name);
    const succeeded = await this.run(kind);
    this.running.delete(name);
    // Stopped meanwhile, and perhaps started anew.
    if (this.beats.get(name)?.timer !== timer) return;
    if (!succeeded) {
      this.plan(kind, backOff(failures + 1, { first: FIRST_RETRY_MS, last: everyMs }), failures + 1);
      return;
    }
    const intervalMs = everyMs * (1 - JITTER + 2 * JITTER * Math.random());
    this.plan(kind, Math.max(0, began + intervalMs - performance.now()), 0);
  }
}

function isScheduled(kind: JobKind): kind is ScheduledKind {
  return kind.everyMs !== undefined;
}
