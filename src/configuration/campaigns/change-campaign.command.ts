import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';

/** One that runs goes on by its own version, until it is started again by the new one. */
export class ChangeCampaign extends UseCase<
  dto.CampaignAnswer,
  { readonly id: string; readonly body: dto.ChangeCampaignBody }
> {}

@CommandHandler(ChangeCampaign)
export class ChangeCampaignHandler implements ICommandHandler<ChangeCampaign> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, body } }: ChangeCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfCampaign(dto.campaignAnswer(await this.campaigns.getWithin(tx, networkId, id))),
      );
      return dto.campaignAnswer(await this.campaigns.change(tx, networkId, id, body, author));
    });
  }
}
