import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { PaymentConfirmation } from './payment-confirmation';
import type { Confirmation } from './payment.dto';
import { findSale } from './payments.sql';

/** The payment of a sale is confirmed. */
export class ConfirmSalePayment extends UseCase<Confirmation, { readonly saleId: string }> {}

@CommandHandler(ConfirmSalePayment)
export class ConfirmSalePaymentHandler implements ICommandHandler<ConfirmSalePayment> {
  constructor(
    private readonly database: Database,
    private readonly confirmation: PaymentConfirmation,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `own_account`, `payment_not_awaited` */
  async execute({ context, input: { saleId } }: ConfirmSalePayment): Promise<Confirmation> {
    const { networkId } = context;
    const sale = await this.database.inNetwork(networkId, (tx) => findSale(tx, networkId, saleId));
    if (sale === undefined) throw new ProblemError('not_found');
    return this.confirmation.confirm(context, sale);
  }
}
