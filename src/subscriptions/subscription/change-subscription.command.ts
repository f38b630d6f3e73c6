import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { ownerOf, UseCase } from '../../security';
import type * as dto from './subscription.dto';
import { SubscriptionDesk } from './subscription-desk';

/** The owner changes the plan of a network or its payer. A larger plan counts at once, a smaller one after the period. */
export class ChangeSubscription extends UseCase<
  dto.SubscriptionAnswer,
  { readonly networkId: string; readonly body: dto.ChangeSubscriptionBody }
> {}

@CommandHandler(ChangeSubscription)
export class ChangeSubscriptionHandler implements ICommandHandler<ChangeSubscription> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly desk: SubscriptionDesk,
  ) {}

  /** @throws ProblemError `not_found`, `subscription_missing`, `version_conflict`, and those of `SubscriptionDesk.stepTo` */
  async execute({ context, input: { networkId, body } }: ChangeSubscription): Promise<dto.SubscriptionAnswer> {
    const { call, principal, author } = context;
    const { planCode, custom, payer, sequence } = body;
    await this.networks.getProfile(networkId);
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 200, async (tx) => {
      const row = await this.desk.lockCurrent(tx, networkId);
      if (sequence !== undefined && sequence !== row.sequence) throw new ProblemError('version_conflict');
      if (payer !== undefined) await this.desk.changePayer(tx, row, payer, author);
      const paying = { ...row, payer: payer ?? row.payer };
      if (planCode !== undefined)
        await this.desk.record(tx, paying, await this.desk.stepTo(tx, row, { planCode, custom }), author);
      return this.desk.getWithin(tx, networkId);
    });
  }
}
