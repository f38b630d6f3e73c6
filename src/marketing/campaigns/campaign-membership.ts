import { Injectable } from '@nestjs/common';
import { type RequestContext, UseCase } from '../../security';
import { GuestActs, MEMBERSHIP_UNCHANGED, requirePosted } from '../../transactions';
import { GuestCampaigns } from './guest-campaigns.query';
import type { CampaignJoinedAnswer, CampaignLeftAnswer } from './campaign-guests.dto';
import { Handles } from '../../platform/http/handlers-of';

export interface Membership {
  readonly guestId: string;
  readonly campaignId: string;
}

/** Makes a guest a member of a campaign that asks its guests to join. */
export class JoinCampaign extends UseCase<CampaignJoinedAnswer, Membership> {}

/** Ends a guest's membership of a campaign; progress and points that it paid stay. */
export class LeaveCampaign extends UseCase<CampaignLeftAnswer, Membership> {}

/** Joins guests to campaigns and lets them leave: one journal row a change, none where nothing changes. */
@Injectable()
export class CampaignMembership {
  constructor(
    private readonly campaigns: GuestCampaigns,
    private readonly acts: GuestActs,
  ) {}

  @Handles(JoinCampaign)
  async joinCampaign({ context, input }: JoinCampaign): Promise<CampaignJoinedAnswer> {
    await this.set(context, input, true);
    return { ...input, joined: true };
  }

  @Handles(LeaveCampaign)
  async leaveCampaign({ context, input }: LeaveCampaign): Promise<CampaignLeftAnswer> {
    await this.set(context, input, false);
    return { ...input, joined: false };
  }

  /** @throws ProblemError `not_found`, `guest_not_found`, `campaign_not_open`, `guest_blocked`, `own_account` */
  private async set(context: RequestContext, { guestId, campaignId }: Membership, joins: boolean): Promise<void> {
    const { code } = (await this.campaigns.findFor(context.principal, guestId, campaignId)).campaign;
    const outcome = await this.acts.submit(context, guestId, { kind: 'JOIN', campaign: code, joins }, () => ({
      action: joins ? 'campaign.joined' : 'campaign.left',
      after: { campaign: code },
    }));
    const isUnchanged = outcome.kind === 'REFUSED' && outcome.data['reason'] === MEMBERSHIP_UNCHANGED;
    if (!isUnchanged) requirePosted(outcome);
    else if (outcome.replayed) context.call.replayed(200);
  }
}
