import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { CampaignJoinedAnswer } from './campaign-guests.dto';
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
