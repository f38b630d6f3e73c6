import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ProblemError } from '../../platform/problems/problem';

type Job =
  | { readonly kind: 'hash'; readonly password: string; readonly cost: number }
  | { readonly kind: 'compare'; readonly password: string; readonly hash: string };

type Answer = { readonly result: string | boolean } | { readonly error: string };

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  busy: Waiting | undefined;
}

/** One thread a core but one, at most four: sign-ins must not crowd out the tills. */
const THREADS_MAX = Math.max(1, Math.min(4, availableParallelism() - 1));
const WAITING_MAX = 200;
const IDLE_THREADS_END_AFTER_MS = 30_000;

/** The thread's program stands here as text, so that it runs alike from the compiled server and from the tests. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const bcrypt = require(workerData.bcrypt);
parentPort.on('message', (job) => {
  try {
    const result = job.kind === 'hash' ? bcrypt.hashSync(job.password, job.cost) : bcrypt.compareSync(job.password, job.hash);
    parentPort.postMessage({ result });
  } catch (error) {
    parentPort.postMessage({ error: String(error) });
  }
});`;

/** A small pool of threads that run bcryptjs. Started when first needed, ended when idle, and an idle one does not keep the process alive. */
export class BcryptWorkers {
  private readonly threads: Thread[] = [];
  private readonly queue: Waiting[] = [];
  private idle: NodeJS.Timeout | undefined;

  async hash(password: string, cost: number): Promise<string> {
    return String(await this.run({ kind: 'hash', password, cost }));
  }

  async compare(password: string, hash: string): Promise<boolean> {
    return (await this.run({ kind: 'compare', password, hash })) === true;
  }

  async stop(): Promise<void> {
    clearTimeout(this.idle);
    await Promise.all(this.threads.splice(0).map((thread) => thread.worker.terminate()));
  }

  private run(job: Job): Promise<string | boolean> {
    if (this.queue.length >= WAITING_MAX) throw new ProblemError('unavailable', {}, [], 5);
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    clearTimeout(this.idle);
    while (this.queue.length > 0) {
      const thread = this.threads.find((one) => one.busy === undefined) ?? this.startThread();
      if (thread === undefined) return;
      thread.busy = this.queue.shift();
      thread.worker.ref();
      thread.worker.postMessage(thread.busy?.job);
    }
    if (this.threads.some((thread) => thread.busy !== undefined)) return;
    this.idle = setTimeout(() => void this.stop(), IDLE_THREADS_END_AFTER_MS);
    this.idle.unref();
  }

  private startThread(): Thread | undefined {
    if (this.threads.length >= THREADS_MAX) return undefined;
    const worker = new Worker(PROGRAM, { eval: true, workerData: { bcrypt: require.resolve('bcryptjs') } });
    const thread: Thread = { worker, busy: undefined };
    worker.on('message', (answer: Answer) => {
      const waiting = thread.busy;
      thread.busy = undefined;
      worker.unref();
      if ('error' in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.result);
      this.next();
    });
    worker.on('error', (error) => {
      const at = this.threads.indexOf(thread);
      if (at >= 0) this.threads.splice(at, 1);
      thread.busy?.reject(error);
      this.next();
    });
    worker.unref();
    this.threads.push(thread);
    return thread;
  }
}
