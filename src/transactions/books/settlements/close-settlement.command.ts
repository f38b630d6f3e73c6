import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import type { SettlementAnswer } from './settlement.dto';
import { Settlements } from './settlements';

/** Settles a closed month between the restaurants, once and for good; a settled month is answered as it was settled. */
export class CloseSettlement extends UseCase<
  SettlementAnswer,
  {
    /** `YYYY-MM`. */
    readonly month: string;
  }
> {}

@CommandHandler(CloseSettlement)
export class CloseSettlementHandler implements ICommandHandler<CloseSettlement> {
  constructor(
    private readonly settlements: Settlements,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `period_not_closed` */
  async execute({ context, input: { month } }: CloseSettlement): Promise<SettlementAnswer> {
    const { principal, origin, networkId, call } = context;
    const prepared = await this.settlements.prepare(networkId, month);
    return this.keyed.run(
      networkId,
      call,
      200,
      async (tx) =>
        JSON.parse(await this.settlements.close(tx, networkId, prepared, principal, origin)) as SettlementAnswer,
    );
  }
}
