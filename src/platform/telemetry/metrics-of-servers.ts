import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { register } from './metrics';
import { mergeMetrics } from './merge-metrics.rules';

const ANSWERS_WITHIN_MS = 3_000;

const message = z.discriminatedUnion('type', [
  /** From a server that was asked for metrics, to the process that started it. */
  z.strictObject({ type: z.literal('all metrics wanted'), id: z.string() }),
  z.strictObject({ type: z.literal('all metrics'), id: z.string(), texts: z.array(z.string()) }),
  /** From the process that started the servers, to each of them. */
  z.strictObject({ type: z.literal('metrics wanted'), id: z.string() }),
  z.strictObject({ type: z.literal('metrics'), id: z.string(), text: z.string() }),
]);
type Message = z.infer<typeof message>;

/** Answers to requests that are under way, by the id of the request. */
const waiting = new Map<string, (answer: Message) => void>();

/** Gives each metric of this server the label `process`, and answers the process that started it. */
export function shareMetrics(place: number): void {
  register.setDefaultLabels({ process: String(place) });
  process.on('message', (told) => {
    const { data } = message.safeParse(told);
    if (data?.type === 'all metrics') waiting.get(data.id)?.(data);
    if (data?.type !== 'metrics wanted') return;
    void register.metrics().then((text) => process.send?.({ type: 'metrics', id: data.id, text } satisfies Message));
  });
}

/** Prometheus text of this server, or of all servers that share its port. */
export async function readMetrics(): Promise<string> {
  if (!cluster.isWorker) return register.metrics();
  const answer = await answerTo('all metrics wanted', (request) => process.send?.(request), 2 * ANSWERS_WITHIN_MS);
  // No answer: the process that started this server is ending.
  if (answer?.type !== 'all metrics') return register.metrics();
  return mergeMetrics(answer.texts);
}

/** Collects the metrics of all servers for one that was asked for them; a server that does not answer in time is left out. */
export function collectMetricsOf(list: () => readonly Worker[]): void {
  const textOf = async (server: Worker): Promise<string[]> => {
    const answer = await answerTo('metrics wanted', (request) => server.send(request), ANSWERS_WITHIN_MS);
    return answer?.type === 'metrics' ? [answer.text] : [];
  };
  cluster.on('message', (asking, told: unknown) => {
    const { data } = message.safeParse(told);
    if (data?.type === 'metrics') waiting.get(data.id)?.(data);
    if (data?.type !== 'all metrics wanted') return;
    void Promise.all(list().map(textOf)).then((texts) => {
      if (asking.isConnected())
        asking.send({ type: 'all metrics', id: data.id, texts: texts.flat() } satisfies Message);
    });
  });
}

/** Sends a request and waits for its answer; undefined: no answer came in time. */
async function answerTo(
  type: 'all metrics wanted' | 'metrics wanted',
  send: (request: Message) => unknown,
  withinMs: number,
): Promise<Message | undefined> {
  const id = randomUUID();
  try {
    return await new Promise((resolve) => {
      waiting.set(id, resolve);
      setTimeout(() => {
        resolve(undefined);
      }, withinMs).unref();
      send({ type, id });
    });
  } finally {
    waiting.delete(id);
  }
}
