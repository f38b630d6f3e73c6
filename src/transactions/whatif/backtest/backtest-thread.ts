import { parentPort, workerData } from 'node:worker_threads';
import { type BacktestTask, BacktestWork, type Piece, type WorkOutcome } from './backtest-work';

/** Messages from a thread: free for work, with the number of guests begun so far; at the end, its result. */
export type FromThread =
  | { readonly kind: 'FREE'; readonly guests: number }
  | { readonly kind: 'OUTCOME'; readonly outcome: WorkOutcome };

/** Message to a thread: the next piece. Null: no piece is left. */
export type ToThread = { readonly piece: Piece | null };

/** The thread's program. An error ends the thread and is reported to its parent. */
const port = parentPort;
if (port === null) throw new Error('a backtest is played in a thread');
const tell = (message: FromThread): void => port.postMessage(message);
const work = new BacktestWork(workerData as BacktestTask);
port.on('message', ({ piece }: ToThread) => {
  void (piece === null ? finish() : play(piece)).catch((error: unknown) => {
    // Thrown outside of the promise, so that the error ends the thread and reaches its parent.
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
