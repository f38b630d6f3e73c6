import { setTimeout as pause } from 'node:timers/promises';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type Job, Queue, WaitingError, Worker } from 'bullmq';
import { inBackground } from '../database/work-kind';
import { Notifications } from '../database/notifications';
import { newId } from '../ids/ids';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import type { JobKind } from './job-kind';
import { JobMetrics } from './job-metrics';
import { JobSchedule } from './job-schedule';
import { prepareQueueSchema, producerConnection, workerConnection, QUEUE_NAME } from './queue-connection';
import { REQUESTS_CHANNEL } from './request-job.sql';

const ATTEMPTS = 10;
const BACKOFF_MS = 1_000;
const KEPT_FAILED_JOBS = 1_000;
/** How long a worker sleeps when no notification arrives. */
const LOOK_EVERY_SECONDS = 30;
const LEADER = 'leader of scheduled jobs';
const PROGRESS_EVERY_MS = 1_000;
/** How often jobs of dead processes are looked for: another process takes them within two of these intervals and the lock's time. */
const STALLED_CHECK_MS = 10_000;
const LOCK_MS = 20_000;
/** The wait before the next attempt while the queue's database is away. */
const RETRY_MS = 1_000;
/** Upper bound of the wait for a silent queue, because shutdown and the metrics wait for it. */
const PATIENCE_MS = 2_000;

interface QueueState {
  readonly isRunning: boolean;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
  /** Whether this process leads, and so does the scheduled runs. */
  readonly leads: boolean;
  /** How many seconds the most overdue scheduled run is late, in the leading process. */
  readonly lateSeconds: number;
}

/**
 * Runs all jobs. Parts define their kinds of work in `onModuleInit`, and processes with workers run them. One of these processes leads: it keeps
 * the schedule in memory and does the scheduled runs. Requested runs are in BullMQ, on PostgreSQL or Redis, and any of them takes one. A process
 * without a defined kind opens no connection.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly kinds = new Map<string, JobKind>();
  private readonly ending = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly metrics = new JobMetrics(async () => (await within(PATIENCE_MS, this.countJobs())) ?? {});
  private readonly schedule = new JobSchedule((kind) => this.runScheduled(kind));
  private leads = false;
  private queue: Queue | undefined;
  private worker: Worker | undefined;

  constructor(
    private readonly logger: Logger,
    private readonly notifications: Notifications,
  ) {}

  /** Aborted when the process ends. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  define(kind: JobKind): void {
    // A request is written as name, space and key, so a name has no space.
    if (kind.name.includes(' ')) throw new Error(`the job "${kind.name}" has a space in its name`);
    if (this.kinds.has(kind.name)) throw new Error(`the job "${kind.name}" is defined twice`);
    this.kinds.set(kind.name, kind);
  }

  /** Requests a run. If a run of the same key already waits, that one suffices; while one is active, one more is added. */
  async request(name: string, key: string): Promise<void> {
    if (!this.kinds.has(name)) throw new Error(`no part of this process runs the job "${name}"`);
    // We always set an id: BullMQ would take ids from a sequence that only the schema's owner can create.
    const deduplication = { id: `${name} ${key}`, keepLastIfActive: true };
    await this.open().add(name, { key }, { jobId: newId(), deduplication });
  }

  /** The state of jobs; null: no kind of work is defined. Rejects when the queue's database does not answer. */
  async state(): Promise<QueueState | null> {
    if (this.kinds.size === 0) return null;
    const { waiting = 0, active = 0, failed = 0 } = await this.countJobs();
    return {
      isRunning: this.worker?.isRunning() ?? true,
      ...{ waiting, active, failed },
      leads: this.leads,
      lateSeconds: Math.round(this.schedule.lateMs() / 1_000),
    };
  }

  /** Counts a failure that did not end its run. */
  noteFailure(name: string): void {
    this.metrics.failed(name);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.kinds.size === 0 || !settings.workers) return;
    await prepareQueueSchema();
    for (const { name, everyMs } of this.kinds.values()) if (everyMs !== undefined) this.metrics.watch(name, everyMs);
    this.worker = this.startWorker();
    // Not awaited, so that neither the start nor a scheduled run waits for Redis.
    void this.removeSchedules().catch((error: unknown) => this.report(error));
    await this.notifications.claimAlone(LEADER, {
      onTaken: () => this.lead(),
      onLost: () => this.follow(),
    });
    await this.notifications.listen(REQUESTS_CHANNEL, {
      onMessage: (request) => this.hear(request),
      // The next scheduled runs make up for missed requests.
      onGap: () => undefined,
    });
  }

  /** Lets each run end after its current piece, and then closes the connections. */
  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    this.schedule.stop();
    const { worker } = this;
    if (worker === undefined) return;
    const closing = worker.close();
    await Promise.allSettled(this.running);
    await within(PATIENCE_MS, closing);
    await within(PATIENCE_MS, worker.disconnect());
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.queue === undefined) return;
    await within(PATIENCE_MS, this.queue.close());
    await within(PATIENCE_MS, this.queue.disconnect());
  }

  private startWorker(): Worker {
    const worker = new Worker(QUEUE_NAME, (job, token) => this.track(this.runJob(job, token)), {
      connection: workerConnection(),
      autorun: false,
      // All kinds may run at once; each limits itself.
      concurrency: this.kinds.size,
      drainDelay: LOOK_EVERY_SECONDS,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      runRetryDelay: RETRY_MS,
    });
    worker.on('error', (error) => this.report(error));
    worker.on('failed', (job, err) => {
      const name = job?.name ?? '';
      this.metrics.failed(name);
      this.logger.event('error', `the job "${name}" failed`, { err });
    });
    void this.keepRunning(worker);
    return worker;
  }

  /**
   * Runs a worker, and replaces it where its first connection failed. BullMQ keeps that error and would ask it again without a pause, so
   * that the process did nothing else and could not be ended.
   */
  private async keepRunning(worker: Worker): Promise<void> {
    const ran = worker.waitUntilReady().then(() => worker.run());
    await ran.catch((error: unknown) => this.report(error));
    if (this.signal.aborted) return;
    await within(PATIENCE_MS, worker.close(true)).catch((error: unknown) => this.report(error));
    const ended = await pause(RETRY_MS, false, { ref: false, signal: this.signal }).catch(() => true);
    if (!ended) this.worker = this.startWorker();
  }

  private lead(): void {
    if (this.signal.aborted) return;
    this.leads = true;
    this.schedule.start(this.kinds.values());
  }

  private follow(): void {
    this.leads = false;
    this.schedule.stop();
  }

  private async runScheduled(kind: JobKind): Promise<boolean> {
    const { name } = kind;
    const reportProgress = (): void => this.metrics.succeeded(name);
    try {
      await this.track(inBackground(() => kind.run({ key: undefined, signal: this.signal, reportProgress })));
      this.metrics.succeeded(name);
      return true;
    } catch (err) {
      this.metrics.failed(name);
      this.logger.event('error', `the job "${name}" failed`, { err });
      return false;
    }
  }

  private track(run: Promise<void>): Promise<void> {
    this.running.add(run);
    return run.finally(() => this.running.delete(run));
  }

  private async runJob(job: Job, token: string | undefined): Promise<void> {
    const kind = this.kinds.get(job.name);
    // A process of another version defined this kind, so the job stays for a process that knows it.
    if (kind === undefined) throw new Error('no part of this process runs this job');
    const { key } = job.data as { key?: string };
    const { signal } = this;
    let reportedAt = performance.now();
    let reported = Promise.resolve();
    const reportProgress = (progress: object): void => {
      this.metrics.succeeded(kind.name);
      if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
      reportedAt = performance.now();
      reported = job.updateProgress(progress).catch((error: unknown) => this.report(error));
    };
    await inBackground(() => kind.run({ key, signal, reportProgress }));
    // A job that has ended is removed, so it takes no more progress.
    await reported;
    if (key !== undefined && signal.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    this.metrics.succeeded(kind.name);
  }

  private hear(request: string): void {
    const [name = '', key = ''] = request.split(' ');
    // A process of another version may have requested a kind that this one does not know.
    if (this.kinds.has(name)) this.request(name, key).catch((error: unknown) => this.report(error));
  }

  /** Removes the schedules that earlier versions kept in the queue. */
  private async removeSchedules(): Promise<void> {
    const queue = this.open();
    for (const { key } of await queue.getJobSchedulers()) await queue.removeJobScheduler(key);
  }

  private async countJobs(): Promise<Record<string, number>> {
    if (this.kinds.size === 0) return {};
    return this.open().getJobCounts('waiting', 'active', 'delayed', 'failed');
  }

  private open(): Queue {
    if (this.queue === undefined) {
      this.queue = new Queue(QUEUE_NAME, {
        connection: producerConnection(),
        defaultJobOptions: {
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: BACKOFF_MS },
          removeOnComplete: true,
          removeOnFail: KEPT_FAILED_JOBS,
        },
      });
      const queue = this.queue;
      queue.on('error', (error) => this.report(error));
      // BullMQ keeps the error of a failed first connection, so the next call opens a new queue.
      queue.waitUntilReady().catch((error: unknown) => {
        this.report(error);
        if (this.queue === queue) this.queue = undefined;
        void within(PATIENCE_MS, queue.close()).catch(() => undefined);
      });
    }
    return this.queue;
  }

  private report(err: unknown): void {
    this.logger.event('error', 'the queue does not answer', { err });
  }
}

/** The result of the work; `undefined` when it takes longer than `ms`, in which case the work goes on. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
