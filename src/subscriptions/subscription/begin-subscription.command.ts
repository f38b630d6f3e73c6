import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { ownerOf, UseCase } from '../../security';
import type * as dto from './subscription.dto';
import { SubscriptionDesk } from './subscription-desk';

/** The owner gives a network a plan. From then on the plan limits the network. */
export class BeginSubscription extends UseCase<
  dto.SubscriptionAnswer,
  { readonly networkId: string; readonly body: dto.BeginSubscriptionBody }
> {}

@CommandHandler(BeginSubscription)
export class BeginSubscriptionHandler implements ICommandHandler<BeginSubscription> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly desk: SubscriptionDesk,
  ) {}

  /**
   * @throws ProblemError `not_found`, `sandbox_not_billed`, `subscription_exists`, `plan_not_offered`, `seller_missing`,
   * `invalid_body`
   */
  async execute({ context, input: { networkId, body } }: BeginSubscription): Promise<dto.SubscriptionAnswer> {
    const { call, principal, author } = context;
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (sandboxOf !== null) throw new ProblemError('sandbox_not_billed');
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, (tx) =>
      this.desk.begin(tx, networkId, body, author),
    );
  }
}
