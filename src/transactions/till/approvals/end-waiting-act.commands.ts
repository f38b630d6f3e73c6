import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { Approvals } from './approvals';
import type { WithdrawnAnswer } from './approval.dto';
import { Handles } from '../../../platform/http/handlers-of';

export interface RejectedAct {
  readonly id: string;
  readonly type: 'MANUAL' | 'REFUND';
  readonly status: 'REJECTED';
}

/** Another manager refuses a waiting act. */
export class RejectAct extends UseCase<RejectedAct, { id: string; reason: string | null }> {}

/** The person who requested an act takes it back while it waits. */
export class WithdrawAct extends UseCase<WithdrawnAnswer, { id: string }> {}

@Injectable()
export class EndWaitingActHandlers {
  constructor(private readonly approvals: Approvals) {}

  /** @throws ProblemError `not_found`, `own_account`, `own_act`, `already_decided` */
  @Handles(RejectAct)
  async rejectAct({ context, input: { id, reason } }: RejectAct): Promise<RejectedAct> {
    return this.approvals.end(context, await this.approvals.getFor(context, id), 'REJECTED', reason);
  }

  /** @throws ProblemError `not_found`, `forbidden`, `already_decided` */
  @Handles(WithdrawAct)
  async withdrawAct({ context, input: { id } }: WithdrawAct): Promise<WithdrawnAnswer> {
    const { networkId, principal } = context;
    const approval = await this.approvals.find(networkId, id);
    if (approval === undefined) throw new ProblemError('not_found');
    if (approval.requestedBy !== principal.id) throw new ProblemError('forbidden');
    return this.approvals.end(context, approval, 'WITHDRAWN');
  }
}
