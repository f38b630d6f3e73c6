import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { isCutOff } from '../../platform/database/cut-off-statements';
import { Database } from '../../platform/database/database';
import type { JobKind, JobRun } from '../../platform/queue/job-kind';
import { JobQueue } from '../../platform/queue/job-queue';
import { NetworkLooks, type Sign } from './network-looks';
import { NetworkSigns } from './network-signs';
import { NetworkStream } from './network-stream';
import { NetworkTurns, type PieceOutcome } from './network-turns';

interface JobPlan {
  readonly everyMs: number;
  /** An idle network is looked at again after this at the latest; left out: two hours. */
  readonly idleUpToMs?: number;
  /**
   * Signs that call for a look at an idle network before that. Empty: its work is requested with a commit (`requestJob`), and a look finds
   * requests that no worker received.
   */
  readonly signs?: readonly Sign[];
  /** It follows a log: the leader does it in a loop, without the queue. */
  readonly isStream?: boolean;
  /** It has work at full hours of the network's clock. */
  readonly isHourly?: boolean;
  /** A piece may take minutes, or waits for another's server. */
  readonly isLong?: boolean;
  /** Pieces of one network at once, when the first has left more to do; left out: one. */
  readonly atOnce?: number;
  /** The rest after a piece beside which tills were at work, to the length of the piece; left out: 1, as long as it took. */
  readonly restShare?: number;
  /** Pause after a pass of a stream that left work undone; left out: the usual period. */
  readonly againMs?: number;
  /** The log's message when a piece of work failed. */
  readonly failure: string;
}

/** From the largest pieces down to a row. */
const MAX_HALVINGS = 14;

const IDLE_UP_TO_MS = 7_200_000;

type NamedPlan = JobPlan &
  Required<Pick<JobPlan, 'idleUpToMs' | 'signs' | 'isHourly' | 'isStream'>> & { readonly name: string };
const PLANS = new WeakMap<object, NamedPlan>();

/** Makes a class of `NetworkJob` a provider whose work has this name and plan. */
export const Job =
  (name: string, plan: JobPlan): ClassDecorator =>
  (job) => {
    PLANS.set(job, { idleUpToMs: IDLE_UP_TO_MS, signs: [], isHourly: false, isStream: false, ...plan, name });
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
  readonly onProgress?: JobRun['reportProgress'];
}

/**
 * A kind of work that every network needs, in bounded pieces. The leader finds the networks that have some; a run of the queue does a
 * turn of one of them. A test or a command does a piece by itself with `doNext`.
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

  /** In how many milliseconds the network has its next work, where no sign tells; null: not at all. */
  protected nextMoment?(networkId: string): Promise<number | null>;

  onModuleInit(): void {
    this.jobs.define(this, (job) => job.kind());
  }

  private kind(): JobKind {
    const { name, everyMs, isStream, isLong = false, againMs, failure } = this.jobPlan;
    const looks = new NetworkLooks(this.jobPlan);
    const signs = NetworkSigns.of(this.database);
    const turns = new NetworkTurns(this.database, {
      ...this.jobPlan,
      doNext: (networkId, options) => this.doSized(networkId, options),
      onFailure: (error) => this.note(null, error),
    });
    const kind = { name, everyMs, isStream, isLong, failure, forget: () => looks.forget() };
    if (isStream) {
      const onFailure = (networkId: string, error: unknown): void => this.note(networkId, error);
      const stream = new NetworkStream({
        looks,
        turns,
        listSigns: () => signs.list(),
        onFailure,
        ...(againMs !== undefined && { againMs }),
      });
      return { ...kind, run: (run) => stream.run(run) };
    }
    return {
      ...kind,
      find: async () => looks.find(await signs.list()),
      run: (run) => this.takeTurn(turns, run),
    };
  }

  /** A network with more work waits behind the others for its next turn. A network that had work is looked at again after one period. */
  private async takeTurn(turns: NetworkTurns, run: JobRun): Promise<void> {
    if (run.key === undefined) return;
    const { outcome } = await turns.take(run.key, run);
    if (outcome !== 'more' && this.nextMoment !== undefined) run.expect(await this.nextMoment(run.key));
    if (outcome !== 'idle') run.repeat(outcome === 'more' ? 0 : this.jobPlan.everyMs);
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
      if (!isCutOff(error) || halvings === MAX_HALVINGS) throw error;
      this.halvings.set(networkId, halvings + 1);
      this.note(networkId, error);
      return 'more';
    }
  }

  protected note(networkId: string | null, error: unknown): void {
    this.jobs.noteFailure(this.jobPlan.name);
    this.logger.error({ message: this.jobPlan.failure, networkId, error });
  }
}
