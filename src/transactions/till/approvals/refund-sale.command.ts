import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { Till } from '../queue/till';
import { refundFiguresOf } from '../responses/transaction-answer';
import { Approvals } from './approvals';
import { isCashier, RefundLimits } from './refund-limits';
import { type RefundDto, whatOf } from './refund.dto';
import { RefundedSales } from './refunded-sales';
import { lockRefundsOf } from './refunds.sql';

/** All or a part of a sale or redemption goes back. */
export class RefundSale extends UseCase<Outcome, { readonly saleId: string; readonly body: RefundDto }> {}

@CommandHandler(RefundSale)
export class RefundSaleHandler implements ICommandHandler<RefundSale> {
  constructor(
    private readonly sales: RefundedSales,
    private readonly networks: Networks,
    private readonly till: Till,
    private readonly approvals: Approvals,
    private readonly limits: RefundLimits,
  ) {}

  /**
   * A cashier's refund above the limits waits for a manager (202). Earlier refunds without an approval count: so a refund
   * in parts reaches no further than one. The amount is known once the refund is decided.
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
    if (this.limits.isTooLate(sale, network)) return this.approvals.request(act, key, 0, { principal, origin });
    const instead = async (tx: Tx, row: JournalRow) => {
      await lockRefundsOf(tx, act.networkId, principal.id);
      if (!(await this.limits.isAbove(tx, network, principal.id, saleId, row))) return null;
      return this.approvals.putAside(tx, act, key, 0, refundFiguresOf(row), { principal, origin });
    };
    return this.till.submit(act, { instead });
  }
}
