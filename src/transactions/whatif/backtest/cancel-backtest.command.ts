import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { type BacktestAnswer, backtestAnswer } from '../runs/backtest.dto';
import { Backtests } from '../runs/backtests';

/** Ends a backtest that waits or runs; one that has ended stays as it ended. */
export class CancelBacktest extends UseCase<BacktestAnswer, { readonly id: string }> {}

@CommandHandler(CancelBacktest)
export class CancelBacktestHandler implements ICommandHandler<CancelBacktest> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, call }, input: { id } }: CancelBacktest): Promise<BacktestAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) =>
      backtestAnswer(await this.backtests.cancel(tx, networkId, 'BACKTEST', id)),
    );
  }
}
