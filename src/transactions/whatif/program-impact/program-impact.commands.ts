import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { runAnswer } from '../runs/backtest.dto';
import { Backtests } from '../runs/backtests';
import type { ImpactRunAnswer } from './impact.dto';

/** A run that says who would gain and lose by a version of the programme as it stands now. */
export class AskImpact extends UseCase<
  ImpactRunAnswer,
  { readonly version: number; readonly at: string | undefined }
> {}

@CommandHandler(AskImpact)
export class AskImpactHandler implements ICommandHandler<AskImpact> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError as `AskBacktest`, and `no_program` where nothing decides before the version */
  async execute({ context: { networkId, author, call }, input: { version, at } }: AskImpact): Promise<ImpactRunAnswer> {
    const asked = await this.backtests.impactOf(networkId, version, at);
    return this.keyed.run(networkId, call, 202, async (tx) =>
      runAnswer(await this.backtests.askImpact(tx, networkId, asked, author)),
    );
  }
}
