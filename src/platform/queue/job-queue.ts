import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Job, Queue, Worker } from 'bullmq';
import { newId } from '../ids/ids';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import { prepareQueueSchema, queueConnection } from './queue-connection';

const QUEUE_NAME = 'loyalty';
const QUEUE_CONNECTIONS = 2;
const WORKER_CONNECTIONS = 4;
const CONCURRENCY = 4;
const ATTEMPTS = 10;
const BACKOFF_MS = 1_000;
const KEPT_FAILED_JOBS = 1_000;

/** What is done for one job. It may be done twice, so it is written to come to the same. */
export type JobWork = (data: unknown) => Promise<void>;

/**
 * Work that one process of many does: at its time, again when it failed, and once at a time where it repeats. Parts
 * define their work in `onModuleInit`; it runs in the processes that have workers. With nothing defined, no
 * connection is opened.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly works = new Map<string, JobWork>();
  private readonly intervals = new Map<string, number>();
  private queue: Queue | undefined;
  private worker: Worker | undefined;

  constructor(private readonly logger: Logger) {}

  /** @param everyMs how often it is done without being asked; left out: only when it is */
  define(name: string, work: JobWork, everyMs?: number): void {
    if (this.works.has(name)) throw new Error(`the job "${name}" is defined twice`);
    this.works.set(name, work);
    if (everyMs !== undefined) this.intervals.set(name, everyMs);
  }

  /** Asks for a job. `id`: a second one with the same id, while the first waits, is the same job. */
  async enqueue(name: string, data: unknown, id = newId()): Promise<void> {
    if (!this.works.has(name)) throw new Error(`nobody does the job "${name}"`);
    // Always with an id of ours: BullMQ's own come from a sequence that only the schema's owner could make.
    await this.open().add(name, data, { jobId: id });
  }

  /** Whether jobs are handed on now: fails when the queue's database does not answer. Null: no work is defined. */
  async check(): Promise<boolean | null> {
    if (this.works.size === 0) return null;
    await this.open().getJobCounts('waiting');
    return this.worker?.isRunning() ?? true;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.works.size === 0 || !settings.workers) return;
    await prepareQueueSchema();
    const queue = this.open();
    await this.keepSchedules(queue);
    this.worker = new Worker(QUEUE_NAME, (job) => this.doJob(job), {
      connection: queueConnection(WORKER_CONNECTIONS),
      concurrency: CONCURRENCY,
    });
    this.worker.on('error', (error) => this.tell('the queue does not answer', error));
    this.worker.on('failed', (job, error) => this.tell(`the job "${job?.name ?? ''}" failed`, error));
  }

  async onApplicationShutdown(): Promise<void> {
    // The worker first: what it does now may still ask for more.
    await this.worker?.close();
    await this.queue?.close();
  }

  private async doJob(job: Job): Promise<void> {
    const work = this.works.get(job.name);
    // A newer or older version of the program put it there; it stays for a process that knows it.
    if (work === undefined) throw new Error('nobody here does this job');
    await work(job.data);
  }

  /** Schedules are kept in the queue, one for all processes; those of work that is no more are taken away. */
  private async keepSchedules(queue: Queue): Promise<void> {
    for (const [name, every] of this.intervals) await queue.upsertJobScheduler(name, { every }, { name });
    for (const { key } of await queue.getJobSchedulers()) {
      if (!this.intervals.has(key)) await queue.removeJobScheduler(key);
    }
  }

  private open(): Queue {
    if (this.queue === undefined) {
      this.queue = new Queue(QUEUE_NAME, {
        connection: queueConnection(QUEUE_CONNECTIONS),
        defaultJobOptions: {
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: BACKOFF_MS },
          removeOnComplete: true,
          removeOnFail: KEPT_FAILED_JOBS,
        },
      });
      this.queue.on('error', (error) => this.tell('the queue does not answer', error));
    }
    return this.queue;
  }

  private tell(message: string, err: Error): void {
    this.logger.event('error', message, { err });
  }
}
