import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';

/** Starts a campaign, pauses it, goes on with it or ends it. */
export class SetCampaignState extends UseCase<
  dto.CampaignAnswer,
  { readonly id: string; readonly body: dto.SetStateBody }
> {}

@CommandHandler(SetCampaignState)
export class SetCampaignStateHandler implements ICommandHandler<SetCampaignState> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { id, body } }: SetCampaignState): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfCampaign(dto.campaignAnswer(await this.campaigns.getWithin(tx, networkId, id))),
      );
      return dto.campaignAnswer(await this.campaigns.setState(tx, networkId, id, body, author));
    });
  }
}
