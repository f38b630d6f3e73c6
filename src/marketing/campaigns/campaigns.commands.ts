import { Injectable } from '@nestjs/common';
import { UseCase } from '../../security';
import type { CampaignJoinedAnswer, CampaignLeftAnswer } from './campaign-guests.dto';
import { CampaignMembership, type Membership } from './campaign-membership';
import { Handles } from '../../platform/http/handlers-of';

/** Makes a guest a member of a campaign that asks its guests to join. */
export class JoinCampaign extends UseCase<CampaignJoinedAnswer, Membership> {}

/** Ends a guest's membership of a campaign; progress and points that it paid stay. */
export class LeaveCampaign extends UseCase<CampaignLeftAnswer, Membership> {}

@Injectable()
export class CampaignGuestsHandlers {
  constructor(private readonly membership: CampaignMembership) {}

  @Handles(JoinCampaign)
  async joinCampaign({ context, input }: JoinCampaign): Promise<CampaignJoinedAnswer> {
    await this.membership.set(context, input, true);
    return { ...input, joined: true };
  }

  @Handles(LeaveCampaign)
  async leaveCampaign({ context, input }: LeaveCampaign): Promise<CampaignLeftAnswer> {
    await this.membership.set(context, input, false);
    return { ...input, joined: false };
  }
}
