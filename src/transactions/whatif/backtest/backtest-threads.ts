import { Worker } from 'node:worker_threads';
import type { GivingWay } from '../../jobs/give-way';
import { threadProgram } from '../../../platform/threads/thread-program';
import type { FromThread, ToThread } from './backtest-thread';
import type { BacktestTask, Piece, WorkOutcome } from './backtest-work';

/** Two threads use a machine of two cores, and leave the rest of a larger one to the tills. */
const THREADS = 2;

/** The most memory of a thread, which keeps sums and one guest at a time. */
const THREAD_MEMORY_MB = 384;

const PROGRAM = threadProgram(__dirname, 'backtest-thread.js');

/** How many pieces a thread plays at once while no till is at work; few enough that the threads end at about the same time. */
const PIECES_TOGETHER = 10;

export interface PlayOptions {
  /** Called with the number of guests begun so far. */
  readonly onGuests: (guests: number) => void;
  /** While tills are at work, pieces are played one at a time, with rests in between. */
  readonly way: Pick<GivingWay, 'before' | 'isBesideTills'>;
  readonly signal: AbortSignal;
}

/**
 * Plays the pieces of a backtest in threads beside the tills. A free thread takes the next piece, so no thread waits
 * for a slow one. Resolves with the threads' results when all have ended. An error in one thread, or `signal`, ends
 * all.
 */
export async function playInThreads(
  task: BacktestTask,
  pieces: readonly Piece[],
  { onGuests, way, signal }: PlayOptions,
): Promise<WorkOutcome[]> {
  signal.throwIfAborted();
  const guests = new Map<Worker, number>();
  const threads = Math.min(THREADS, Math.ceil(pieces.length / PIECES_TOGETHER));
  const workers = Array.from({ length: threads }, () => newThread(task));
  const handOut = new PieceTurns(pieces, way);
  const abort = (): void => {
    for (const worker of workers) void worker.terminate();
  };
  signal.addEventListener('abort', abort);
  try {
    return await Promise.all(
      workers.map((worker) =>
        outcomeOf(worker, (begun) => {
          guests.set(worker, begun);
          onGuests([...guests.values()].reduce((sum, count) => sum + count, 0));
          return handOut.next(worker);
        }),
      ),
    );
  } catch (error) {
    // A thread ended by the signal reports the signal's reason.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/**
 * The pieces that are left, and the turns of the threads. While tills are at work, one thread plays at a time, in the
 * order in which they became free.
 */
export class PieceTurns<Thread = Worker> {
  private readonly left: Piece[];
  private readonly playing = new Set<Thread>();
  private readonly free: { readonly thread: Thread; readonly begin: (piece: Piece | null) => void }[] = [];

  constructor(
    pieces: readonly Piece[],
    private readonly way: PlayOptions['way'],
  ) {
    this.left = [...pieces];
  }

  /** The next piece for a thread that has played its last one. Null: none is left. */
  async next(thread: Thread): Promise<Piece | null> {
    this.playing.delete(thread);
    await this.way.before();
    return new Promise((begin) => {
      this.free.push({ thread, begin });
      this.begin();
    });
  }

  private begin(): void {
    while (this.left.length === 0 || !this.way.isBesideTills || this.playing.size === 0) {
      const first = this.free.shift();
      if (first === undefined) return;
      const piece = this.take();
      if (piece !== null) this.playing.add(first.thread);
      first.begin(piece);
    }
  }

  private take(): Piece | null {
    const [first, ...more] = this.left.splice(0, this.way.isBesideTills ? 1 : PIECES_TOGETHER);
    if (first === undefined) return null;
    const last = more.at(-1) ?? first;
    if (first === 'NOBODY' || last === first) return first;
    if (last !== 'NOBODY') return { from: first.from, to: last.to };
    this.left.unshift(last);
    return { from: first.from, to: null };
  }
}

function newThread(task: BacktestTask): Worker {
  // The thread gets this process's settings, so that it reads the same database.
  const env = { ...process.env };
  return new Worker(PROGRAM, { workerData: task, env, resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB } });
}

/** @param next gives a free thread its next piece; null: none is left */
function outcomeOf(worker: Worker, next: (guests: number) => Promise<Piece | null>): Promise<WorkOutcome> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'OUTCOME') {
        resolve(message.outcome);
        return;
      }
      next(message.guests).then((piece) => worker.postMessage({ piece } satisfies ToThread), reject);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread of a backtest ended before its work')));
  });
}
