import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './backtest-thread';
import type { BacktestTask, Piece, WorkOutcome } from './backtest-work';

/** Two, so that a machine of two cores is used and a larger one still has the rest for its tills. */
export const THREADS = 2;

/** Each keeps sums and one guest at a time; this is the most that it may ever need. */
const THREAD_MEMORY_MB = 384;

const FOLDER = path.join('transactions', 'whatif', 'backtest');

/** The compiled program of a thread; tests run from the sources, beside which the build stands. */
const PROGRAM = path.join(
  __dirname.endsWith(path.join('src', FOLDER)) ? path.join(__dirname, '../../../../dist', FOLDER) : __dirname,
  'backtest-thread.js',
);

/**
 * Plays the pieces of a backtest in threads beside the till: each takes the next piece when it is free, so none waits
 * for a slow one. Resolves with the threads' results when all are done; an error of one, or `signal`, ends all.
 *
 * @param onGuests hears how many guests were begun so far
 */
export async function playInThreads(
  task: BacktestTask,
  pieces: readonly Piece[],
  onGuests: (guests: number) => void,
  signal: AbortSignal,
): Promise<WorkOutcome[]> {
  signal.throwIfAborted();
  const waiting = [...pieces];
  const guests = new Map<Worker, number>();
  const workers = pieces.slice(0, THREADS).map(() => newThread(task));
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
          return waiting.shift() ?? null;
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

function newThread(task: BacktestTask): Worker {
  // The settings as this process has them, so that a thread reads the same database.
  const env = { ...process.env };
  return new Worker(PROGRAM, { workerData: task, env, resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB } });
}

/** @param next what a thread does when it is free: the next piece, or null when there is none */
function outcomeOf(worker: Worker, next: (guests: number) => Piece | null): Promise<WorkOutcome> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'OUTCOME') {
        resolve(message.outcome);
        return;
      }
      const told: ToThread = { piece: next(message.guests) };
      worker.postMessage(told);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread of a backtest ended before its work')));
  });
}
