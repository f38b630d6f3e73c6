import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Snapshots } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, type RequestContext, requireRestaurant } from '../../../security';
import { type AnswerReader, transactionAnswerOf } from '../../till/responses/transaction-answer';
import { listShiftRows, listShiftTotals, type ShiftTotalsRow } from '../history/history.sql';
import { calendarOfNetwork } from '../../till/queue/till-batch';
import type { ShiftAnswer } from './shift.dto';

interface ShiftRow {
  readonly id: string;
  readonly pointOfSaleId: string;
  readonly restaurantId: string;
  readonly userId: string;
  readonly businessDate: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const SHIFT_COLUMNS = `s.id, s.point_of_sale_id AS "pointOfSaleId", p.restaurant_id AS "restaurantId", s.user_id AS "userId",
  s.business_date AS "businessDate", s.opened_at AS "openedAt", s.closed_at AS "closedAt"`;
const SHIFT_TABLES = 'shifts s JOIN points_of_sale p ON p.network_id = s.network_id AND p.id = s.point_of_sale_id';
const SHIFT_ITEMS = 'shift';

/** The report of a shift. A cashier sees the own shifts, a manager all. */
@Injectable()
export class ShiftReports {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** The caller's open shift at this till today. @throws ProblemError `shift_not_found` before its first act */
  async current(context: RequestContext, pointOfSaleId: string, page: Page): Promise<ShiftAnswer> {
    const { principal, networkId, language } = context;
    const snapshot = await this.snapshots.current(networkId);
    const place = snapshot.place(pointOfSaleId);
    if (place === undefined) throw new ProblemError('not_found');
    requireRestaurant(principal, place.restaurantId);
    const today = isoDateOf(calendarOfNetwork(snapshot).businessDay(this.clock.now().getTime()));
    return this.database.inNetwork(networkId, async (tx) => {
      const shift = await tx.maybe<ShiftRow>(
        `SELECT ${SHIFT_COLUMNS} FROM ${SHIFT_TABLES}
          WHERE s.network_id = $1 AND s.point_of_sale_id = $2 AND s.user_id = $3 AND s.business_date = $4 AND s.closed_at IS NULL`,
        [networkId, pointOfSaleId, principal.id, today],
      );
      if (shift === undefined) throw new ProblemError('shift_not_found');
      return reportOf(tx, networkId, shift, page, { network: snapshot.profile, language });
    });
  }

  async read({ principal, networkId, language }: RequestContext, shiftId: string, page: Page): Promise<ShiftAnswer> {
    const { profile } = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const shift = await getShift(tx, principal, shiftId);
      return reportOf(tx, networkId, shift, page, { network: profile, language });
    });
  }
}

/** @throws ProblemError `shift_not_found`; `forbidden` for another cashier's shift */
export async function getShift(tx: Tx, principal: Principal, shiftId: string): Promise<ShiftRow> {
  const shift = await tx.maybe<ShiftRow>(
    `SELECT ${SHIFT_COLUMNS} FROM ${SHIFT_TABLES} WHERE s.network_id = $1 AND s.id = $2`,
    [networkOf(principal), shiftId],
  );
  if (shift === undefined) throw new ProblemError('shift_not_found');
  requireRestaurant(principal, shift.restaurantId);
  if (principal.kind === 'user' && principal.role === 'cashier' && shift.userId !== principal.id)
    throw new ProblemError('forbidden');
  return shift;
}

/** The figures of a shift with a page of its acts. */
export async function reportOf(
  tx: Tx,
  networkId: string,
  shift: ShiftRow,
  page: Page,
  reader: AnswerReader,
): Promise<ShiftAnswer> {
  const before = page.cursor === undefined ? null : decodeCursor(SHIFT_ITEMS, page.cursor, z.uuid());
  const rows = await listShiftRows(tx, networkId, shift.id, before, page.limit + 1);
  const shown = pageFrom(SHIFT_ITEMS, rows, page.limit, (row) => row.id);
  return {
    id: shift.id,
    pointOfSaleId: shift.pointOfSaleId,
    userId: shift.userId,
    businessDate: shift.businessDate,
    openedAt: shift.openedAt.toISOString(),
    closedAt: shift.closedAt?.toISOString() ?? null,
    totals: totalsOf(await listShiftTotals(tx, networkId, shift.id)),
    items: shown.items.map((row) => transactionAnswerOf(row, reader)),
    nextCursor: shown.nextCursor,
  };
}

function totalsOf(rows: readonly ShiftTotalsRow[]): ShiftAnswer['totals'] {
  const of = (type: string) => rows.find((row) => row.type === type);
  const sale = of('SALE');
  const redemption = of('REDEMPTION');
  const refund = of('REFUND');
  const credit = of('MANUAL_CREDIT');
  const debit = of('MANUAL_DEBIT');
  return {
    sales: {
      count: sale?.count ?? 0,
      amount: sale?.amount ?? 0,
      points: sale?.pointsEarned ?? 0,
      discount: sale?.discount ?? 0,
      payable: sale?.payable ?? 0,
      pointsRedeemed: sale?.pointsRedeemed ?? 0,
      pointsValue: sale?.pointsValue ?? 0,
    },
    redemptions: {
      count: redemption?.count ?? 0,
      amount: redemption?.amount ?? 0,
      points: redemption?.pointsRedeemed ?? 0,
    },
    refunds: {
      count: refund?.count ?? 0,
      amount: refund?.amount ?? 0,
      points: refund?.pointsEarned ?? 0,
      payable: refund?.payable ?? 0,
    },
    credits: { count: credit?.count ?? 0, amount: 0, points: credit?.pointsEarned ?? 0 },
    debits: { count: debit?.count ?? 0, amount: 0, points: debit?.pointsEarned ?? 0 },
  };
}
