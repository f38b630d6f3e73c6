import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type NetworkProfile, Networks } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Approvers, type RequestContext, UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { actKeyOf } from '../intake/act-intake';
import { Till } from '../queue/till';
import { Approvals } from './approvals';
import { type ApprovalRow, lockAndSumApproved, lockApproval } from './approvals.sql';
import { RestaurantBudgets } from './restaurant-budgets';

/**
 * Another manager lets a waiting act through: it is decided and recorded now, as by the person who asked for it. Points by
 * hand above what a manager approves in 24 hours go on waiting for one more (202).
 */
export class ApproveAct extends UseCase<Outcome, { readonly id: string }> {}

@CommandHandler(ApproveAct)
export class ApproveActHandler implements ICommandHandler<ApproveAct> {
  constructor(
    private readonly approvals: Approvals,
    private readonly till: Till,
    private readonly approvers: Approvers,
    private readonly networks: Networks,
    private readonly budgets: RestaurantBudgets,
  ) {}

  /** An act that is refused now goes on waiting. @throws ProblemError `not_found`, `own_account`, and those of `Approvers` */
  async execute({ context, input: { id } }: ApproveAct): Promise<Outcome> {
    const { networkId, call } = context;
    const approval = await this.approvals.getFor(context, id);
    const judge = await this.approvers.judgeFor(context);
    const refusal = judge([approval.requestedBy]);
    if (refusal !== null) throw new ProblemError(refusal.code, refusal.data);
    const network = await this.networks.getProfile(networkId);
    const checkBudget = await this.budgets.checkOf(approval.request, network);
    return this.till.submit(
      // The key is that of the approving call; the act keeps the id under which it waited.
      { ...approval.request, key: actKeyOf(call), requestId: call.requestId },
      {
        before: async (tx) => {
          const locked = await lockApproval(tx, networkId, id);
          if (locked.status !== 'AWAITING_APPROVAL')
            return { refused: 'already_decided', data: { decision: locked.status } };
          // Only here is this known to be no repetition of the first of two approvals.
          const late = judge([locked.requestedBy, locked.firstApprovedBy]);
          if (late !== null) return { refused: late.code, data: late.data };
          const needsOneMore = await this.lockAndExceeds(tx, context, locked, network);
          const refusedByBudget = (await checkBudget?.(tx)) ?? null;
          if (refusedByBudget !== null || !needsOneMore) return refusedByBudget;
          return this.approvals.approveFirst(tx, context, locked);
        },
        after: (tx) => this.approvals.close(tx, context, id, 'POSTED'),
      },
    );
  }

  /** Whether points by hand are above what this manager approves in 24 hours; the owner has no such sum. */
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
