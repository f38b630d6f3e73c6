import { parentPort } from 'node:worker_threads';
import type { ActFact } from '../signals/facts';
import { judgementOf, type JudgingTask } from '../signals/judgement.rules';

/** Messages to a thread: acts, piece by piece, and at the end what to do with them. */
export type ToThread =
  { readonly kind: 'ACTS'; readonly acts: readonly ActFact[] } | { readonly kind: 'TASK'; readonly task: JudgingTask };

/** The program of a thread, whose one message is the judgement; an error ends it, and its parent is told. */
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
