import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../security';
import { GuestActs, MEMBERSHIP_UNCHANGED, requirePosted } from '../../transactions';
import { GuestCampaigns } from './guest-campaigns.query';

export interface Membership {
  readonly guestId: string;
  readonly campaignId: string;
}

/** Joins guests to campaigns and lets them leave: one journal row a change, none where nothing changes. */
@Injectable()
export class CampaignMembership {
  constructor(
    private readonly campaigns: GuestCampaigns,
    private readonly acts: GuestActs,
  ) {}

  /** @throws ProblemError `not_found`, `guest_not_found`, `campaign_not_open`, `guest_blocked`, `own_account` */
  async set(context: RequestContext, { guestId, campaignId }: Membership, joins: boolean): Promise<void> {
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
