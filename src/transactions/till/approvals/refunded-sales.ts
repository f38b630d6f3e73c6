import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { type RequestContext, requireRestaurant } from '../../../security';
import { refusing } from '../../ledger/act/refusing';
import type { RefundBody, TillAct } from '../../ledger/act/till-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../intake/act-intake';

/** Finds the sale or redemption of a refund, and makes the refund's act. */
@Injectable()
export class RefundedSales {
  constructor(
    private readonly database: Database,
    private readonly intake: ActIntake,
  ) {}

  /** A refund takes place where its sale did, so the liability returns to the same restaurant. */
  placeAt(
    sale: JournalRow,
    { principal, call }: RequestContext,
    body: RefundBody,
    { isQuote = false } = {},
  ): TillAct | Promise<TillAct> {
    return this.intake.place({
      ...actOfCall({ principal, call }),
      guestId: sale.guestId,
      body,
      pointOfSaleId: sale.pointOfSaleId,
      ...(isQuote && { key: null }),
      isQuote,
      refused: isRefundable(sale) ? undefined : refusing('not_refundable'),
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async getSale({ principal, networkId }: RequestContext, saleId: string): Promise<JournalRow> {
    const [sale] = await findJournalRows(this.database.readsOf(networkId), networkId, [saleId]);
    if (sale === undefined) throw new ProblemError('not_found');
    if (sale.restaurantId !== null) requireRestaurant(principal, sale.restaurantId);
    return sale;
  }
}

function isRefundable({ type }: JournalRow): boolean {
  return type === 'SALE' || type === 'REDEMPTION';
}
