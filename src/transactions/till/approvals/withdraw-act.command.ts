import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import type { WithdrawnAnswer } from './approval.dto';
import { Approvals } from './approvals';
import { lockApproval } from './approvals.sql';

/** The person who requested an act takes it back while it waits. */
export class WithdrawAct extends UseCase<WithdrawnAnswer, { readonly id: string }> {}

@CommandHandler(WithdrawAct)
export class WithdrawActHandler implements ICommandHandler<WithdrawAct> {
  constructor(
    private readonly approvals: Approvals,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found`, `forbidden`, `already_decided` */
  async execute({ context, input: { id } }: WithdrawAct): Promise<WithdrawnAnswer> {
    const { networkId, call, principal } = context;
    const approval = await this.approvals.find(networkId, id);
    if (approval === undefined) throw new ProblemError('not_found');
    if (approval.requestedBy !== principal.id) throw new ProblemError('forbidden');
    const withdrawn = { id, type: approval.type, status: 'WITHDRAWN' } as const;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const locked = await lockApproval(tx, networkId, id);
      if (locked.status !== 'AWAITING_APPROVAL') throw new ProblemError('already_decided', { decision: locked.status });
      await this.approvals.close(tx, context, id, 'WITHDRAWN');
      return withdrawn;
    });
  }
}
