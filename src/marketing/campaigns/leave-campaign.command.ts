import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { CampaignLeftAnswer } from './campaign-guests.dto';
import { CampaignMembership, type Membership } from './campaign-membership';

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
