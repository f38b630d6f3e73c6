import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { runAnswer } from '../runs/backtest.dto';
import { Backtests } from '../runs/backtests';
import type { EstimateRunAnswer } from './campaign-estimate.dto';

/** Ends an estimate that waits or runs; one that has ended stays as it ended. */
export class CancelEstimate extends UseCase<EstimateRunAnswer, { readonly id: string }> {}

@CommandHandler(CancelEstimate)
export class CancelEstimateHandler implements ICommandHandler<CancelEstimate> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, call }, input: { id } }: CancelEstimate): Promise<EstimateRunAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) =>
      runAnswer(await this.backtests.cancel(tx, networkId, 'ESTIMATE', id)),
    );
  }
}
