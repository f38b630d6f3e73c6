import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ProblemError } from '../../platform/problems/problem';

/** A call of bcryptjs that waits for its result. */
interface Job {
  readonly method: 'hashSync' | 'compareSync';
  readonly args: readonly [string, number | string];
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

type WorkerAnswer = { readonly result: string | boolean } | { readonly error: Error };

/** One thread for each core but one, at most four, because sign-ins must leave room for tills. */
const THREADS_MAX = Math.max(1, Math.min(4, availableParallelism() - 1));
const WAITING_MAX = 200;
const IDLE_THREADS_END_AFTER_MS = 30_000;
const THREAD_FILE = join(__dirname, 'bcrypt-thread.js');

/** A small pool of threads that run bcryptjs. A thread starts when it is needed and ends when idle; idle threads do not keep the process alive. */
export class BcryptWorkers {
  /** Each thread with its current call. */
  private readonly threads = new Map<Worker, Job | undefined>();
  private readonly queue: Job[] = [];
  private idle: NodeJS.Timeout | undefined;

  async hash(password: string, cost: number): Promise<string> {
    return String(await this.run('hashSync', [password, cost]));
  }

  async compare(password: string, hash: string): Promise<boolean> {
    return (await this.run('compareSync', [password, hash])) === true;
  }

  async stop(): Promise<void> {
    clearTimeout(this.idle);
    const threads = [...this.threads.keys()];
    this.threads.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  private run(method: Job['method'], args: Job['args']): Promise<string | boolean> {
    if (this.queue.length >= WAITING_MAX) throw new ProblemError('unavailable', {}, [], 5);
    return new Promise((resolve, reject) => {
      this.queue.push({ method, args, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    clearTimeout(this.idle);
    for (let thread = this.freeThread(); thread !== undefined; thread = this.freeThread()) {
      const job = this.queue.shift();
      if (job === undefined) break;
      this.threads.set(thread, job);
      thread.ref();
      thread.postMessage({ method: job.method, args: job.args });
    }
    if ([...this.threads.values()].some((job) => job !== undefined)) return;
    this.idle = setTimeout(() => void this.stop(), IDLE_THREADS_END_AFTER_MS);
    this.idle.unref();
  }

  /** An idle thread, or a new one if a call waits and fewer threads than allowed run. */
  private freeThread(): Worker | undefined {
    if (this.queue.length === 0) return undefined;
    for (const [thread, job] of this.threads) if (job === undefined) return thread;
    return this.threads.size < THREADS_MAX ? this.startThread() : undefined;
  }

  private startThread(): Worker {
    const thread = new Worker(THREAD_FILE);
    thread.on('message', (answer: WorkerAnswer) => {
      const job = this.threads.get(thread);
      this.threads.set(thread, undefined);
      thread.unref();
      if ('error' in answer) job?.reject(answer.error);
      else job?.resolve(answer.result);
      this.next();
    });
    thread.on('error', (error) => {
      const job = this.threads.get(thread);
      this.threads.delete(thread);
      job?.reject(error instanceof Error ? error : new Error(String(error)));
      this.next();
    });
    this.threads.set(thread, undefined);
    return thread;
  }
}
