import { backOff } from '../retries/back-off.rules';
import type { JobKind } from './job-kind';

/** A new leader spreads its first runs over this time. */
const FIRST_WITHIN_MS = 3_000;
/** Intervals vary by this share, so that kinds with the same interval do not always run together. */
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
 * The scheduled runs of the leading process, in its memory. A kind never runs twice at once. A failed run is repeated after a second, and after
 * each further failure the wait doubles, up to the kind's interval.
 */
export class JobSchedule {
  private readonly beats = new Map<string, Beat>();
  private readonly running = new Set<string>();

  /** @param run does a run and resolves to whether it succeeded; never rejects */
  constructor(private readonly run: (kind: JobKind) => Promise<boolean>) {}

  start(kinds: Iterable<JobKind>): void {
    for (const kind of kinds) {
      if (!isScheduled(kind)) continue;
      this.plan(kind, Math.random() * Math.min(kind.everyMs, FIRST_WITHIN_MS), 0);
    }
  }

  /** Schedules no more runs; runs under way end by themselves. */
  stop(): void {
    for (const { timer } of this.beats.values()) clearTimeout(timer);
    this.beats.clear();
  }

  /** How late the most overdue run is. */
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
    // A run from the last time that this process led may still be under way.
    if (this.running.has(name)) {
      this.plan(kind, everyMs, failures);
      return;
    }
    const began = performance.now();
    this.running.add(name);
    const succeeded = await this.run(kind);
    this.running.delete(name);
    // The schedule was stopped meanwhile, and perhaps started again.
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
