import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { ProblemError } from '../../platform/problems/problem';
import { type ChangeRequestAnswer, ChangeRequests, type RequestContext, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';

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
  async execute({ context, input: { id, body } }: SetCampaignState): Promise<Answer> {
    const { call, networkId, author } = context;
    const answer = await this.changes.run<Answer>(networkId, call, statusOf, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfCampaign(dto.campaignAnswer(await this.campaigns.getWithin(tx, networkId, id))),
      );
      const request = body.state === 'RUNNING' ? await this.requestFor(tx, context, id, body) : null;
      return request ?? dto.campaignAnswer(await this.campaigns.setState(tx, networkId, id, body, author));
    });
    call.answered(statusOf(answer));
    return answer;
  }

  /** Null: the caller may start it alone. */
  private async requestFor(
    tx: Tx,
    context: RequestContext,
    id: string,
    body: dto.SetStateBody,
  ): Promise<ChangeRequestAnswer | null> {
    const { networkId, principal } = context;
    const large = await this.campaigns.findLargeStart(tx, networkId, id);
    if (large === null) return null;
    if (principal.kind !== 'user') throw new ProblemError('limit_exceeded');
    await this.campaigns.requireStart(tx, networkId, id, body);
    const { worth, revision, code } = large;
    const change = { ...body, expectedRevision: revision, code, worth, max: large.max };
    return this.requests.ask(tx, context, { kind: 'CAMPAIGN', subjectId: id, change });
  }
}

function statusOf(answer: Answer): number {
  return 'kind' in answer ? 202 : 200;
}
