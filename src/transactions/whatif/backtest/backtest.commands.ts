import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { backtestAnswer, type BacktestAnswer } from '../runs/backtest.dto';
import { type AskedRun, type AskedPeriod, Backtests } from '../runs/backtests';

/** A run over the network's own past: of a version, of a document of its own, or of the ledger reproduced. */
export class AskBacktest extends UseCase<
  BacktestAnswer,
  { readonly asked: number | AskedRun; readonly period: AskedPeriod }
> {}

@CommandHandler(AskBacktest)
export class AskBacktestHandler implements ICommandHandler<AskBacktest> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /**
   * @throws ProblemError `not_found` for a version that is not there, `no_program` while nothing was ever decided,
   * `rate_limited` while too many wait, `invalid_body` for a period that ends before it begins or begins in the future
   */
  async execute({
    context: { networkId, author, call },
    input: { asked, period },
  }: AskBacktest): Promise<BacktestAnswer> {
    const what = typeof asked === 'number' ? await this.backtests.versionOf(networkId, asked) : asked;
    return this.keyed.run(networkId, call, 202, async (tx) =>
      backtestAnswer(await this.backtests.ask(tx, networkId, what, period, author)),
    );
  }
}
