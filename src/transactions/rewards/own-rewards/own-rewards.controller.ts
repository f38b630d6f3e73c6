import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { picturesOf } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Context, KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import { requirePosted } from '../../till/responses/respond';
import { AvailableRewards } from '../redemptions/available-rewards.query';
import { type RedemptionAnswer, redemptionAnswerSchema } from '../redemptions/redemption.dto';
import { Redemptions, TakeOwnReward } from '../redemptions/redemptions';
import * as dto from './own-rewards.dto';

/** Rewards of the catalogue for the signed-in guest. */
@Routes('auth/me/rewards', 'Rewards', 'guest.self')
export class OwnRewardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly rewards: AvailableRewards,
    private readonly redemptions: Redemptions,
    private readonly database: Database,
  ) {}

  @Route('GET', {
    id: 'listOwnRewards',
    summary: 'List the rewards for the signed-in guest',
    description: 'With the first reason that keeps the guest from each, or none.',
    ok: dto.ownRewardsSchema,
    problems: ['guest_not_found'],
  })
  async list(@Context() { networkId, principal, language }: RequestContext): Promise<dto.OwnRewards> {
    const { available, offered } = await this.rewards.find(networkId, principal.id, language, null);
    const ids = offered.map(({ reward }) => reward.id);
    const pictures = await picturesOf(this.database.readsOf(networkId), networkId, 'REWARD', ids);
    return dto.ownRewardsOf(available, offered, pictures);
  }

  @Route('POST', {
    id: 'takeOwnReward',
    summary: 'Take a reward for points or a coupon',
    description:
      'The points are spent at once. The reward waits for the guest (`listGuestRedemptions`), is handed over by staff or used at a sale, and gives the points back where it is cancelled or expires.',
    created: redemptionAnswerSchema,
    problems: [
      'reward_not_available',
      'reward_limit_reached',
      'out_of_stock',
      'slot_taken',
      'slot_required',
      'shipping_address_required',
      'coupon_unknown',
      'coupon_used',
      'insufficient_points',
      'guest_blocked',
      'guest_merged',
      'not_found',
      'no_program',
    ],
  })
  async take(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.takeRewardSchema }) body: dto.TakeRewardBody,
  ): Promise<RedemptionAnswer> {
    const outcome = await this.commands.execute(new TakeOwnReward(context, { body }));
    requirePosted(outcome);
    if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
    if (outcome.replayed) context.call.replayed(201);
    return this.redemptions.answer(context.principal, await this.redemptions.get(context.networkId, outcome.row.id));
  }
}
