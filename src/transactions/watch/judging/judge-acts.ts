import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../../../platform/threads/thread-program';
import type { ActFact } from '../signals/facts';
import { type Judgement, judgementOf, type JudgingTask } from '../signals/judgement.rules';
import type { ToThread } from './judging-thread';

/** This many acts are judged within milliseconds, less than a thread needs to start. */
const FEW = 500;
/** How many acts are passed to a thread at once, within some milliseconds. */
const ACTS_A_PIECE = 1_000;
const THREAD_MEMORY_MB = 768;

/** Judges acts in a thread beside the tills, since judging a busy day takes seconds. */
export async function judgeActs(acts: readonly ActFact[], task: JudgingTask): Promise<Judgement> {
  if (acts.length <= FEW) return judgementOf(acts, task);
  const worker = new Worker(threadProgram(__dirname, 'judging-thread.js'), {
    resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
  });
  try {
    const answer = answerOf(worker);
    // The promise is awaited below; until then a failing thread must not count as an unhandled rejection.
    answer.catch(() => undefined);
    for (let place = 0; place < acts.length; place += ACTS_A_PIECE) {
      worker.postMessage({ kind: 'ACTS', acts: acts.slice(place, place + ACTS_A_PIECE) } satisfies ToThread);
      await setImmediate();
    }
    worker.postMessage({ kind: 'TASK', task } satisfies ToThread);
    return await answer;
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<Judgement> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error('the thread of fraud watch ended before its work'));
    });
  });
}
