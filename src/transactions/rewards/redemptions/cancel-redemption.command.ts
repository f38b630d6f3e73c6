import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { RefundSale } from '../../till/approvals/refund-sale.command';
import { closed, Redemptions, requireSender } from './redemptions';

/** Gives back points with their dates, stock, appointment and coupon of a reward that was not handed over or used. */
export class CancelRedemption extends UseCase<Outcome, { readonly redemptionId: string }> {}

@CommandHandler(CancelRedemption)
export class CancelRedemptionHandler implements ICommandHandler<CancelRedemption> {
  constructor(
    private readonly redemptions: Redemptions,
    private readonly keyed: KeyedCalls,
    private readonly commands: CommandBus,
  ) {}

  /** @throws ProblemError `not_found`, `redemption_closed`, `own_account`, `restaurant_not_allowed`, `forbidden` */
  async execute({ context, input: { redemptionId } }: CancelRedemption): Promise<Outcome> {
    const { principal, networkId, call } = context;
    const row = await this.redemptions.getFor(principal, redemptionId);
    requireSender(principal, row);
    // A coupon's use at a sale has no row of its own in the journal: the sale is refunded.
    if (row.transactionId !== row.id) return this.keyed.run(networkId, call, 201, () => Promise.reject(closed(row)));
    return this.commands.execute(new RefundSale(context, { saleId: redemptionId, body: { reason: 'CANCELLED' } }));
  }
}
