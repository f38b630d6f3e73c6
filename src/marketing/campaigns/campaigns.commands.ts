import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { CampaignJoinedAnswer, CampaignLeftAnswer } from './campaign-guests.dto';
import { CampaignMembership, type Membership } from './campaign-membership';

/** Makes a guest a member of a campaign that asks its guests to join. */
export class JoinCampaign extends UseCase<CampaignJoinedAnswer, Membership> {}

@CommandHandler(JoinCampaign)
export class JoinCampaignHandler implements ICommandHandler<JoinCampaign> {
  constructor(private readonly membership: CampaignMembership) {}

  async execute({ context, input }: JoinCampaign): Promise<CampaignJoinedAnswer> {
    await this.membership.set(context, input, true);
    return { ...input, joined: true };
  }
}

/** Ends a guest's membership of a campaign; progress and points that it paid stay. */
export class LeaveCampaign extends UseCase<CampaignLeftAnswer, Membership> {}

@CommandHandler(LeaveCampaign)
export class LeaveCampaignHandler implements ICommandHandler<LeaveCampaign> {
  constructor(private readonly membership: CampaignMembership) {}

  async execute({ context, input }: LeaveCampaign): Promise<CampaignLeftAnswer> {
    await this.membership.set(context, input, false);
    return { ...input, joined: false };
  }
}
