import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Audit, UseCase } from '../../../security';
import type { WorkAnswer } from './iiko-setup.dto';
import { IikoWorkQuery } from './iiko-work.query';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { nextNightOf } from '../reconciliation/reconciliation-time.rules';
import { RECONCILIATION_JOB } from '../reconciliation/reconciliation.job';
import { addReconciliations } from '../reconciliation/reconciliations.sql';
import type { Tx } from '../../../platform/database/database';

/** Requests a comparison of iiko's orders with the orders that arrived; a free worker makes it. Orders that arrived before are not changed. */
export class ReconcileNow extends UseCase<WorkAnswer, { id: string }> {}

@CommandHandler(ReconcileNow)
export class ReconcileNowHandler implements ICommandHandler<ReconcileNow> {
  constructor(
    private readonly work: IikoWorkQuery,
    private readonly keyed: KeyedCalls,
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, also for a connection without an API login */
  async execute({ context, input: { id } }: ReconcileNow): Promise<WorkAnswer> {
    const { networkId, call, author } = context;
    const connection = await this.work.getConnection(networkId, id);
    const { timeZone } = await this.networks.getProfile(networkId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await addReconciliations(tx, networkId, nextNightOf(this.clock.now().getTime(), timeZone, networkId));
      if (!(await makeDue(tx, networkId, id))) throw new ProblemError('not_found');
      await requestJob(tx, RECONCILIATION_JOB, networkId);
      await this.audit.appendChange(tx, networkId, author, 'connection.reconciled', id, {});
      return this.work.read(tx, connection);
    });
  }
}

/** Makes a connection due now; false: it has no row. */
async function makeDue(tx: Tx, networkId: string, connectionId: string): Promise<boolean> {
  const rows = await tx.query<{ connectionId: string }>`
    UPDATE till_reconciliations SET due_at = least(due_at, clock_timestamp()), attempts = 0
     WHERE network_id = ${networkId} AND connection_id = ${connectionId} RETURNING connection_id`;
  return rows.length > 0;
}
