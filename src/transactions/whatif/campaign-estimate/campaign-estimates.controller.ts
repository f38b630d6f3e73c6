import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import { AskEstimate, Backtests, CancelRun } from '../runs/backtests';
import * as dto from './campaign-estimate.dto';

/** Runs that estimate whom a campaign would have reached and how much it would have cost. */
@Routes('campaigns/estimates', 'Campaigns')
export class CampaignEstimatesController {
  constructor(
    private readonly backtests: Backtests,
    private readonly commands: CommandBus,
  ) {}

  @Route('POST', {
    id: 'createCampaignEstimate',
    permission: 'campaigns.manage',
    summary: 'Estimate the guests and the cost of a campaign',
    description:
      'Plays the newest days of the past with the same weekdays, without the campaign and with it, under the programme in ' +
      'force. Nothing but the report is written. The run goes on in the background: read it until its status is `DONE`. A ' +
      'network has at most 10 runs under way, backtests included.',
    accepted: dto.estimateRunSchema,
    problems: ['not_found', 'no_program'],
  })
  ask(@KeyedContext() context: RequestContext, @Body({ schema: dto.askEstimateSchema }) body: dto.AskEstimateBody) {
    return this.commands.execute(new AskEstimate(context, { body }));
  }

  @Route('GET :id', {
    id: 'getCampaignEstimate',
    permission: 'campaigns.read',
    summary: 'Get a run with the estimate that it found',
    description: '`estimate` is null until the status is `DONE`.',
    ok: dto.reportedEstimateSchema,
    problems: ['not_found'],
  })
  async read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.ReportedEstimateAnswer> {
    return dto.reportedEstimateAnswer(await this.backtests.get(networkId, 'ESTIMATE', id));
  }

  @Route('DELETE :id', {
    id: 'cancelCampaignEstimate',
    permission: 'campaigns.manage',
    summary: 'Cancel an estimate',
    description: 'Ends a run that waits or is under way. A run that has ended stays as it ended.',
    ok: dto.estimateRunSchema,
    problems: ['not_found'],
  })
  cancel(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CancelRun(context, { kind: 'ESTIMATE', id }));
  }
}
