import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';

/** A draft of the same document, under a code of its own. */
export class CopyCampaign extends UseCase<dto.CampaignAnswer, { readonly id: string }> {}

@CommandHandler(CopyCampaign)
export class CopyCampaignHandler implements ICommandHandler<CopyCampaign> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id } }: CopyCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.campaignAnswer(await this.campaigns.copy(tx, networkId, id, author)),
    );
  }
}
