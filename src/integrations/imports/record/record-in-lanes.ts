import type { PlannedAct } from '../receipts/planned-act';
import { Lane, laneOf } from './lane';

export interface LaneOptions {
  readonly lanes: number;
  readonly batch: number;
  /** Records a batch; when it resolves, all of it is committed or refused. */
  readonly record: (acts: readonly PlannedAct[]) => Promise<void>;
  /** Told after each batch: every act below this position is committed or refused. */
  readonly reached: (position: number) => Promise<void>;
}

/**
 * Records acts in several lanes at once, one batch a lane at a time, so that deciding a batch goes on while the
 * database writes another. Never holds more than a few batches of acts. The first failure ends all lanes, with what
 * was reached by then kept.
 */
export async function recordInLanes(acts: AsyncIterable<PlannedAct>, options: LaneOptions): Promise<void> {
  const run = new LaneRun(options);
  const lanes = Array.from({ length: options.lanes }, (_, index) => run.work(index));
  try {
    for await (const act of acts) await run.add(act);
  } catch (error) {
    run.fail(error);
  }
  run.end();
  await Promise.all(lanes);
  run.throwFailure();
}

class LaneRun {
  private readonly lanes: Lane[];
  /** Lowest position of the batch that a lane is recording. */
  private readonly recording: (number | null)[];
  private readonly capacity: number;
  private next = 0;
  private ended = false;
  private failure: { readonly error: unknown } | null = null;
  private changed = signal();

  constructor(private readonly options: LaneOptions) {
    this.lanes = Array.from({ length: options.lanes }, () => new Lane());
    this.recording = this.lanes.map(() => null);
    this.capacity = options.batch * 4;
  }

  /** Waits while the act's lane is full. */
  async add(act: PlannedAct): Promise<void> {
    const lane = this.lanes[laneOf(act, this.lanes.length)];
    while (this.failure === null && lane !== undefined && lane.size >= this.capacity) await this.changed.happens;
    this.throwFailure();
    lane?.add(act);
    this.next = act.position + 1;
    if (lane?.size === this.options.batch) this.tell();
  }

  async work(index: number): Promise<void> {
    const lane = this.lanes[index];
    while (lane !== undefined && this.failure === null) {
      // A lane waits for a whole batch: small ones cost as much as large ones.
      if (lane.size < this.options.batch && !this.ended) {
        await this.changed.happens;
        continue;
      }
      const batch = lane.take(this.options.batch);
      const [first] = batch;
      if (first === undefined) return;
      this.recording[index] = first.position;
      await this.recordBatch(index, batch);
    }
  }

  end(): void {
    this.ended = true;
    this.tell();
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.tell();
  }

  throwFailure(): void {
    if (this.failure !== null) throw this.failure.error;
  }

  private async recordBatch(index: number, batch: readonly PlannedAct[]): Promise<void> {
    try {
      await this.options.record(batch);
      this.recording[index] = null;
      await this.options.reached(this.lowWater());
    } catch (error) {
      this.fail(error);
    }
    this.tell();
  }

  private lowWater(): number {
    const open = [...this.recording, ...this.lanes.map((lane) => lane.first)].filter((position) => position !== null);
    return Math.min(this.next, ...open);
  }

  private tell(): void {
    const { happen } = this.changed;
    this.changed = signal();
    happen();
  }
}

function signal(): { readonly happens: Promise<void>; readonly happen: () => void } {
  let happen = (): void => undefined;
  const happens = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happens, happen };
}
