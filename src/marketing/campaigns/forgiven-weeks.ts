import { Injectable } from '@nestjs/common';
import { compileSchedule, keptUntil } from '../../decision';
import { Handles } from '../../platform/http/handlers-of';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { GuestActs } from '../../transactions';
import type { ForgiveWeekBody } from './campaign-guests.dto';
import type { Membership } from './campaign-membership';
import { type CampaignOfGuest, GuestCampaigns } from './guest-campaigns.query';

/** A manager forgives a guest one more missed week of a streak. */
export class ForgiveWeek extends UseCase<CampaignOfGuest, Membership & { body: ForgiveWeekBody }> {}

/** Forgives guests missed weeks of their streaks: one journal row for each week. */
@Injectable()
export class ForgivenWeeks {
  constructor(
    private readonly campaigns: GuestCampaigns,
    private readonly acts: GuestActs,
  ) {}

  /** @throws ProblemError `not_found`, `guest_not_found`, `streak_not_on`, `weeks_forgiven`, `guest_blocked`, `own_account` */
  @Handles(ForgiveWeek)
  async forgiveWeek({ context, input }: ForgiveWeek): Promise<CampaignOfGuest> {
    const { guestId, campaignId, body } = input;
    const { task, reason } = body;
    const { campaign, isOn, occurrence, tasks } = await this.campaigns.findFor(context.principal, guestId, campaignId);
    const streak = tasks.find((one) => one.task === task)?.freezes ?? null;
    if (!isOn || occurrence === null || streak === null) throw new ProblemError('streak_not_on');
    const { code, document } = campaign;
    const until = keptUntil(compileSchedule(document.schedule), occurrence);
    await this.acts.record(context, guestId, { kind: 'FREEZE', campaign: code, occurrence, until, task }, () => ({
      action: 'campaign.week_forgiven',
      after: { campaign: code, task, reason },
    }));
    return this.campaigns.findFor(context.principal, guestId, campaignId);
  }
}
