import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { type Job, type JobsOptions, WaitingError } from 'bullmq';
import { inBackground } from '../database/in-background';
import { Notifications } from '../database/notifications';
import { newId } from '../ids/ids';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import type { JobKind, JobProgress, JobRun } from './job-kind';
import { JOB_STATES, JobLine, PATIENCE_MS, within } from './job-line';
import { JobMetrics } from './job-metrics';
import { JobSchedule } from './job-schedule';
import { prepareQueueSchema, QUEUE_NAMES } from './queue-connection';
import { REQUESTS_CHANNEL } from './request-job.sql';

const LEADER = 'leader of scheduled jobs';
const PROGRESS_EVERY_MS = 1_000;
/** The most short jobs at a time in a process. A hanging provider of messages occupies a job, so this number is larger than the number of message channels. */
const SHORT_AT_ONCE = 12;
const LONG_AT_ONCE = 8;
/** Found jobs wait behind requested ones, for which people wait. */
const FOUND = { priority: 10 };

interface QueueState {
  readonly isRunning: boolean;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
  /** Whether this process leads, and so looks for work. */
  readonly leads: boolean;
  /** How many seconds the most overdue look is late, in the leading process. */
  readonly lateSeconds: number;
}

/** A delayed job that is due at most this much later than the new moment stays in the queue. */
const SAME_MOMENT_MS = 500;

/** How often the leader checks that the queue still has the jobs that it added. */
const LOSS_CHECK_MS = 30_000;
/** A moment that is as near may be past when the queue is asked for it. */
const NEAR_MOMENT_MS = 10_000;
/** The wait before a request that the queue did not take is added again. */
const RETRY_REQUESTS_MS = 1_000;
const MAX_MISSED_REQUESTS = 10_000;

/** Jobs of one statement. */
const ADDED_AT_ONCE = 100;
const MOMENT = ' @';
const REPEAT = ' +';
type Slot = typeof MOMENT | typeof REPEAT;

/** The content of a job. */
export interface JobData {
  readonly key?: string;
  /** A delayed job only adds the job that does the work, so that one job of a key runs at a time. */
  readonly isMoment?: true;
}

interface NewJob {
  readonly name: string;
  readonly data: JobData;
  readonly opts: JobsOptions;
}

/**
 * Runs all jobs. Parts define their kinds of work in `onModuleInit`, and processes with workers run them. One of these processes leads: it
 * finds work and adds it to BullMQ, on PostgreSQL or Redis, once for each kind and key. The workers of all processes take it. A process
 * without a defined kind opens no connection.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly kinds = new Map<string, JobKind>();
  private readonly ending = new AbortController();
  private readonly running = new Set<Promise<unknown>>();
  private readonly metrics = new JobMetrics(async () => (await within(PATIENCE_MS, this.countJobs())) ?? {});
  private readonly schedule = new JobSchedule((kind) => this.look(kind));
  private readonly short = this.line(QUEUE_NAMES.short, SHORT_AT_ONCE, 3);
  private readonly long = this.line(QUEUE_NAMES.long, LONG_AT_ONCE, 2);
  readonly lines: readonly JobLine[] = [this.short, this.long];
  /** When the delayed jobs that the leader added are due, in milliseconds of `performance.now()`. */
  private readonly moments = new Map<string, number>();
  /** Requests that the queue did not take, by kind and key. */
  private readonly missed = new Map<string, { readonly kind: JobKind; readonly key: string }>();
  private isAddingMissed = false;
  private leads = false;
  private lossCheck: NodeJS.Timeout | undefined;

  constructor(
    private readonly logger: Logger,
    private readonly notifications: Notifications,
  ) {}

  /** Aborted when the process ends. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /** Defines a kind of work of a part of the application. @param kindOf gets the part as background work sees it (`inBackground`) */
  define<Part extends object>(part: Part, kindOf: (part: Part) => JobKind): void {
    const kind = kindOf(inBackground(part));
    // A request is written as name, space and key, so a name has no space.
    if (kind.name.includes(' ')) throw new Error(`the job "${kind.name}" has a space in its name`);
    if (this.kinds.has(kind.name)) throw new Error(`the job "${kind.name}" is defined twice`);
    this.kinds.set(kind.name, kind);
  }

  /** Requests a run. If a run of the same key already waits, that one suffices; while one is active, one more is added. */
  async request(name: string, key: string): Promise<void> {
    const kind = this.kinds.get(name);
    if (kind === undefined) throw new Error(`no part of this process runs the job "${name}"`);
    await this.addAll(kind, [jobOf(kind, key)]);
  }

  /** Adds a delayed run. Until it is due, no other run of the same key is added. */
  async postpone(name: string, key: string | undefined, delay: number): Promise<void> {
    const kind = this.kinds.get(name);
    if (kind !== undefined) await this.addAll(kind, [jobOf(kind, key, { ...FOUND, delay })]);
  }

  /** The state of jobs; null: no kind of work is defined. Rejects when the queue's database does not answer. */
  async state(): Promise<QueueState | null> {
    if (this.kinds.size === 0) return null;
    const { waiting = 0, prioritized = 0, active = 0, failed = 0 } = await this.countJobs();
    return {
      isRunning: this.lines.every(({ isRunning }) => isRunning),
      waiting: waiting + prioritized,
      active,
      failed,
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
    for (const line of this.lines) line.start();
    // Not awaited, so that neither the start nor a look waits for Redis.
    void this.removeSchedules().catch((error: unknown) => this.report(error));
    await this.notifications.claimAlone(LEADER, {
      onTaken: () => this.lead(),
      onLost: () => this.follow(),
    });
    await this.notifications.listen(REQUESTS_CHANNEL, {
      onMessage: (request) => this.hear(request),
      onGap: () => this.forget(),
    });
  }

  /** Lets each run end after its current piece, and then closes the connections. */
  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    this.follow();
    const done = Promise.allSettled(this.running);
    await Promise.all(this.lines.map((line) => line.stop(done)));
    await done;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }

  private line(name: string, atOnce: number, connections: number): JobLine {
    return new JobLine(
      {
        name,
        atOnce,
        connections,
        run: (job, token) => this.runJob(job as Job<JobData>, token),
        onFailed: (job, error) => this.noteFailed(job, error),
        onLost: (error) => {
          this.report(error);
          this.forget();
        },
      },
      this.ending.signal,
    );
  }

  private lineOf({ isLong = false }: JobKind): JobLine {
    return isLong ? this.long : this.short;
  }

  private lead(): void {
    if (this.signal.aborted) return;
    this.leads = true;
    this.forget();
    this.schedule.start(this.kinds.values());
    this.lossCheck = setInterval(() => {
      this.checkForLoss().catch((error: unknown) => this.report(error));
    }, LOSS_CHECK_MS).unref();
  }

  private follow(): void {
    this.leads = false;
    this.schedule.stop();
    clearInterval(this.lossCheck);
  }

  /** A queue that was emptied reports no error, so the last of the delayed jobs that the leader added is looked for. */
  private async checkForLoss(): Promise<void> {
    const [id, at] = [...this.moments].reduce((last, moment) => (moment[1] > last[1] ? moment : last), ['', 0]);
    const kind = this.kinds.get(id.slice(0, id.indexOf(' ')));
    if (kind === undefined || at < performance.now() + NEAR_MOMENT_MS) return;
    if ((await this.lineOf(kind).open().getDeduplicationJobId(`${id}${MOMENT}`)) === null) this.forget();
  }

  /** The queue may have lost its jobs, so the next looks add everything again. */
  private forget(): void {
    this.moments.clear();
    for (const kind of this.kinds.values()) kind.forget?.();
  }

  /** The leader's turn at a kind. */
  private async look(kind: JobKind): Promise<boolean> {
    const { name } = kind;
    try {
      await (kind.isStream === true ? this.runStream(kind) : this.find(kind));
      this.metrics.succeeded(name);
      return true;
    } catch (err) {
      kind.forget?.();
      this.metrics.failed(name);
      this.logger.event('error', `no look at the job "${name}"`, { err });
      return false;
    }
  }

  private runStream(kind: JobKind): Promise<void> {
    const { signal } = this;
    const reportProgress = (): void => this.metrics.succeeded(kind.name);
    const [repeat, expect] = [(): void => undefined, (): void => undefined];
    return this.work(() => kind.run({ key: undefined, signal, reportProgress, repeat, expect }));
  }

  private async find(kind: JobKind): Promise<void> {
    if (kind.find === undefined) return this.addAll(kind, [jobOf(kind, undefined, FOUND)]);
    const found = await this.work(() => kind.find?.() ?? Promise.resolve([]));
    const moments = found.filter(({ key, inMs }) => inMs !== undefined && this.isNewMoment(dedupOf(kind, key), inMs));
    await this.addAll(kind, [
      ...found.filter(({ isDue }) => isDue).map(({ key }) => jobOf(kind, key, FOUND)),
      ...moments.map(({ key, inMs = 0 }) => laterJobOf(kind, key, inMs, MOMENT)),
    ]);
    for (const { key, inMs = 0 } of moments) this.moments.set(dedupOf(kind, key), performance.now() + inMs);
  }

  /** Whether to add a delayed run: none is known, the known one is past, or the new moment is earlier. A later moment is found again after the known one. */
  private isNewMoment(id: string, inMs: number): boolean {
    const now = performance.now();
    const known = this.moments.get(id);
    return known === undefined || known <= now || known > now + inMs + SAME_MOMENT_MS;
  }

  private async addAll(kind: JobKind, jobs: readonly NewJob[]): Promise<void> {
    const queue = this.lineOf(kind).open();
    for (let from = 0; from < jobs.length; from += ADDED_AT_ONCE)
      await queue.addBulk(jobs.slice(from, from + ADDED_AT_ONCE));
  }

  private async removeMoment(kind: JobKind, key: string | undefined): Promise<void> {
    const queue = this.lineOf(kind).open();
    const id = await queue.getDeduplicationJobId(`${dedupOf(kind, key)}${MOMENT}`);
    if (id !== null) await queue.remove(id);
  }

  /** Runs work that the shutdown of the process waits for. */
  private work<T>(work: () => Promise<T>): Promise<T> {
    const run = work();
    this.running.add(run);
    return run.finally(() => this.running.delete(run));
  }

  private async runJob(job: Job<JobData>, token: string | undefined): Promise<void> {
    const kind = this.kinds.get(job.name);
    // A process of another version defined this kind, so the job stays for a process that knows it.
    if (kind === undefined) throw new Error('no part of this process runs this job');
    const { key, isMoment = false } = job.data;
    if (isMoment) return this.addAll(kind, [jobOf(kind, key, FOUND)]);
    const { signal } = this;
    // A worker that is about to close may take one more job: on Redis the one that it has just given back.
    if (this.ending.signal.aborted) return giveBack(job, token);
    let reportedAt = performance.now();
    let reported = Promise.resolve();
    const reportProgress = (progress: JobProgress): void => {
      this.metrics.succeeded(kind.name);
      if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
      reportedAt = performance.now();
      reported = job.updateProgress(progress).catch((error: unknown) => this.report(error));
    };
    let againMs: number | undefined;
    let nextMs: number | null | undefined;
    const run: JobRun = {
      key,
      signal,
      reportProgress,
      repeat: (afterMs) => (againMs = afterMs),
      expect: (inMs) => (nextMs = inMs),
    };
    if (job.attemptsMade === 0 && job.opts.delay === undefined)
      this.metrics.began(kind.name, (job.processedOn ?? job.timestamp) - job.timestamp);
    const began = performance.now();
    try {
      await this.work(() => kind.run(run));
    } finally {
      this.metrics.ended(kind.name, performance.now() - began);
    }
    // A job that has ended is removed, so it takes no more progress.
    await reported;
    if (signal.aborted) return giveBack(job, token);
    this.metrics.succeeded(kind.name);
    if (nextMs === null) await this.removeMoment(kind, key);
    await this.addAll(kind, [
      ...(nextMs == null ? [] : [laterJobOf(kind, key, nextMs, MOMENT)]),
      ...(againMs === undefined
        ? []
        : [againMs === 0 ? jobOf(kind, key, FOUND) : laterJobOf(kind, key, againMs, REPEAT)]),
    ]);
  }

  private noteFailed(job: Job<JobData> | undefined, err: Error): void {
    const name = job?.name ?? '';
    const networkId = job?.data.key;
    this.metrics.failed(name);
    const message = this.kinds.get(name)?.failure ?? `the job "${name}" failed`;
    this.logger.event('error', message, { ...(networkId !== undefined && { networkId }), err });
  }

  private hear(request: string): void {
    const [name = '', key = ''] = request.split(' ');
    const kind = this.kinds.get(name);
    // A process of another version may have requested a kind that this one does not know.
    if (kind === undefined) return;
    this.addAll(kind, [jobOf(kind, key)]).catch((error: unknown) => {
      this.report(error);
      if (this.missed.size < MAX_MISSED_REQUESTS) this.missed.set(dedupOf(kind, key), { kind, key });
      else kind.forget?.();
      void this.addMissed();
    });
  }

  /** Adds the jobs that were requested while the queue was away. */
  private async addMissed(): Promise<void> {
    if (this.isAddingMissed) return;
    this.isAddingMissed = true;
    while (this.missed.size > 0 && !this.signal.aborted) {
      await pause(RETRY_REQUESTS_MS, undefined, { ref: false, signal: this.signal }).catch(() => undefined);
      for (const [id, request] of this.missed) {
        // Removed first, so that a job requested meanwhile is added again.
        this.missed.delete(id);
        try {
          await this.addAll(request.kind, [jobOf(request.kind, request.key)]);
        } catch (error) {
          this.report(error);
          this.missed.set(id, request);
          break;
        }
      }
    }
    this.isAddingMissed = false;
  }

  /** Removes the schedules that earlier versions kept in the queue. */
  private async removeSchedules(): Promise<void> {
    const queue = this.short.open();
    for (const { key } of await queue.getJobSchedulers()) await queue.removeJobScheduler(key);
  }

  private async countJobs(): Promise<Record<string, number>> {
    if (this.kinds.size === 0) return {};
    const counts = await Promise.all(this.lines.map((line) => line.open().getJobCounts(...JOB_STATES)));
    const sum = (state: string): number => counts.reduce((total, { [state]: count = 0 }) => total + count, 0);
    return Object.fromEntries(JOB_STATES.map((state) => [state, sum(state)]));
  }

  private report(err: unknown): void {
    this.logger.event('error', 'the queue does not answer', { err });
  }
}

/** Returns a job to the queue, for a worker of another process. */
async function giveBack(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

// We always set an id: BullMQ would take ids from a sequence that only the schema's owner can create.
function jobOf(kind: JobKind, key: string | undefined, options: JobsOptions = {}): NewJob {
  const deduplication = { id: dedupOf(kind, key), keepLastIfActive: true };
  return {
    name: kind.name,
    data: key === undefined ? {} : { key },
    opts: { jobId: newId(), ...options, deduplication },
  };
}

/** @param slot a key has at most one delayed run in each slot; a new moment from the tables replaces the former one */
function laterJobOf(kind: JobKind, key: string | undefined, inMs: number, slot: Slot): NewJob {
  const { name, data, opts } = jobOf(kind, key, { ...FOUND, delay: Math.max(1, Math.ceil(inMs)) });
  const deduplication = { id: `${dedupOf(kind, key)}${slot}`, keepLastIfActive: true, replace: slot === MOMENT };
  return { name, data: { ...data, isMoment: true }, opts: { ...opts, deduplication } };
}

function dedupOf({ name }: JobKind, key = ''): string {
  return `${name} ${key}`;
}
