import { Database } from '../../../platform/database/database';
import { JobQueue } from '../../../platform/queue/job-queue';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { Job, NetworkJob, type PieceOptions } from '../../jobs/network-job';
import { BacktestRuns } from './backtest-runs';
import { BACKTESTS_JOB } from '../runs/backtests.sql';

/** Runs the backtests that wait, one at a time in a process. A process that ends requeues its run. */
@Job(BACKTESTS_JOB, { everyMs: 60_000, signs: [], failure: 'a backtest failed' })
export class BacktestJob extends NetworkJob {
  /** Each run begins when the one before it has ended. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    database: Database,
    jobs: JobQueue,
    private readonly runs: BacktestRuns,
  ) {
    super(database, jobs);
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
