import { saleOf, type PlannedAct } from '../receipts/planned-act';

export interface RecordingOptions {
  /** How many acts may be on their way at once, so that memory stays bounded. */
  readonly window: number;
  /** Records one act; when it resolves, the act is committed or refused. */
  readonly record: (act: PlannedAct) => Promise<void>;
  /** Told now and then, one call at a time, and at the end: every act below this position is committed or refused. */
  readonly reached: (position: number) => Promise<void>;
}

/** So many acts lie between two bookmarks: what a killed import looks at again. */
const BOOKMARK_EVERY = 500;

/**
 * Records acts, many at once, each guest's in their order. The till keeps the order of a guest's sales itself; a
 * refund rests on what came before it, so it waits for all earlier acts of its guest, and later ones wait for it.
 * The first failure ends the recording when what is on its way has settled.
 */
export async function recordInOrder(acts: AsyncIterable<PlannedAct>, options: RecordingOptions): Promise<void> {
  const run = new OrderedRun(options);
  try {
    for await (const act of acts) {
      await run.hasRoom();
      run.start(act);
    }
  } catch (error) {
    run.fail(error);
  }
  await run.finish();
}

/** What of a guest is on its way. */
interface GuestQueue {
  /** Settles with the last act. */
  all: Promise<void>;
  /** Settles with the last refund. */
  refunds: Promise<void>;
  acts: number;
}

class OrderedRun {
  private readonly guests = new Map<string, GuestQueue>();
  private readonly bookmark: Bookmark;
  private onWay = 0;
  private failure: { readonly error: unknown } | null = null;
  private room: { readonly made: () => void } | null = null;

  constructor(private readonly options: RecordingOptions) {
    this.bookmark = new Bookmark(options.reached);
  }

  /** Waits until another act may start. Throws the first failure. */
  async hasRoom(): Promise<void> {
    while (this.onWay >= this.options.window) {
      await new Promise<void>((made) => {
        this.room = { made };
      });
    }
    if (this.failure !== null) throw this.failure.error;
  }

  start(act: PlannedAct): void {
    this.onWay += 1;
    this.bookmark.started(act.position);
    const { guest } = saleOf(act).receipt;
    if (guest === null) void this.run(act, SETTLED);
    else this.queue(act, guest);
  }

  fail(error: unknown): void {
    this.failure ??= { error };
  }

  async finish(): Promise<void> {
    while (this.onWay > 0) {
      await new Promise<void>((made) => {
        this.room = { made };
      });
    }
    await this.bookmark.close().catch((error: unknown) => {
      this.fail(error);
    });
    if (this.failure !== null) throw this.failure.error;
  }

  private queue(act: PlannedAct, guest: string): void {
    const queue = this.guests.get(guest) ?? { all: SETTLED, refunds: SETTLED, acts: 0 };
    this.guests.set(guest, queue);
    const isRefund = act.kind === 'REPAYMENT';
    const done = this.run(act, isRefund ? queue.all : queue.refunds);
    const before = queue.all;
    queue.all = done.then(() => before);
    if (isRefund) queue.refunds = done;
    queue.acts += 1;
    void done.then(() => {
      queue.acts -= 1;
      if (queue.acts === 0) this.guests.delete(guest);
    });
  }

  /** Never rejects: a failure is kept, and what waits behind it is not begun. */
  private async run(act: PlannedAct, before: Promise<void>): Promise<void> {
    if (before !== SETTLED) await before;
    try {
      if (this.failure === null) {
        await this.options.record(act);
        this.bookmark.settled(act.position);
      }
    } catch (error) {
      this.fail(error);
    }
    this.onWay -= 1;
    this.room?.made();
  }
}

const SETTLED = Promise.resolve();

/** The lowest position that is not settled, told to whoever keeps it. */
class Bookmark {
  private readonly ahead = new Set<number>();
  private position: number | null = null;
  private told = 0;
  private telling: Promise<void> | null = null;

  constructor(private readonly reached: (position: number) => Promise<void>) {}

  started(position: number): void {
    this.position ??= position;
    if (this.told === 0) this.told = this.position;
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
