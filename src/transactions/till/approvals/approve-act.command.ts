import { invariant } from '../../../decision';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type NetworkProfile, Networks } from '../../../configuration';
import { TWO_PEOPLE } from '../../../configuration/pure';
import type { Tx } from '../../../platform/database/database';
import { Approvers, requireApprover, type RequestContext, UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { actKeyOf } from '../intake/act-intake';
import { Till } from '../queue/till';
import { Approvals } from './approvals';
import { type ApprovalRow, lockApproval } from './approvals.sql';
import { RestaurantBudgets } from './restaurant-budgets';

/**
 * Another manager approves a waiting act, which is decided and recorded now, in the name of the person who requested
 * it. Points by hand above the manager's sum of 24 hours then wait for one more approval (202).
 */
export class ApproveAct extends UseCase<Outcome, { id: string }> {}

@CommandHandler(ApproveAct)
export class ApproveActHandler implements ICommandHandler<ApproveAct> {
  constructor(
    private readonly approvals: Approvals,
    private readonly till: Till,
    private readonly approvers: Approvers,
    private readonly networks: Networks,
    private readonly budgets: RestaurantBudgets,
  ) {}

  /** If the act is refused now, the request keeps waiting. @throws ProblemError `not_found`, `own_account`, and those of `Approvers` */
  async execute({ context, input: { id } }: ApproveAct): Promise<Outcome> {
    const { networkId, call } = context;
    const approval = await this.approvals.getFor(context, id);
    const judge = await this.approvers.judgeFor(context);
    requireApprover(judge, [approval.requestedBy]);
    const network = await this.networks.getProfile(networkId);
    const checkBudget = await this.budgets.checkOf(approval.request, network);
    return this.till.submit(
      // The act is stored under the key of the approving call, and keeps the id under which it waited.
      { ...approval.request, key: actKeyOf(call), requestId: call.requestId, source: TWO_PEOPLE },
      {
        before: async (tx, _locked, snapshot) => {
          const locked = await lockApproval(tx, networkId, id);
          if (locked.status !== 'AWAITING_APPROVAL')
            return { refused: 'already_decided', data: { decision: locked.status } };
          // Before this point, the call could still be a repetition of the first of two approvals.
          const late = judge([locked.requestedBy, locked.firstApprovedBy]);
          if (late !== null) return { refused: late.code, data: late.data };
          const needsOneMore = await this.lockAndExceeds(tx, context, locked, network);
          const refusedByBudget = (await checkBudget?.(tx, snapshot)) ?? null;
          if (refusedByBudget !== null || !needsOneMore) return refusedByBudget;
          return this.approvals.approveFirst(tx, context, locked);
        },
        after: (tx) => this.approvals.approve(tx, context, approval),
      },
    );
  }

  /** Whether points by hand exceed the sum that this manager may approve in 24 hours. The owner has no such limit. */
  private async lockAndExceeds(
    tx: Tx,
    { principal, networkId }: RequestContext,
    { type, points, firstApprovedBy }: ApprovalRow,
    { settings }: NetworkProfile,
  ): Promise<boolean> {
    if (type !== 'MANUAL' || firstApprovedBy !== null || (principal.kind === 'user' && principal.onBehalf))
      return false;
    const approved = await lockAndSumApproved(tx, networkId, principal.id);
    return approved + points > settings.limits.managerApprovedPerDay;
  }
}

/**
 * Points by hand that this manager approved alone in the last 24 hours; settings can move a business day, but not these
 * hours. An advisory lock lets one approval count at a time, since the sum covers many guests.
 */
async function lockAndSumApproved(tx: Tx, networkId: string, managerId: string): Promise<number> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${`approved ${networkId} ${managerId}`}, 0))`;
  const { points } = await tx.one<{ points: number }>`
    SELECT coalesce(sum(points), 0)::bigint AS points FROM approvals
     WHERE network_id = ${networkId} AND decided_by = ${managerId} AND decided_at > ledger_now() - interval '24 hours'
       AND type = 'MANUAL' AND status = 'POSTED' AND first_approved_by IS NULL`;
  invariant(points >= 0, 'points that a manager approved are not below zero');
  return points;
}
