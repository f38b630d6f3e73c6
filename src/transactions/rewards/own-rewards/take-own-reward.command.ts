import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import type { TakeRewardBody } from './own-rewards.dto';

/** A guest takes a reward of the catalogue for points or a coupon. The guest alone asks, so the spend needs no confirmation. */
export class TakeOwnReward extends UseCase<Outcome, { body: TakeRewardBody }> {}

@CommandHandler(TakeOwnReward)
export class TakeOwnRewardHandler implements ICommandHandler<TakeOwnReward> {
  constructor(
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  async execute({ context, input: { body } }: TakeOwnReward): Promise<Outcome> {
    const { principal, call } = context;
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: principal.id,
      body: {
        kind: 'REWARD',
        rewardId: body.redemptionItemId,
        quantity: body.quantity ?? 1,
        slotId: body.slotId ?? null,
        coupon: body.coupon ?? null,
        shippingAddress: body.shippingAddress,
      },
      channel: 'API',
    });
    return this.till.submit(act);
  }
}
