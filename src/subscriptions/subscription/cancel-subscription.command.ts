import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ownerOf, UseCase } from '../../security';
import { cancel } from '../life/life.rules';
import type * as dto from './subscription.dto';
import { refusalOf, SubscriptionDesk } from './subscription-desk';

/** Ends the plan of a network with the trial or the period that is paid. */
export class CancelSubscription extends UseCase<dto.SubscriptionAnswer, { readonly networkId: string }> {}

@CommandHandler(CancelSubscription)
export class CancelSubscriptionHandler implements ICommandHandler<CancelSubscription> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly desk: SubscriptionDesk,
  ) {}

  /** @throws ProblemError `not_found`, `subscription_missing`, `plan_unchanged` for one whose end is planned */
  async execute({ context, input: { networkId } }: CancelSubscription): Promise<dto.SubscriptionAnswer> {
    const { call, principal, author } = context;
    await this.networks.getProfile(networkId);
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 200, async (tx) => {
      const row = await this.desk.lockCurrent(tx, networkId);
      const step = cancel(row, await this.desk.todayOf(networkId));
      if (typeof step === 'string') throw refusalOf(step, row);
      await this.desk.record(tx, row, step, author);
      return this.desk.getWithin(tx, networkId);
    });
  }
}
