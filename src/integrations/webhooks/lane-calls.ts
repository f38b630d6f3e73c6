import { setTimeout as pause } from 'node:timers/promises';
import type { CallResult } from './webhook-http';
import type { DueDelivery, LaneWebhook } from './webhooks.sql';

interface Attempt {
  readonly delivery: DueDelivery;
  readonly result: CallResult;
}
interface OpenCall {
  readonly delivery: DueDelivery;
  readonly ended: Promise<void>;
}

/** The calls of one lane: those that are open, and those that have ended and are not recorded yet. */
export class LaneCalls {
  private readonly open = new Map<string, OpenCall>();
  private attempts: Attempt[] = [];
  private succeededAt = -Infinity;
  private hadSuccessBeside = false;

  constructor(private readonly call: (webhook: LaneWebhook, delivery: DueDelivery) => Promise<CallResult>) {}

  get size(): number {
    return this.open.size;
  }

  /** Deliveries whose calls are open. */
  get deliveries(): readonly DueDelivery[] {
    return [...this.open.values()].map(({ delivery }) => delivery);
  }

  /** Resolves when the call has ended; rejects only when the process ends. */
  begin(webhook: LaneWebhook, delivery: DueDelivery): Promise<void> {
    const beganAt = performance.now();
    const ended = this.call(webhook, delivery).then((result) => {
      this.open.delete(delivery.id);
      this.attempts.push({ delivery, result });
      if (result.failure === null) this.succeededAt = performance.now();
      else if (beganAt < this.succeededAt) this.hadSuccessBeside = true;
    });
    // The lane may wait for it no more.
    ended.catch(() => undefined);
    this.open.set(delivery.id, { delivery, ended });
    return ended;
  }

  /** Waits until these calls have ended, or, without any, the first of those that are open; but no longer than this. */
  async wait(begun: readonly Promise<void>[], ms: number): Promise<void> {
    if (this.open.size === 0) return;
    const ended = begun.length > 0 ? Promise.all(begun) : Promise.race([...this.open.values()].map((one) => one.ended));
    const late = new AbortController();
    try {
      await Promise.race([ended, pause(ms, undefined, { signal: late.signal })]);
    } finally {
      late.abort();
    }
  }

  async waitForAll(): Promise<void> {
    await Promise.all([...this.open.values()].map(({ ended }) => ended));
  }

  /** Attempts that ended since it was asked last, and whether another call succeeded while one that failed was open. */
  take(): { readonly attempts: readonly Attempt[]; readonly hadSuccessBeside: boolean } {
    const taken = { attempts: this.attempts, hadSuccessBeside: this.hadSuccessBeside };
    this.attempts = [];
    this.hadSuccessBeside = false;
    return taken;
  }
}
