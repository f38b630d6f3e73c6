import { parentPort } from 'node:worker_threads';
import type { ActFact } from '../signals/facts';
import { judgementOf, type JudgingTask } from '../signals/judgement.rules';

/** Messages to a thread: acts in pieces, and at the end the task. */
export type ToThread =
  | { readonly kind: 'ACTS'; readonly acts: readonly ActFact[] }
  | { readonly kind: 'TASK'; readonly task: JudgingTask };

/** The thread's program. Its only message is the judgement; an error ends the thread and is reported to its parent. */
const port = parentPort;
if (port === null) throw new Error('acts are judged in a thread');
const acts: ActFact[] = [];
port.on('message', (message: ToThread) => {
  if (message.kind === 'ACTS') {
    acts.push(...message.acts);
    return;
  }
  port.postMessage(judgementOf(acts, message.task));
  port.close();
});
