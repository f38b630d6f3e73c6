import { Logger, type OnModuleInit } from '@nestjs/common';
import type { Database } from '../../platform/database/database';
import type { JobQueue } from '../../platform/queue/job-queue';
import { NetworkIteration, type PieceOutcome } from './network-iteration';

export interface JobPlan {
  readonly name: string;
  readonly everyMs: number;
  /** A network that was idle, or whose work failed, is looked at less and less often, up to this. */
  readonly idleUpToMs: number;
  /** Pieces of one network at once, when the first has left more to do; left out: one. */
  readonly atOnce?: number;
  /** The log's message when a piece of work failed. */
  readonly failure: string;
}

export interface PieceOptions {
  readonly maxGuests?: number;
  /** How far a piece is that takes long. */
  readonly onProgress?: (progress: object) => void;
}

/**
 * A kind of work that every network needs, in bounded pieces: one scheduled job iterates over the networks, a requested
 * one does what a single network has. A test or a command does a piece by itself with `doNext`.
 */
export abstract class NetworkJob implements OnModuleInit {
  private readonly logger: Logger;
  private readonly iteration: NetworkIteration;

  protected constructor(
    database: Database,
    protected readonly jobs: JobQueue,
    private readonly jobPlan: JobPlan,
  ) {
    this.logger = new Logger(new.target.name);
    this.iteration = new NetworkIteration(database, {
      ...jobPlan,
      doNext: (networkId, options) => this.doNext(networkId, options),
      onFailure: (networkId, error) => this.note(networkId, error),
    });
  }

  /** The next bounded piece of one network. Other processes may be at the same network at the same time. */
  abstract doNext(networkId: string, options?: PieceOptions): Promise<PieceOutcome>;

  onModuleInit(): void {
    const { name, everyMs } = this.jobPlan;
    this.jobs.define({ name, everyMs, run: (run) => this.iteration.run(run) });
  }

  protected note(networkId: string | null, error: unknown): void {
    this.jobs.noteFailure(this.jobPlan.name);
    this.logger.error({ message: this.jobPlan.failure, networkId, error });
  }
}
