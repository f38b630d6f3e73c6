import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { JobQueue } from '../../../platform/queue/job-queue';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { NetworkJob, type PieceOptions } from '../../jobs/network-job';
import { BacktestRuns } from './backtest-runs';
import { BACKTESTS_JOB } from '../runs/backtests.sql';

/** A run is requested with its commit; this finds what no worker heard of, and runs that were cut off. */
const EVERY_MS = 60_000;
const IDLE_UP_TO_MS = 300_000;

/** Runs the backtests that wait, one at a time in a process. A process that ends requeues its run. */
@Injectable()
export class BacktestJob extends NetworkJob {
  /** Each run begins when the one before it has ended. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    database: Database,
    jobs: JobQueue,
    private readonly runs: BacktestRuns,
  ) {
    super(database, jobs, {
      name: BACKTESTS_JOB,
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      signs: [],
      failure: 'a backtest failed',
    });
  }

  override doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const turn = this.last.then(() => this.runNext(networkId, options));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async runNext(networkId: string, { onProgress }: PieceOptions): Promise<PieceOutcome> {
    const { signal } = this.jobs;
    if (signal.aborted) return 'idle';
    const hasRun = await this.runs.runNext(networkId, { signal, ...(onProgress && { onProgress }) });
    return hasRun ? 'more' : 'idle';
  }
}
