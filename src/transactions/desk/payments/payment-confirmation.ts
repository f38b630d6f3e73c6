import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { type RefusalReason, refusing } from '../../ledger/act/refusing';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import { requirePosted } from '../../till/responses/respond';
import type { Confirmation, PaymentDto } from './payment.dto';
import { findConfirmation, type SaleOfGuest, findSale, listSalesOfReference } from './payments.sql';
import { Handles } from '../../../platform/http/handlers-of';

/** The payment of the sale with an order id or receipt number is confirmed. */
export class ConfirmPayment extends UseCase<Confirmation, { body: PaymentDto }> {}

/** The payment of a sale is confirmed. */
export class ConfirmSalePayment extends UseCase<Confirmation, { saleId: string }> {}

/** Activates the points of a sale that waited for its payment, once. A repeated report gets the first answer. */
@Injectable()
export class PaymentConfirmation {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  /** @throws ProblemError as `ConfirmSalePayment`, and `payment_ambiguous` */
  @Handles(ConfirmPayment)
  async confirmPayment({ context, input: { body } }: ConfirmPayment): Promise<Confirmation> {
    const { reference, pointOfSaleId } = body;
    const { networkId } = context;
    const [sale, another] = await this.database.inNetwork(networkId, (tx) =>
      listSalesOfReference(tx, networkId, reference, pointOfSaleId ?? null),
    );
    if (sale === undefined) throw new ProblemError('not_found');
    const isAmbiguous = sale.isAwaited && another?.isAwaited === true;
    return this.confirm(context, sale, isAmbiguous ? refusing('payment_ambiguous') : undefined);
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `own_account`, `payment_not_awaited` */
  @Handles(ConfirmSalePayment)
  async confirmSalePayment({ context, input: { saleId } }: ConfirmSalePayment): Promise<Confirmation> {
    const { networkId } = context;
    const sale = found(await this.database.inNetwork(networkId, (tx) => findSale(tx, networkId, saleId)));
    return this.confirm(context, sale);
  }

  /** @throws ProblemError `restaurant_not_allowed`, `own_account`, `payment_not_awaited` */
  private async confirm(
    { principal, call }: RequestContext,
    sale: SaleOfGuest,
    refused?: RefusalReason,
  ): Promise<Confirmation> {
    if (sale.restaurantId !== null) requireRestaurant(principal, sale.restaurantId);
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: sale.guestId,
      body: { kind: 'CONFIRM', saleId: sale.id },
      refused,
    });
    const outcome = await this.till.submit({ ...act, restaurantId: sale.restaurantId });
    if (outcome.kind === 'REFUSED' && outcome.code === 'payment_not_awaited') {
      const before = await this.database.inNetwork(act.networkId, (tx) => findConfirmation(tx, act.networkId, sale.id));
      if (before !== undefined) {
        call.replayed(200);
        return confirmationOf(before);
      }
    }
    requirePosted(outcome);
    if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
    if (outcome.replayed) call.replayed(200);
    return confirmationOf(outcome.row);
  }
}

function confirmationOf(row: JournalRow): Confirmation {
  const { available, pending, receivable } = row;
  return {
    transactionId: row.relatedId ?? '',
    guestId: row.guestId ?? '',
    pointsConfirmed: row.pointsEarned,
    confirmedAt: new Date(row.recordedAt).toISOString(),
    balance: { available, pending, receivable },
  };
}
