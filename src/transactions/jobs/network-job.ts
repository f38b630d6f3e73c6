import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { isCutOff } from '../../platform/database/cut-off-statements';
import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { NetworkIteration, type PieceOutcome, type Sign } from './network-iteration';

interface JobPlan {
  readonly everyMs: number;
  /** An idle network is looked at again after this at the latest; left out: five minutes. */
  readonly idleUpToMs?: number;
  /**
   * Signs that call for a look at an idle network before that; left out, it is looked at less and less often. Empty: its work is
   * requested with a commit (`requestJob`), and a look finds what no worker heard of or what was cut off.
   */
  readonly signs?: readonly Sign[];
  /** Pieces of one network at once, when the first has left more to do; left out: one. */
  readonly atOnce?: number;
  /** The rest after a piece beside which tills were at work, to the length of the piece; left out: 1, as long as it took. */
  readonly restShare?: number;
  /** Pause after a pass that left work undone; left out: the usual period. */
  readonly againMs?: number;
  /** The log's message when a piece of work failed. */
  readonly failure: string;
}

/** From the largest pieces down to a row. */
const MAX_HALVINGS = 14;

const IDLE_UP_TO_MS = 300_000;

type NamedPlan = JobPlan & { readonly name: string; readonly idleUpToMs: number };
const PLANS = new WeakMap<object, NamedPlan>();

/** Makes a class of `NetworkJob` a provider whose work has this name and plan. */
export const Job =
  (name: string, plan: JobPlan): ClassDecorator =>
  (job) => {
    PLANS.set(job, { idleUpToMs: IDLE_UP_TO_MS, ...plan, name });
    Injectable()(job);
  };

/** The rows of a piece that has at most so many, and fewer after those that were cut off. */
export function rowsOf(most: number, { halvings = 0 }: PieceOptions): number {
  return Math.max(1, most >> halvings);
}

export interface PieceOptions {
  readonly maxGuests?: number;
  /** How often the piece is to be halved, because larger ones were cut off at their time limit; left out: not at all. */
  readonly halvings?: number;
  /** How far a piece is that takes long. */
  readonly onProgress?: (progress: object) => void;
}

/**
 * A kind of work that every network needs, in bounded pieces: one scheduled job iterates over the networks, a requested
 * one does what a single network has. A test or a command does a piece by itself with `doNext`.
 */
export abstract class NetworkJob implements OnModuleInit {
  /** Set by Nest after the constructor, so that a job names there only what its own work needs. */
  @Inject(Database) protected readonly database!: Database;
  @Inject(JobQueue) protected readonly jobs!: JobQueue;
  private readonly jobPlan: NamedPlan;
  private readonly logger: Logger;
  /** How often the pieces of a network are halved, for networks whose last ones were cut off. */
  private readonly halvings = new Map<string, number>();

  constructor() {
    const plan = PLANS.get(new.target);
    if (plan === undefined) throw new Error(`${new.target.name} has no plan: @Job gives one`);
    this.jobPlan = plan;
    this.logger = new Logger(new.target.name);
  }

  /** The next bounded piece of one network. Other processes may be at the same network at the same time. */
  abstract doNext(networkId: string, options?: PieceOptions): Promise<PieceOutcome>;

  onModuleInit(): void {
    const { name, everyMs } = this.jobPlan;
    const iteration = new NetworkIteration(this.database, {
      ...this.jobPlan,
      doNext: (networkId, options) => this.doSized(networkId, options),
      onFailure: (networkId, error) => this.note(networkId, error),
    });
    this.jobs.define({ name, everyMs, run: (run) => iteration.run(run) });
  }

  /** Half as much after each piece that was cut off at its time limit, and twice as much again after each that was not. */
  private async doSized(networkId: string, options: PieceOptions): Promise<PieceOutcome> {
    const halvings = this.halvings.get(networkId) ?? 0;
    try {
      const outcome = await this.doNext(networkId, { ...options, halvings });
      if (halvings > 1) this.halvings.set(networkId, halvings - 1);
      else this.halvings.delete(networkId);
      return outcome;
    } catch (error) {
      if (isCutOff(error)) this.halvings.set(networkId, Math.min(halvings + 1, MAX_HALVINGS));
      throw error;
    }
  }

  protected note(networkId: string | null, error: unknown): void {
    this.jobs.noteFailure(this.jobPlan.name);
    this.logger.error({ message: this.jobPlan.failure, networkId, error });
  }
}
