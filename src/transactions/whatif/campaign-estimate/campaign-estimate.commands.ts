import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CampaignEditor, Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { settingsOf } from '../../replay/replay-settings';
import { runAnswer } from '../runs/backtest.dto';
import { Backtests } from '../runs/backtests';
import type { AskEstimateBody, EstimateRunAnswer } from './campaign-estimate.dto';
import { windowOf } from '../reports/estimate-window.rules';

/** A run that says whom a campaign would have reached over the network's own past, and what it would have cost. */
export class AskEstimate extends UseCase<EstimateRunAnswer, { readonly body: AskEstimateBody }> {}

@CommandHandler(AskEstimate)
export class AskEstimateHandler implements ICommandHandler<AskEstimate> {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly snapshots: Snapshots,
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError as `AskBacktest`; `not_found` for the campaign, `invalid_body` for mistakes of the document */
  async execute({ context: { networkId, author, call }, input: { body } }: AskEstimate): Promise<EstimateRunAnswer> {
    const document = await this.campaigns.complete(networkId, body.document, body.campaignId);
    const { calendar } = settingsOf(await this.snapshots.current(networkId)).settings.inForce;
    const { start, end } = windowOf(document.document.schedule, calendar.localDay(this.clock.now().getTime()));
    const [from, to] = [start, end].map((day) => new Date(calendar.startOfDay(day)).toISOString());
    return this.keyed.run(networkId, call, 202, async (tx) =>
      runAnswer(
        await this.backtests.ask(tx, networkId, { mode: 'CAMPAIGN', document, version: null }, { from, to }, author),
      ),
    );
  }
}
