import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import type { LedgerPeriod } from './period.dto';
import { Periods } from './periods';

/** Closes a month into its journal, once and for good; a closed month is answered as it was closed. */
export class ClosePeriod extends UseCase<
  LedgerPeriod,
  {
    /** `YYYY-MM`. */
    readonly month: string;
  }
> {}

@CommandHandler(ClosePeriod)
export class ClosePeriodHandler implements ICommandHandler<ClosePeriod> {
  constructor(
    private readonly periods: Periods,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `period_not_over`, `period_out_of_order`, `version_conflict` */
  async execute({ context, input: { month } }: ClosePeriod): Promise<LedgerPeriod> {
    const { principal, origin, networkId, call } = context;
    const prepared = await this.periods.prepare(networkId, month);
    return this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => JSON.parse(await this.periods.close(tx, networkId, prepared, principal, origin)) as LedgerPeriod,
    );
  }
}
