import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { refusing } from '../../ledger/act/refusing';
import { PaymentConfirmation } from './payment-confirmation';
import type { Confirmation, PaymentDto } from './payment.dto';
import { findSale, listSalesOfReference } from './payments.sql';
import { Handles } from '../../../platform/http/handlers-of';

/** The payment of the sale with an order id or receipt number is confirmed. */
export class ConfirmPayment extends UseCase<Confirmation, { readonly body: PaymentDto }> {}

/** The payment of a sale is confirmed. */
export class ConfirmSalePayment extends UseCase<Confirmation, { readonly saleId: string }> {}

@Injectable()
export class SalePaymentsHandlers {
  constructor(
    private readonly database: Database,
    private readonly confirmation: PaymentConfirmation,
  ) {}

  /** @throws ProblemError as `ConfirmSalePayment`, and `payment_ambiguous` */
  @Handles(ConfirmPayment)
  async confirmPayment({
    context,
    input: {
      body: { reference, pointOfSaleId },
    },
  }: ConfirmPayment): Promise<Confirmation> {
    const { networkId } = context;
    const [sale, another] = await this.database.inNetwork(networkId, (tx) =>
      listSalesOfReference(tx, networkId, reference, pointOfSaleId ?? null),
    );
    if (sale === undefined) throw new ProblemError('not_found');
    const isAmbiguous = sale.isAwaited && another?.isAwaited === true;
    return this.confirmation.confirm(context, sale, isAmbiguous ? refusing('payment_ambiguous') : undefined);
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `own_account`, `payment_not_awaited` */
  @Handles(ConfirmSalePayment)
  async confirmSalePayment({ context, input: { saleId } }: ConfirmSalePayment): Promise<Confirmation> {
    const { networkId } = context;
    const sale = await this.database.inNetwork(networkId, (tx) => findSale(tx, networkId, saleId));
    if (sale === undefined) throw new ProblemError('not_found');
    return this.confirmation.confirm(context, sale);
  }
}
