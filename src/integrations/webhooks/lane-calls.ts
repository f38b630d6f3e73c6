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

/** The calls of one lane: open ones, and ended ones that are not recorded yet. */
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

  /**
   * Sends deliveries in order, `atOnce` calls at a time, until one fails or the time is over; the remaining ones still wait. Without deliveries,
   * waits for the first open call to end.
   */
  async work(webhook: LaneWebhook, deliveries: readonly DueDelivery[], atOnce: number, ms: number): Promise<void> {
    if (deliveries.length === 0 && this.open.size === 0) return;
    const late = new AbortController();
    let begun = 0;
    const isOver = (): boolean => late.signal.aborted || this.attempts.some(({ result }) => result.failure !== null);
    const inTurn = async (): Promise<void> => {
      for (let next = deliveries[begun]; next !== undefined && !isOver(); next = deliveries[begun]) {
        begun += 1;
        await this.begin(webhook, next);
      }
    };
    const free = Math.max(0, Math.min(atOnce - this.open.size, deliveries.length));
    const turns = Array.from({ length: free }, inTurn);
    const ended = free > 0 ? Promise.all(turns) : Promise.race([...this.open.values()].map((one) => one.ended));
    try {
      await Promise.race([ended, pause(ms, undefined, { signal: late.signal })]);
    } finally {
      late.abort();
    }
  }

  /** Starts a call; resolves when it has ended, and rejects only when the process ends. */
  private begin(webhook: LaneWebhook, delivery: DueDelivery): Promise<void> {
    const beganAt = performance.now();
    const ended = this.call(webhook, delivery).then((result) => {
      this.open.delete(delivery.id);
      this.attempts.push({ delivery, result });
      if (result.failure === null) this.succeededAt = performance.now();
      else if (beganAt < this.succeededAt) this.hadSuccessBeside = true;
    });
    // The lane may have stopped waiting for it.
    ended.catch(() => undefined);
    this.open.set(delivery.id, { delivery, ended });
    return ended;
  }

  async waitForAll(): Promise<void> {
    await Promise.all([...this.open.values()].map(({ ended }) => ended));
  }

  /** Returns the attempts that ended since the last `take`, and whether a call succeeded while a failed one was open. */
  take(): { readonly attempts: readonly Attempt[]; readonly hadSuccessBeside: boolean } {
    const taken = { attempts: this.attempts, hadSuccessBeside: this.hadSuccessBeside };
    this.attempts = [];
    this.hadSuccessBeside = false;
    return taken;
  }
}
