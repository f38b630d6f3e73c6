import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { Approvals } from './approvals';
import { lockApproval } from './approvals.sql';

export interface RejectedAct {
  readonly id: string;
  readonly type: 'MANUAL' | 'REFUND';
  readonly status: 'REJECTED';
}

/** Another manager does not let a waiting act through. */
export class RejectAct extends UseCase<RejectedAct, { readonly id: string; readonly reason: string | null }> {}

@CommandHandler(RejectAct)
export class RejectActHandler implements ICommandHandler<RejectAct> {
  constructor(
    private readonly approvals: Approvals,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found`, `own_account`, `own_act`, `already_decided` */
  async execute({ context, input: { id, reason } }: RejectAct): Promise<RejectedAct> {
    const { networkId, call } = context;
    const { type } = await this.approvals.getFor(context, id);
    const rejected = { id, type, status: 'REJECTED' } as const;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const locked = await lockApproval(tx, networkId, id);
      if (locked.status !== 'AWAITING_APPROVAL') throw new ProblemError('already_decided', { decision: locked.status });
      await this.approvals.close(tx, context, id, 'REJECTED', reason);
      return rejected;
    });
  }
}
