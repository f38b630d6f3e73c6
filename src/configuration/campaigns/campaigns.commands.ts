import { Injectable } from '@nestjs/common';
import { type ChangeRequestAnswer, ChangeRequests, statusOr, type OnOne, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { ProblemError } from '../../platform/problems/problem';
import type { SeveralAnswer } from '../../platform/http/several';
import { Handles } from '../../platform/http/handlers-of';

/** Removes a campaign from the lists; guests keep the gifts that they got from it. */
export class ArchiveCampaign extends UseCase<dto.CampaignAnswer, { id: string }> {}

/** Saves a new version. A running campaign keeps its version until it is started again. */
export class ChangeCampaign extends UseCase<dto.CampaignAnswer, OnOne<dto.ChangeCampaignBody>> {}

/** Pauses, resumes or archives several campaigns, each in its own transaction, which a preview rolls back. */
export class ChangeSeveralCampaigns extends UseCase<SeveralAnswer, { body: dto.SeveralCampaignsBody }> {}

/** A draft of the same document, under a code of its own. */
export class CopyCampaign extends UseCase<dto.CampaignAnswer, { id: string }> {}

export class CreateCampaign extends UseCase<dto.CampaignAnswer, { body: dto.CreateCampaignBody }> {}

type CampaignOrRequest = dto.CampaignAnswer | ChangeRequestAnswer;

/** Starts, pauses, resumes or ends a campaign. A start with large budgets needs a second person's approval (202). */
export class SetCampaignState extends UseCase<CampaignOrRequest, OnOne<dto.SetStateBody>> {}

@Injectable()
export class CampaignsHandlers {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
    private readonly requests: ChangeRequests,
  ) {}

  @Handles(ArchiveCampaign)
  archiveCampaign({ context, input: { id } }: ArchiveCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.campaignAnswer(await this.campaigns.archive(tx, networkId, id, author)),
    );
  }

  @Handles(ChangeCampaign)
  changeCampaign({ context, input: { id, body } }: ChangeCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfCampaign(dto.campaignAnswer(await this.campaigns.getWithin(tx, networkId, id))),
      );
      return dto.campaignAnswer(await this.campaigns.change(tx, networkId, id, body, author));
    });
  }

  @Handles(ChangeSeveralCampaigns)
  changeSeveralCampaigns({ context, input: { body } }: ChangeSeveralCampaigns): Promise<SeveralAnswer> {
    const { networkId, author } = context;
    return this.changes.several(context, body, (tx, id) => this.campaigns.act(tx, networkId, id, body.act, author));
  }

  @Handles(CopyCampaign)
  copyCampaign({ context, input: { id } }: CopyCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.campaignAnswer(await this.campaigns.copy(tx, networkId, id, author)),
    );
  }

  @Handles(CreateCampaign)
  createCampaign({ context, input: { body } }: CreateCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.campaignAnswer(await this.campaigns.create(tx, networkId, body, author)),
    );
  }

  /** @throws ProblemError as `CampaignEditor.setState`; `limit_exceeded` for an API key whose start needs a second person */
  @Handles(SetCampaignState)
  setCampaignState({ context, input: { id, body } }: SetCampaignState): Promise<CampaignOrRequest> {
    const { call, networkId, author, principal } = context;
    return this.changes.run<CampaignOrRequest>(networkId, call, statusOr(200), async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfCampaign(dto.campaignAnswer(await this.campaigns.getWithin(tx, networkId, id))),
      );
      // One person alone may start a campaign with smaller budgets.
      const large = body.state === 'RUNNING' ? await this.campaigns.findLargeStart(tx, networkId, id) : null;
      if (large === null) return dto.campaignAnswer(await this.campaigns.setState(tx, networkId, id, body, author));
      if (principal.kind !== 'user') throw new ProblemError('limit_exceeded');
      await this.campaigns.requireStart(tx, networkId, id, body);
      const { revision: expectedRevision, ...shown } = large;
      const change = { ...body, expectedRevision, ...shown };
      return this.requests.ask(tx, context, { kind: 'CAMPAIGN', subjectId: id, change });
    });
  }
}
