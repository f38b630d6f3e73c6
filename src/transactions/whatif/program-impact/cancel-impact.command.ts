import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { RequestContext } from '../../../security';
import { runAnswer } from '../backtest/backtest.dto';
import { Backtests } from '../backtest/backtests';
import type { ImpactRunAnswer } from './impact.dto';

/** Ends an impact that waits or runs; one that has ended stays as it ended. */
export class CancelImpact extends Command<ImpactRunAnswer> {
  constructor(
    readonly context: RequestContext,
    readonly id: string,
  ) {
    super();
  }
}

@CommandHandler(CancelImpact)
export class CancelImpactHandler implements ICommandHandler<CancelImpact> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, call }, id }: CancelImpact): Promise<ImpactRunAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) =>
      runAnswer(await this.backtests.cancel(tx, networkId, 'IMPACT', id)),
    );
  }
}
