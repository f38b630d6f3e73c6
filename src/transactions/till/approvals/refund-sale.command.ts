import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type NetworkProfile, Networks } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';
import { UseCase } from '../../../security';
import type { Outcome, RefundBody } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { THOUSANDTHS } from '../intake/act.dto';
import { Till } from '../queue/till';
import { refundFiguresOf } from '../responses/transaction-answer';
import { Approvals } from './approvals';
import type { RefundDto } from './refund.dto';
import { RefundedSales } from './refunded-sales';
import { lockAndSumRefundsOf, sumRefundedWithoutApproval } from './refunds.sql';

/** All or a part of a sale or redemption goes back. */
export class RefundSale extends UseCase<Outcome, { readonly saleId: string; readonly body: RefundDto }> {}

@CommandHandler(RefundSale)
export class RefundSaleHandler implements ICommandHandler<RefundSale> {
  constructor(
    private readonly sales: RefundedSales,
    private readonly networks: Networks,
    private readonly till: Till,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  /**
   * A cashier's refund waits for a manager (202) where the sale is of another business date, or where it comes, with
   * the earlier refunds of this sale without an approval, to more than the network's limit: so a refund in parts
   * reaches no further than one. The amount is known once the refund is decided.
   */
  async execute({ context, input: { saleId, body: dto } }: RefundSale): Promise<Outcome> {
    const { principal, origin } = context;
    const sale = await this.sales.getSale(context, saleId);
    const body: RefundBody = { kind: 'REFUND', saleId, reason: dto.reason, what: whatOf(dto), undo: false };
    const act = await this.sales.placeAt(sale, context, body);
    const network = await this.networks.getProfile(context.networkId);
    const { key } = act;
    const isCashier = principal.kind === 'user' && principal.role === 'cashier';
    if (act.refused !== undefined || key === null || !isCashier) return this.till.submit(act);
    if (!isOfDayAt(this.clock.now(), sale, network)) return this.approvals.request(act, key, 0, { principal, origin });
    const instead = async (tx: Tx, row: JournalRow) => {
      const before = await sumRefundedWithoutApproval(tx, act.networkId, saleId);
      const { cashierRefund, cashierRefundPerDay } = network.settings.limits;
      const ofDay = await lockAndSumRefundsOf(tx, act.networkId, principal.id, this.firstIdOfDay(network));
      if (before + row.amount <= cashierRefund && ofDay + row.amount <= cashierRefundPerDay) return null;
      return this.approvals.putAside(tx, act, key, 0, refundFiguresOf(row), { principal, origin });
    };
    return this.till.submit(act, { instead });
  }

  /** Ids are ordered by time. */
  private firstIdOfDay({ timeZone, settings: { dayStart } }: NetworkProfile): string {
    const calendar = calendarOf(timeZone, dayStart);
    const today = isoDateOf(calendar.businessDay(this.clock.now().getTime()));
    return lowestIdAt(calendar.instantOf(`${today}T${dayStart}`));
  }
}

/** A cashier refunds on the sale's business date. */
function isOfDayAt(now: Date, sale: JournalRow, network: NetworkProfile): boolean {
  const calendar = calendarOf(network.timeZone, network.settings.dayStart);
  return sale.businessDate === isoDateOf(calendar.businessDay(now.getTime()));
}

function whatOf(dto: RefundDto): RefundBody['what'] {
  if (dto.amount !== undefined && dto.amount !== null) return { kind: 'AMOUNT', amount: dto.amount };
  if (dto.items === undefined || dto.items === null) return { kind: 'ALL' };
  return {
    kind: 'LINES',
    lines: dto.items.map((item) => ({
      line: item.line,
      quantityMilli:
        item.quantity === undefined || item.quantity === null ? null : Math.round(item.quantity * THOUSANDTHS),
      total: item.total ?? null,
    })),
  };
}
