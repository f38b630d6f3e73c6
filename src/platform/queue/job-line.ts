import { setTimeout as pause } from 'node:timers/promises';
import { type Job, Queue, Worker, SchemaMigrationRequiredError } from 'bullmq';
import { backOff } from '../retries/back-off.rules';
import { producerConnection, workerConnection } from './queue-connection';

const ATTEMPTS = 20;
/** The wait before a failed job is tried again. */
const RETRIES_MS = { first: 1_000, last: 60_000 };
const KEPT_FAILED_JOBS = 1_000;
/** How long a worker sleeps when no notification arrives and no delayed job is due. */
const LOOK_EVERY_SECONDS = 120;
/**
 * Another process takes the jobs of a killed one within three checks, 18 seconds: the killed process may have made the check that was due, the next check
 * marks the active jobs, and the third takes those that are still marked. A process renews its locks twice in `LOCK_MS`.
 */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 6_000;
/** A job during which this many processes ended counts as failed, because the job itself may end them. */
const MAX_STALLED = 10;
/** The wait before the next attempt while the queue's database is away. */
const RECONNECT_MS = 1_000;
/** Upper bound of the wait for a silent queue, because shutdown and the metrics wait for it. */
export const PATIENCE_MS = 2_000;

export const JOB_STATES = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

interface LinePlan {
  readonly name: string;
  /** How many jobs a process runs at the same time. */
  readonly atOnce: number;
  readonly connections: number;
  readonly run: (job: Job, token: string | undefined) => Promise<void>;
  readonly onFailed: (job: Job | undefined, error: Error) => void;
  /** Called when the queue's connection failed, after which its jobs may be lost. */
  readonly onLost: (error: unknown) => void;
}

/** A queue of BullMQ with this process's worker at it. */
export class JobLine {
  private queue: Queue | undefined;
  private worker: Worker | undefined;

  constructor(
    private readonly plan: LinePlan,
    private readonly ending: AbortSignal,
  ) {}

  get isRunning(): boolean {
    return this.worker?.isRunning() ?? true;
  }

  start(): void {
    const { name, atOnce, connections, run, onFailed } = this.plan;
    const worker = new Worker(name, run, {
      connection: workerConnection(connections),
      autorun: false,
      concurrency: atOnce,
      drainDelay: LOOK_EVERY_SECONDS,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED,
      runRetryDelay: RECONNECT_MS,
      settings: { backoffStrategy: (attempts) => backOff(attempts, RETRIES_MS) },
    });
    worker.on('error', (error) => this.plan.onLost(error));
    worker.on('failed', onFailed);
    this.worker = worker;
    void this.keepRunning(worker);
  }

  /** The queue for adding jobs; the first call opens its connection. */
  open(): Queue {
    if (this.queue !== undefined) return this.queue;
    const { name, onLost } = this.plan;
    const queue = new Queue(name, {
      connection: producerConnection(),
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'custom' },
        removeOnComplete: true,
        removeOnFail: KEPT_FAILED_JOBS,
      },
    });
    this.queue = queue;
    queue.on('error', onLost);
    queue.on('ioredis:close', () => onLost(new Error('the connection to Redis ended')));
    // BullMQ keeps the error of a failed first connection, so the next call opens a new queue.
    queue.waitUntilReady().catch((error: unknown) => {
      onLost(error);
      if (this.queue === queue) this.queue = undefined;
      void within(PATIENCE_MS, queue.close()).catch(() => undefined);
    });
    return queue;
  }

  /** Closes the worker after the running jobs. @param done settles when they have ended */
  async stop(done: Promise<unknown>): Promise<void> {
    const { worker } = this;
    if (worker === undefined) return;
    const closing = worker.close();
    await done;
    await within(PATIENCE_MS, closing);
    await within(PATIENCE_MS, worker.disconnect());
  }

  async close(): Promise<void> {
    if (this.queue === undefined) return;
    await within(PATIENCE_MS, this.queue.close());
    await within(PATIENCE_MS, this.queue.disconnect());
  }

  /**
   * Runs a worker, and replaces it where its first connection failed. BullMQ keeps that error and would ask it again without a pause, so
   * that the process did nothing else and could not be ended.
   */
  private async keepRunning(worker: Worker): Promise<void> {
    const { onLost } = this.plan;
    await worker
      .waitUntilReady()
      .then(() => worker.run())
      .catch(onLost);
    if (this.ending.aborted) return;
    await within(PATIENCE_MS, worker.close(true)).catch(onLost);
    const hasEnded = await pause(RECONNECT_MS, false, { ref: false, signal: this.ending }).catch(() => true);
    if (!hasEnded) this.start();
  }
}

/** The result of the work; `undefined` when it takes longer than `ms`, in which case the work goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an error says that no worker has made the queue yet. */
export function saysNoQueue(error: unknown): boolean {
  return error instanceof SchemaMigrationRequiredError;
}
