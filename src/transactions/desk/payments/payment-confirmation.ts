import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { type RefusalReason, refusing } from '../../ledger/act/refusing';
import { type JournalRow, JOURNAL_COLUMNS } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { Till } from '../../till/queue/till';
import { requirePosted } from '../../till/responses/respond';
import type { Confirmation, PaymentDto } from './payment.dto';
import { Handles } from '../../../platform/http/handlers-of';

interface SaleOfGuest {
  readonly id: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
}

const SALE_COLUMNS = sql`t.id, t.guest_id AS "guest_id!", t.restaurant_id`;

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

function findSale(tx: Tx, networkId: string, id: string): Promise<SaleOfGuest | undefined> {
  return tx.maybe<SaleOfGuest>`
    SELECT ${SALE_COLUMNS} FROM transactions t
     WHERE t.network_id = ${networkId} AND t.id = ${id} AND t.type = 'SALE' AND t.guest_id IS NOT NULL`;
}

/**
 * At most two sales that left pending points and have this reference as their order id; if no sale has it, as their receipt number. Sales whose payment
 * is still awaited come before confirmed, refunded and void sales; among equals the newest comes first.
 */
async function listSalesOfReference(
  tx: Tx,
  networkId: string,
  reference: string,
  pointOfSaleId: string | null,
): Promise<readonly (SaleOfGuest & { readonly isAwaited: boolean })[]> {
  const listBy = (name: 'ORDER' | 'RECEIPT') =>
    tx.query<SaleOfGuest & { readonly isAwaited: boolean }>`
      SELECT ${SALE_COLUMNS},
        EXISTS (SELECT 1 FROM lots l WHERE l.network_id = ${networkId} AND l.guest_id = t.guest_id AND l.lot_id = t.id
                  AND l.activates_at = 'infinity') AS is_awaited
      FROM transactions t
      WHERE t.network_id = ${networkId} AND ${name === 'ORDER' ? sql`t.external_order_id` : sql`t.receipt_number`} = ${reference} AND t.type = 'SALE' AND t.pending > 0
        AND t.guest_id IS NOT NULL ${when(pointOfSaleId !== null, sql`AND t.point_of_sale_id = ${pointOfSaleId}`)}
      ORDER BY 4 DESC, t.id DESC LIMIT 2`;
  const byOrder = await listBy('ORDER');
  return byOrder.length > 0 ? byOrder : listBy('RECEIPT');
}

/** The row that confirmed the payment of a sale. */
function findConfirmation(tx: Tx, networkId: string, saleId: string): Promise<JournalRow | undefined> {
  return tx.maybe<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.related_id = $2 AND t.type = 'ACTIVATION' LIMIT 1`,
    [networkId, saleId],
  );
}
