import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { Invoices } from '../invoices/invoices';
import type * as dto from './subscription.dto';
import { SubscriptionDesk } from './subscription-desk';

/** A manager changes the plan of the own network, or begins one after its end, at the sum that the preview showed. */
export class ChangeOwnPlan extends UseCase<dto.SubscriptionAnswer, { readonly body: dto.ChangeOwnSubscriptionBody }> {}

@CommandHandler(ChangeOwnPlan)
export class ChangeOwnPlanHandler implements ICommandHandler<ChangeOwnPlan> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly desk: SubscriptionDesk,
    private readonly invoices: Invoices,
  ) {}

  /** @throws ProblemError `subscription_missing`, `version_conflict`, and those of `SubscriptionDesk.ownStepTo` */
  execute({ context: { networkId, call, author }, input: { body } }: ChangeOwnPlan): Promise<dto.SubscriptionAnswer> {
    const { planCode, sequence, total } = body;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      if (planCode === 'CUSTOM') throw new ProblemError('plan_not_offered');
      const row = await this.desk.lockNewest(tx, networkId);
      if (sequence !== row.sequence) throw new ProblemError('version_conflict');
      const step = await this.desk.ownStepTo(tx, row, { planCode });
      const due = step.bill === null ? 0 : (await this.invoices.preview(tx, step.bill)).total;
      if (Math.max(0, due) !== total) throw new ProblemError('version_conflict');
      const after = row.state === 'CANCELLED' ? { ...row, id: newId() } : row;
      await this.desk.record(tx, after, step, author);
      return this.desk.getWithin(tx, networkId);
    });
  }
}
