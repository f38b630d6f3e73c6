import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, requireRestaurant } from '../../../security';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { requirePosted } from '../../till/responses/respond';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import { Till } from '../../till/queue/till';
import { NO_RECEIPT } from '../../ledger/act/till-act';
import type { Confirmation, PaymentDto } from './payment.dto';
import { findConfirmation, findSale, listSalesOfReference, type SaleOfGuest } from './payments.sql';

/**
 * Payments that are confirmed: the points of the sale that waited for it become active, once. Whoever tells of it
 * again is answered with what the first time came to.
 */
@Injectable()
export class Payments {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
    private readonly till: Till,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed`, `own_account`, `payment_not_awaited` */
  async confirmSale(principal: Principal, saleId: string, call: KeyedCall): Promise<Confirmation> {
    const networkId = networkOf(principal);
    const sale = await this.database.inNetwork(networkId, (tx) => findSale(tx, networkId, saleId));
    if (sale === undefined) throw new ProblemError('not_found');
    return this.confirm(principal, sale, call);
  }

  /** The same by the order id or receipt number of the sale. @throws ProblemError also `payment_ambiguous` */
  async confirmReference(
    principal: Principal,
    { reference, pointOfSaleId }: PaymentDto,
    call: KeyedCall,
  ): Promise<Confirmation> {
    const networkId = networkOf(principal);
    const [sale, another] = await this.database.inNetwork(networkId, (tx) =>
      listSalesOfReference(tx, networkId, reference, pointOfSaleId ?? null),
    );
    if (sale === undefined) throw new ProblemError('not_found');
    const isAmbiguous = sale.isAwaited && another?.isAwaited === true;
    return this.confirm(principal, sale, call, isAmbiguous ? refusing('payment_ambiguous') : undefined);
  }

  private async confirm(
    principal: Principal,
    sale: SaleOfGuest,
    call: KeyedCall,
    refused?: Refusing,
  ): Promise<Confirmation> {
    if (sale.restaurantId !== null) requireRestaurant(principal, sale.restaurantId);
    const act = await this.intake.place({
      principal,
      guestId: sale.guestId,
      body: { kind: 'CONFIRM', saleId: sale.id },
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
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
