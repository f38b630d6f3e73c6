import type { GivingWay } from '../../../transactions';
import type { PlannedAct } from '../receipts/planned-act';
import { spentBefore } from '../receipts/shadow-receipt';

export interface RecordingOptions {
  /** How many acts are collected before the oldest are recorded; with more, more acts of one guest are recorded together. */
  readonly window: number;
  /** The most acts in a batch. */
  readonly batch: number;
  /** The most batches at once. */
  readonly lanes: number;
  /** While tills sell, batches are smaller, go one at a time, and have pauses between them. */
  readonly way: Pick<GivingWay, 'before' | 'isBesideTills'>;
  /** The guest of an act; null: anonymous, so it depends on no other act. */
  readonly guestOf: (act: PlannedAct) => string | null;
  /** Records a batch; when it resolves, each act is committed or refused. */
  readonly record: (acts: readonly PlannedAct[]) => Promise<void>;
  /** Called now and then, one call at a time, and at the end: all acts below this position are committed or refused. */
  readonly reached: (position: number) => Promise<void>;
}

/** The largest batch while tills sell; writing it takes some 12 ms. */
const BATCH_BESIDE_TILLS = 25;
/** The number of acts between two bookmarks; a killed import looks at so many again. */
const BOOKMARK_EVERY = 2_000;
/** Anonymous receipts depend on nothing, so they are spread over several queues, and batches need not wait for each other. */
const ANONYMOUS_QUEUES = 4;

/**
 * Records acts in batches and keeps each guest's order. No guest is in two batches at once. A refund, which depends on earlier acts, and a sale of a
 * shadow on which the guest spent points go in a batch without further acts of their guest. After the first failure no batch is begun, and recording ends once the current batches have settled.
 */
export async function recordInOrder(
  acts: AsyncIterable<readonly PlannedAct[]>,
  options: RecordingOptions,
): Promise<void> {
  const run = new OrderedRun(options);
  try {
    for await (const piece of acts) {
      for (const act of piece) {
        if (!run.hasRoom()) await run.madeRoom();
        run.add(act);
      }
    }
  } catch (error) {
    run.fail(error);
  }
  await run.finish();
}

class OrderedRun {
  /** Waiting acts by guest; guests are in the order in which they began to wait. */
  private readonly queues = new Map<string, PlannedAct[]>();
  /** Guests with acts in a current batch. */
  private readonly busy = new Set<string>();
  private readonly bookmark: Bookmark;
  private waiting = 0;
  private onWay = 0;
  private ended = false;
  private failure: { readonly error: unknown } | null = null;
  private changed: (() => void) | null = null;

  constructor(private readonly options: RecordingOptions) {
    this.bookmark = new Bookmark(options.reached);
  }

  hasRoom(): boolean {
    return this.waiting < this.options.window && this.failure === null;
  }

  /** Waits until another act may be added. Throws the first failure. */
  async madeRoom(): Promise<void> {
    while (this.failure === null && !this.hasRoom()) await this.change();
    if (this.failure !== null) throw this.failure.error;
  }

  add(act: PlannedAct): void {
    this.bookmark.started(act.position);
    const key = this.queueOf(act);
    const queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, [act]);
    else queue.push(act);
    this.waiting += 1;
    this.begin();
  }

  fail(error: unknown): void {
    this.failure ??= { error };
  }

  async finish(): Promise<void> {
    this.ended = true;
    this.begin();
    while (this.onWay > 0) await this.change();
    await this.bookmark.close().catch((error: unknown) => {
      this.fail(error);
    });
    if (this.failure !== null) throw this.failure.error;
  }

  private begin(): void {
    while (this.failure === null && this.onWay < (this.options.way.isBesideTills ? 1 : this.options.lanes)) {
      if (!this.ended && this.waiting < this.options.window) return;
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      void this.run(batch);
    }
  }

  /** A batch of the guests that have waited longest, each with as many acts as may go together. */
  private takeBatch(): PlannedAct[] {
    const batch: PlannedAct[] = [];
    const { way, batch: atMost } = this.options;
    const limit = way.isBesideTills ? Math.min(atMost, BATCH_BESIDE_TILLS) : atMost;
    for (const [key, queue] of this.queues) {
      if (batch.length >= limit) break;
      if (this.busy.has(key)) continue;
      batch.push(...queue.splice(0, togetherIn(queue, limit - batch.length)));
      this.busy.add(key);
      if (queue.length === 0) this.queues.delete(key);
    }
    this.waiting -= batch.length;
    return batch;
  }

  /** Never rejects: it stores the failure, and then no further batch begins. */
  private async run(batch: readonly PlannedAct[]): Promise<void> {
    this.onWay += 1;
    try {
      await this.options.record(batch);
      for (const { position } of batch) this.bookmark.settled(position);
      await this.options.way.before();
    } catch (error) {
      this.fail(error);
    }
    for (const act of batch) this.busy.delete(this.queueOf(act));
    this.onWay -= 1;
    this.begin();
    this.changed?.();
  }

  private queueOf(act: PlannedAct): string {
    return this.options.guestOf(act) ?? `\0${String(act.position % ANONYMOUS_QUEUES)}`;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.changed = resolve;
    });
  }
}

/** How many of a guest's first acts may go together: sales up to the next act that goes alone, or that one. */
function togetherIn(queue: readonly PlannedAct[], limit: number): number {
  const alone = queue.findIndex(goesAlone);
  return Math.min(limit, alone === -1 ? queue.length : Math.max(alone, 1));
}

/** Whether an act goes in a batch without others of its guest: a refund, and a sale of a shadow with points, which is recorded without them where they are refused. */
function goesAlone(act: PlannedAct): boolean {
  return act.kind === 'REPAYMENT' || spentBefore(act.receipt);
}

/** Tracks the lowest position that is not settled, and reports it. */
class Bookmark {
  private readonly ahead = new Set<number>();
  private position: number | null = null;
  private told = 0;
  private telling: Promise<void> | null = null;

  constructor(private readonly reached: (position: number) => Promise<void>) {}

  started(position: number): void {
    if (this.position !== null) return;
    this.position = position;
    this.told = position;
  }

  settled(position: number): void {
    this.ahead.add(position);
    while (this.position !== null && this.ahead.delete(this.position)) this.position += 1;
    if (this.telling === null && (this.position ?? 0) - this.told >= BOOKMARK_EVERY) this.tell();
  }

  /** Reports the last position. Rejects with the first failure of a report. */
  async close(): Promise<void> {
    await this.telling;
    if (this.position !== null) await this.reached(this.position);
  }

  private tell(): void {
    if (this.position === null) return;
    this.told = this.position;
    // The failure stays in `telling`, so no further report is made, and `close` throws it.
    const telling = this.reached(this.position).then(() => {
      this.telling = null;
    });
    telling.catch(() => undefined);
    this.telling = telling;
  }
}
