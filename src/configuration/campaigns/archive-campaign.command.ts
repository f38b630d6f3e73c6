import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';

/** It leaves the lists; what it did stays. */
export class ArchiveCampaign extends UseCase<dto.CampaignAnswer, { readonly id: string }> {}

@CommandHandler(ArchiveCampaign)
export class ArchiveCampaignHandler implements ICommandHandler<ArchiveCampaign> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id } }: ArchiveCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.campaignAnswer(await this.campaigns.archive(tx, networkId, id, author)),
    );
  }
}
