import { parentPort, workerData } from 'node:worker_threads';
import { type BacktestTask, BacktestWork, type Piece, type WorkOutcome } from './backtest-work';

/** Messages from a thread: that it is free, with the number of guests begun so far; at the end its result. */
export type FromThread =
  { readonly kind: 'FREE'; readonly guests: number } | { readonly kind: 'OUTCOME'; readonly outcome: WorkOutcome };

/** Message to a thread: the next piece, or null when there is none left. */
export type ToThread = { readonly piece: Piece | null };

/** The program of a thread; an error ends it, and its parent is told. */
const port = parentPort;
if (port === null) throw new Error('a backtest is played in a thread');
const tell = (message: FromThread): void => port.postMessage(message);
const work = new BacktestWork(workerData as BacktestTask);
port.on('message', ({ piece }: ToThread) => {
  void (piece === null ? finish() : play(piece)).catch((error: unknown) => {
    // Out of the promise, so that it ends the thread and names itself to its owner.
    setImmediate(() => {
      throw error;
    });
  });
});
tell({ kind: 'FREE', guests: 0 });

async function play(piece: Piece): Promise<void> {
  await work.do(piece);
  tell({ kind: 'FREE', guests: work.guests });
}

async function finish(): Promise<void> {
  tell({ kind: 'OUTCOME', outcome: await work.finish() });
  port?.close();
}
