import { Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { z } from 'zod';
import type { JobProgress } from './job-kind';
import { JobQueue, type JobData } from './job-queue';

/** How many jobs of each state and queue are listed. */
const LISTED_EACH = 50;
const MAX_FAILURE_LENGTH = 500;
const MINUTE_MS = 60_000;

/** In the order of the list: jobs that need a person first. */
export const LISTED_STATES = ['FAILED', 'RETRYING', 'RUNNING', 'WAITING', 'PLANNED'] as const;

const STATES_OF = {
  failed: 'FAILED',
  active: 'RUNNING',
  waiting: 'WAITING',
  prioritized: 'WAITING',
  delayed: 'PLANNED',
} as const;
type QueueState = keyof typeof STATES_OF;

export interface ListedJob {
  readonly id: string;
  /** The name of its kind. */
  readonly job: string;
  /** The id of the network, or of the object, that the job is for; null: everything. */
  readonly key: string | null;
  readonly state: (typeof LISTED_STATES)[number];
  /** Failed attempts. */
  readonly attempts: number;
  /** The message of the last failure. */
  readonly failure: string | null;
  /** How far its run is. Null: it does not run, or has not said. */
  readonly progress: JobProgress | null;
  /** When it runs; null: when a worker is free, or not at all. */
  readonly at: Date | null;
}

/** The jobs of the queues, for people who run an installation. */
@Injectable()
export class JobBoard {
  constructor(private readonly jobs: JobQueue) {}

  /** The newest of each state, those that failed first. */
  async list(): Promise<ListedJob[]> {
    const states = Object.keys(STATES_OF) as QueueState[];
    const lists = await Promise.all(
      this.jobs.lines.flatMap((line) =>
        states.map(async (state) => {
          const jobs: Job<JobData>[] = await line.open().getJobs(state, 0, LISTED_EACH - 1);
          return jobs.map((job) => listed(job, state));
        }),
      ),
    );
    return lists.flat().sort((a, b) => LISTED_STATES.indexOf(a.state) - LISTED_STATES.indexOf(b.state));
  }

  async find(id: string): Promise<ListedJob | undefined> {
    const job = await this.job(id);
    const state = await job?.getState();
    return job !== undefined && state !== undefined && state in STATES_OF
      ? listed(job, state as QueueState)
      : undefined;
  }

  /** Moves the run of a job to `inMinutes` from now; 0: now. False: the job runs already or no longer exists. */
  async move(id: string, inMinutes: number): Promise<boolean> {
    const [job, now] = await Promise.all([this.job(id), this.find(id)]);
    if (job === undefined || now === undefined || now.state === 'RUNNING') return false;
    const delay = inMinutes * MINUTE_MS;
    if (now.state === 'RETRYING' || now.state === 'PLANNED')
      await (delay === 0 ? job.promote() : job.changeDelay(delay));
    else if (now.state === 'FAILED' || delay > 0) {
      await job.remove();
      await this.jobs.postpone(now.job, job.data.key, delay);
    }
    return true;
  }

  private async job(id: string): Promise<Job<JobData> | undefined> {
    const found = await Promise.all(
      this.jobs.lines.map((line): Promise<Job<JobData> | undefined> => line.open().getJob(id)),
    );
    return found.find((job) => job !== undefined);
  }
}

/** Another version may have written something else. */
const progressSchema = z.object({ done: z.int(), of: z.int().nullable() });

function listed(job: Job<JobData>, from: QueueState): ListedJob {
  const { id = '', name, data, attemptsMade, failedReason, timestamp, delay } = job;
  const state = STATES_OF[from];
  return {
    id,
    job: name,
    key: data.key ?? null,
    attempts: attemptsMade,
    state: state === 'PLANNED' && attemptsMade > 0 ? 'RETRYING' : state,
    failure: failedReason ? failedReason.slice(0, MAX_FAILURE_LENGTH) : null,
    progress: state === 'RUNNING' ? (progressSchema.safeParse(job.progress).data ?? null) : null,
    at: state === 'PLANNED' ? new Date((job.processedOn ?? timestamp) + delay) : null,
  };
}
