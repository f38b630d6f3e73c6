import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { backtestAnswer, type BacktestAnswer, runAnswer, type RunAnswer } from './backtest.dto';
import { Backtests } from './backtests';
import type { RunKind } from './backtests.sql';

/** How a run of each kind is answered. */
interface RunAnswers {
  readonly BACKTEST: BacktestAnswer;
  readonly IMPACT: RunAnswer;
  readonly ESTIMATE: RunAnswer;
}

/** Ends a run that waits or is under way; one that has ended stays as it ended. */
export class CancelRun<Kind extends RunKind> extends UseCase<
  RunAnswers[Kind],
  { readonly kind: Kind; readonly id: string }
> {}

@CommandHandler(CancelRun)
export class CancelRunHandler implements ICommandHandler<CancelRun<RunKind>> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, call }, input: { kind, id } }: CancelRun<RunKind>): Promise<RunAnswers[RunKind]> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const run = await this.backtests.cancel(tx, networkId, kind, id);
      return run.mode === 'DRAFT' || run.mode === 'REPRODUCE' ? backtestAnswer(run) : runAnswer(run);
    });
  }
}
