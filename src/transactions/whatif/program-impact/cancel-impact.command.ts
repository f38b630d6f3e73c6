import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { runAnswer } from '../runs/backtest.dto';
import { Backtests } from '../runs/backtests';
import type { ImpactRunAnswer } from './impact.dto';

/** Ends an impact that waits or runs; one that has ended stays as it ended. */
export class CancelImpact extends UseCase<ImpactRunAnswer, { readonly id: string }> {}

@CommandHandler(CancelImpact)
export class CancelImpactHandler implements ICommandHandler<CancelImpact> {
  constructor(
    private readonly backtests: Backtests,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  execute({ context: { networkId, call }, input: { id } }: CancelImpact): Promise<ImpactRunAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) =>
      runAnswer(await this.backtests.cancel(tx, networkId, 'IMPACT', id)),
    );
  }
}
