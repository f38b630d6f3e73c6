import type { PieceOutcome } from '../../../jobs/network-turns';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../../jobs/network-job';
import { closeLeases } from './budget-leases.sql';

const MAX_LEASES = 200;

/** Closes expired leases on budgets, left by a process that was killed or did not use them up. */
@Job('budget-leases', { everyMs: 10_000, signs: ['due'], failure: 'closing expired leases on budgets failed' })
export class BudgetLeasesJob extends NetworkJob {
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const most = rowsOf(MAX_LEASES, options);
    const closed = await this.database.inNetwork(networkId, (tx) => closeLeases(tx, networkId, null, most));
    if (closed === most) return 'more';
    return closed > 0 ? 'done' : 'idle';
  }
}
