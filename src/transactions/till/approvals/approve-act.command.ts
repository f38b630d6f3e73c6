import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { Approvers, UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { actKeyOf } from '../intake/act-intake';
import { Till } from '../queue/till';
import { Approvals } from './approvals';
import { lockApproval } from './approvals.sql';
import { RestaurantBudgets } from './restaurant-budgets';

/** Another manager lets a waiting act through: it is decided and recorded now, as by the person who asked for it. */
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

  /** An act that is refused now goes on waiting. @throws ProblemError `not_found`, `own_account`, `own_act` */
  async execute({ context, input: { id } }: ApproveAct): Promise<Outcome> {
    const { networkId, call } = context;
    const approval = await this.approvals.getFor(context, id);
    await this.approvers.require(context, approval.requestedBy);
    const checkBudget = await this.budgets.checkOf(approval.request, await this.networks.getProfile(networkId));
    return this.till.submit(
      // The key is that of the approving call; the act keeps the id under which it waited.
      { ...approval.request, key: actKeyOf(call), requestId: call.requestId },
      {
        before: async (tx) => {
          const locked = await lockApproval(tx, networkId, id);
          if (locked.status !== 'AWAITING_APPROVAL')
            return { refused: 'already_decided', data: { decision: locked.status } };
          return (await checkBudget?.(tx)) ?? null;
        },
        after: (tx) => this.approvals.close(tx, context, id, 'POSTED'),
      },
    );
  }
}
