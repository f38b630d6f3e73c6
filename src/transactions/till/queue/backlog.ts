import { AT_WORK_MS } from '../../jobs/give-way';

/** The most acts of a batch while tills are at work: some milliseconds of database time. */
const MAX_BESIDE_TILLS = 24;
const MAX_BATCH = 200;
/** The most batches in flight while no till is at work. */
const MAX_BATCHES = 8;

export interface BacklogBatch<Item> {
  readonly networkId: string;
  readonly items: readonly Item[];
  /** The caller calls this once the batch was written. */
  readonly end: () => void;
}

/**
 * Acts that may be late: events, imports, offline batches. While tills are at work, one small batch runs at a time,
 * followed by a rest as long as the batch took. So tills have half of the time, whatever a batch costs and however many
 * acts wait. The networks take turns.
 */
export class Backlog<Item> {
  private readonly queues = new Map<string, Item[]>();
  private running = 0;
  private tillAt = -Infinity;
  private notBefore = 0;
  private waking: NodeJS.Timeout | undefined;

  /** @param wake is called when a rest has ended */
  constructor(private readonly wake: () => void) {}

  add(networkId: string, item: Item): void {
    const queue = this.queues.get(networkId);
    if (queue === undefined) this.queues.set(networkId, [item]);
    else queue.push(item);
  }

  /** Whether this process knows of a till that was at work lately. */
  get isBesideTills(): boolean {
    return performance.now() - this.tillAt < AT_WORK_MS;
  }

  /** Notes that a till's act has come, here or in another process. */
  noteTill(): void {
    this.tillAt = performance.now();
  }

  /** The next batch, of items that may go now. Undefined: no item may go. */
  take(mayGo: (networkId: string, item: Item) => boolean): BacklogBatch<Item> | undefined {
    const began = performance.now();
    const besideTills = this.isBesideTills;
    if (this.queues.size === 0 || this.running >= (besideTills ? 1 : MAX_BATCHES)) return undefined;
    if (besideTills && began < this.notBefore) {
      this.wakeIn(this.notBefore - began);
      return undefined;
    }
    for (const [networkId, queue] of this.queues) {
      const items: Item[] = [];
      const left: Item[] = [];
      const most = besideTills ? MAX_BESIDE_TILLS : MAX_BATCH;
      for (const item of queue) (items.length < most && mayGo(networkId, item) ? items : left).push(item);
      if (items.length === 0) continue;
      // The served network goes to the end of the queue.
      this.queues.delete(networkId);
      if (left.length > 0) this.queues.set(networkId, left);
      this.running += 1;
      return { networkId, items, end: () => this.end(performance.now() - began) };
    }
    return undefined;
  }

  private end(tookMs: number): void {
    this.running -= 1;
    const now = performance.now();
    this.notBefore = this.isBesideTills ? now + tookMs : 0;
    this.wakeIn(Math.max(0, this.notBefore - now));
  }

  private wakeIn(ms: number): void {
    this.waking ??= setTimeout(() => {
      this.waking = undefined;
      this.wake();
    }, ms).unref();
  }
}
