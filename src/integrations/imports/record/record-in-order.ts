import type { GivingWay } from '../../../transactions';
import type { PlannedAct } from '../receipts/planned-act';

export interface RecordingOptions {
  /** How many acts gather before the oldest are begun: the more, the more of one guest's are recorded together. */
  readonly window: number;
  /** The most acts that are recorded together. */
  readonly batch: number;
  /** How many batches may be on their way at once. */
  readonly lanes: number;
  /** Beside tills the batches are smaller and go one at a time, with rests between. */
  readonly way: Pick<GivingWay, 'before' | 'isBesideTills'>;
  /** The guest of an act that was given; null: none, so it depends on no other. */
  readonly guestOf: (act: PlannedAct) => string | null;
  /** Records acts together; when it resolves, each is committed or refused. */
  readonly record: (acts: readonly PlannedAct[]) => Promise<void>;
  /** Told now and then, one call at a time, and at the end: every act below this position is committed or refused. */
  readonly reached: (position: number) => Promise<void>;
}

/** The most acts of a batch while tills are at work: to write them takes some 12 ms. */
const BATCH_BESIDE_TILLS = 25;
/** So many acts lie between two bookmarks: what a killed import looks at again. */
const BOOKMARK_EVERY = 2_000;
/** Anonymous receipts depend on nothing, so they are spread over queues and no batch waits for another because of them. */
const ANONYMOUS_QUEUES = 4;

/**
 * Records acts in batches, each guest's in their order: no guest is in two batches at once, and a refund, which rests
 * on what came before it, is its guest's only act in its batch. The first failure ends the recording when what is on
 * its way has settled.
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
  /** Acts that wait, by guest; guests stand in the order in which they began to wait. */
  private readonly queues = new Map<string, PlannedAct[]>();
  /** Guests with acts on their way. */
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

  /** The guests that have waited longest, each with as many acts as may go together. */
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

  /** Never rejects: a failure is kept, and nothing is begun after it. */
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

/** How many of a guest's acts may go together: sales up to the next refund, or one refund. */
function togetherIn(queue: readonly PlannedAct[], limit: number): number {
  const refund = queue.findIndex(({ kind }) => kind === 'REPAYMENT');
  return Math.min(limit, refund === -1 ? queue.length : Math.max(refund, 1));
}

/** The lowest position that is not settled, told to the one who keeps it. */
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

  /** Tells the last position. Rejects with the first failure of telling. */
  async close(): Promise<void> {
    await this.telling;
    if (this.position !== null) await this.reached(this.position);
  }

  private tell(): void {
    if (this.position === null) return;
    this.told = this.position;
    // A failure stays in `telling`, so that nothing is told after it and `close` meets it.
    const telling = this.reached(this.position).then(() => {
      this.telling = null;
    });
    telling.catch(() => undefined);
    this.telling = telling;
  }
}
