import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import type { Outcome, RefundBody } from '../../ledger/act/till-act';
import { Till } from '../queue/till';
import { RefundedSales } from './refunded-sales';
import { releaseReceipt } from '../decide/receipt-parts';

/** A whole refund within a minute, while none of the points were spent. It frees the receipt. */
export class UndoSale extends UseCase<Outcome, { saleId: string }> {}

@CommandHandler(UndoSale)
export class UndoSaleHandler implements ICommandHandler<UndoSale> {
  constructor(
    private readonly till: Till,
    private readonly sales: RefundedSales,
    private readonly snapshots: Snapshots,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`; `forbidden` for a cashier who undoes another cashier's sale */
  async execute({ context, input: { saleId } }: UndoSale): Promise<Outcome> {
    const { principal } = context;
    const sale = await this.sales.getSale(context, saleId);
    if (principal.kind === 'user' && principal.role === 'cashier' && sale.actorId !== principal.id)
      throw new ProblemError('forbidden');
    const body: RefundBody = {
      kind: 'REFUND',
      saleId,
      reason: 'UNDO',
      comment: null,
      what: { kind: 'ALL' },
      undo: true,
    };
    const act = await this.sales.placeAt(sale, context, body);
    const { receiptScope } = (await this.snapshots.current(act.networkId)).profile.settings;
    return this.till.submit(act, { after: (tx) => releaseReceipt(tx, act.networkId, sale, receiptScope) });
  }
}
