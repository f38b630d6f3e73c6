import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ChangeRequestAnswer, ChangeRequests, statusOr, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { ProblemError } from '../../platform/problems/problem';
import type { SeveralAnswer } from '../../platform/http/several';

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

/** Pauses, resumes or archives several campaigns, each in its own transaction, which a preview rolls back. */
export class ChangeSeveralCampaigns extends UseCase<SeveralAnswer, { readonly body: dto.SeveralCampaignsBody }> {}

@CommandHandler(ChangeSeveralCampaigns)
export class ChangeSeveralCampaignsHandler implements ICommandHandler<ChangeSeveralCampaigns> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { body } }: ChangeSeveralCampaigns): Promise<SeveralAnswer> {
    const { networkId, author } = context;
    return this.changes.several(context, body, (tx, id) => this.campaigns.act(tx, networkId, id, body.act, author));
  }
}

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

export class CreateCampaign extends UseCase<dto.CampaignAnswer, { readonly body: dto.CreateCampaignBody }> {}

@CommandHandler(CreateCampaign)
export class CreateCampaignHandler implements ICommandHandler<CreateCampaign> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
  ) {}

  execute({ context, input: { body } }: CreateCampaign): Promise<dto.CampaignAnswer> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.campaignAnswer(await this.campaigns.create(tx, networkId, body, author)),
    );
  }
}

type Answer = dto.CampaignAnswer | ChangeRequestAnswer;

/** Starts a campaign, pauses it, goes on with it or ends it. A start with large budgets waits for a second person (202). */
export class SetCampaignState extends UseCase<Answer, { readonly id: string; readonly body: dto.SetStateBody }> {}

@CommandHandler(SetCampaignState)
export class SetCampaignStateHandler implements ICommandHandler<SetCampaignState> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly changes: ConfigurationChanges,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError as `CampaignEditor.setState`; `limit_exceeded` for a key whose start needs a second person */
  execute({ context, input: { id, body } }: SetCampaignState): Promise<Answer> {
    const { call, networkId, author, principal } = context;
    return this.changes.run<Answer>(networkId, call, statusOr(200), async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfCampaign(dto.campaignAnswer(await this.campaigns.getWithin(tx, networkId, id))),
      );
      // A caller starts a smaller one alone.
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
