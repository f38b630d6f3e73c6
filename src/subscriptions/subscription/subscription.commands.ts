import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { ownerOf, UseCase } from '../../security';
import type * as dto from './subscription.dto';
import { refusalOf, SubscriptionDesk } from './subscription-desk';
import { cancel } from '../life/life.rules';
import { newId } from '../../platform/ids/ids';
import { Invoices } from '../invoices/invoices';
import { Handles } from '../../platform/http/handlers-of';

/** The owner gives a network a plan. From then on the plan limits the network. */
export class BeginSubscription extends UseCase<
  dto.SubscriptionAnswer,
  { networkId: string; body: dto.BeginSubscriptionBody }
> {}

/** Ends the plan of a network with the trial or the period that is paid. */
export class CancelSubscription extends UseCase<dto.SubscriptionAnswer, { networkId: string }> {}

/** A manager changes the plan of the own network, or begins one after its end, at the sum that the preview showed. */
export class ChangeOwnPlan extends UseCase<dto.SubscriptionAnswer, { body: dto.ChangeOwnSubscriptionBody }> {}

/** The owner changes the plan of a network or its payer. A larger plan counts at once, a smaller one after the period. */
export class ChangeSubscription extends UseCase<
  dto.SubscriptionAnswer,
  { networkId: string; body: dto.ChangeSubscriptionBody }
> {}

@Injectable()
export class SubscriptionHandlers {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly desk: SubscriptionDesk,
    private readonly invoices: Invoices,
  ) {}

  /**
   * @throws ProblemError `not_found`, `sandbox_not_billed`, `subscription_exists`, `plan_not_offered`, `seller_missing`,
   * `invalid_body`
   */
  @Handles(BeginSubscription)
  async beginSubscription({ context, input: { networkId, body } }: BeginSubscription): Promise<dto.SubscriptionAnswer> {
    const { call, principal, author } = context;
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (sandboxOf !== null) throw new ProblemError('sandbox_not_billed');
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, (tx) =>
      this.desk.begin(tx, networkId, body, author),
    );
  }

  /** @throws ProblemError `not_found`, `subscription_missing`, `plan_unchanged` for one whose end is planned */
  @Handles(CancelSubscription)
  async cancelSubscription({ context, input: { networkId } }: CancelSubscription): Promise<dto.SubscriptionAnswer> {
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

  /** @throws ProblemError `subscription_missing`, `version_conflict`, and those of `SubscriptionDesk.ownStepTo` */
  @Handles(ChangeOwnPlan)
  changeOwnPlan({
    context: { networkId, call, author },
    input: { body },
  }: ChangeOwnPlan): Promise<dto.SubscriptionAnswer> {
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

  /** @throws ProblemError `not_found`, `subscription_missing`, `version_conflict`, and those of `SubscriptionDesk.stepTo` */
  @Handles(ChangeSubscription)
  async changeSubscription({
    context,
    input: { networkId, body },
  }: ChangeSubscription): Promise<dto.SubscriptionAnswer> {
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
