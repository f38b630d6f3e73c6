import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database/database';
import { JobQueue } from '../../../../platform/queue/job-queue';
import type { PieceOutcome } from '../../../jobs/network-iteration';
import { NetworkJob, type PieceOptions, rowsOf } from '../../../jobs/network-job';
import { closeLeases } from './budget-leases.sql';

const EVERY_MS = 10_000;
const IDLE_UP_TO_MS = 300_000;
const MAX_LEASES = 200;

/** Closes leases on budgets that expired: of a process that was killed, or that had no more use for them. */
@Injectable()
export class BudgetLeasesJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
  ) {
    super(database, jobs, {
      name: 'budget-leases',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      signs: ['due'],
      failure: 'closing expired leases on budgets failed',
    });
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const most = rowsOf(MAX_LEASES, options);
    const closed = await this.database.inNetwork(networkId, (tx) => closeLeases(tx, networkId, null, most));
    if (closed === most) return 'more';
    return closed > 0 ? 'done' : 'idle';
  }
}
