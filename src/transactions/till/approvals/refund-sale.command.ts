import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import type { SingleActHooks } from '../queue/single-act-transaction';
import { Till } from '../queue/till';
import { Approvals } from './approvals';
import { refundFiguresOf } from '../responses/transaction-answer';
import { isAboveLimits, isCashier, RefundLimits } from './refund-limits';
import { type RefundDto, whatOf } from './refund.dto';
import { RefundedSales } from './refunded-sales';

/** All or a part of a sale or redemption goes back. */
export class RefundSale extends UseCase<Outcome, { saleId: string; body: RefundDto }> {}

@CommandHandler(RefundSale)
export class RefundSaleHandler implements ICommandHandler<RefundSale> {
  constructor(
    private readonly approvals: Approvals,
    private readonly till: Till,
    private readonly networks: Networks,
    private readonly sales: RefundedSales,
    private readonly limits: RefundLimits,
  ) {}

  /**
   * A cashier's refund above the limits waits for a manager (202). Earlier refunds without an approval count towards
   * the limit, so refunds in parts cannot exceed it. The amount is known once the refund is decided.
   */
  async execute({ context, input: { saleId, body: dto } }: RefundSale): Promise<Outcome> {
    const { principal, origin } = context;
    const sale = await this.sales.getSale(context, saleId);
    const act = await this.sales.placeAt(sale, context, {
      kind: 'REFUND',
      saleId,
      reason: null,
      comment: dto.reason,
      what: whatOf(dto),
      undo: false,
    });
    const network = await this.networks.getProfile(context.networkId);
    const { key } = act;
    if (act.refused !== undefined || key === null || !isCashier(principal)) return this.till.submit(act);
    if (await this.limits.waits(principal.id, sale, network))
      return this.approvals.request(act, key, 0, { principal, origin });
    const instead: SingleActHooks['instead'] = async (tx, row, { refunded }) => {
      if (!isAboveLimits(network, refunded, row)) return null;
      return this.approvals.putAside(tx, act, key, 0, refundFiguresOf(row), { principal, origin });
    };
    const refundDay = { actorId: principal.id, firstId: this.limits.firstIdOfDay(network) };
    return this.till.submit(act, { sums: { refundDay }, instead });
  }
}
