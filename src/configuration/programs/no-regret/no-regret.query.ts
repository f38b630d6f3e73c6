import { Injectable } from '@nestjs/common';
import { noRegretBudgetOf } from '../../../decision';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Snapshots } from '../../snapshots/snapshots';
import type { NoRegretChangeAnswer } from './no-regret.dto';

/** The cost of a version's no-regret change, read from its budget. */
@Injectable()
export class NoRegretChange {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Throws `not_found`, also for a version without such a change, for a draft, and where no earlier version was replaced. */
  async find(networkId: string, version: number): Promise<NoRegretChangeAnswer> {
    const snapshot = await this.snapshots.current(networkId);
    const { timeZone, settings } = snapshot.profile;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const published = snapshot.programOfVersion(version);
    const end = published === undefined ? null : snapshot.noRegretEndOf(published, calendar);
    if (published === undefined || end === null) throw new ProblemError('not_found');
    const budget = published.program.document.noRegret?.budget ?? 0;
    const { spent, receipts } = await this.database.inNetwork(networkId, (tx) => findSpent(tx, networkId, version));
    const left = Math.max(0, budget - spent);
    const now = this.clock.now().getTime();
    return {
      state:
        now >= end ? 'OVER' : now < published.effectiveFrom.getTime() ? 'AHEAD' : left === 0 ? 'USED_UP' : 'RUNNING',
      budget,
      spent,
      left,
      receipts,
      lastDay: isoDateOf(calendar.localDay(end - 1)),
    };
  }
}

/** A budget that nothing was taken of has no row. */
async function findSpent(
  tx: Tx,
  networkId: string,
  version: number,
): Promise<{ readonly spent: number; readonly receipts: number }> {
  const row = await tx.maybe<{ spent: number; receipts: number }>`
    SELECT (b.spent - b.returned + coalesce((SELECT sum(l.used) FROM budget_leases l
             WHERE l.network_id = b.network_id AND l.budget_id = b.id AND l.is_open), 0))::bigint AS spent,
          (SELECT count(*) FROM budget_uses u WHERE u.network_id = b.network_id AND u.budget_id = b.id) AS receipts
     FROM budgets b WHERE b.network_id = ${networkId} AND b.campaign = ${noRegretBudgetOf(version)}`;
  return row ?? { spent: 0, receipts: 0 };
}
