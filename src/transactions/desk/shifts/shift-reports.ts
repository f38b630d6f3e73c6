import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Snapshots } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Statements } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, type RequestContext, requireRestaurant, Audit, UseCase } from '../../../security';
import { isCashier } from '../../till/approvals/refund-limits';
import { type JournalRow, INTERNAL_TYPES, JOURNAL_COLUMNS } from '../../ledger/journal/journal-row';
import { refundReasonsOf } from '../../till/responses/refund-reasons.sql';
import { readerOf, type AnswerReader } from '../../till/responses/shown-names';
import { transactionAnswerOf } from '../../till/responses/transaction-answer';
import type { ShiftAnswer, TillReport, TillReportQuery } from './shift.dto';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { DEFAULT_PAGE } from '../../../platform/http/schemas';
import { placeOf, SHIFTS_CHANNEL } from '../../till/intake/shifts';
import { Handles } from '../../../platform/http/handlers-of';

/** A query for ids of shifts, with parameters from `$2` on, so that the acts of the shifts need no separate look-up. */
interface ShiftIds {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export const shiftWithId = (shiftId: string): ShiftIds => ({ sql: 'SELECT $2::uuid', values: [shiftId] });

interface ShiftTotalsRow {
  readonly shiftId: string;
  readonly type: string;
  readonly count: number;
  /** Sales that are parts of one receipt count as one. */
  readonly receipts: number;
  /** How many transactions were recorded after the shift was closed. */
  readonly late: number;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  /** Money that sales brought in, or that refunds of sales paid out. 0 for other types. */
  readonly money: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly pointsValue: number;
}

/** Acts of gift cards in shifts, by kind. Money in minor units. */
interface ShiftGiftsRow {
  readonly shiftId: string;
  readonly kind: 'SOLD' | 'TOPPED_UP' | 'SPENT' | 'REFUNDED';
  readonly count: number;
  readonly amount: number;
}

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
/** A till has a few shifts a day. More than this come from a faulty client that closes shifts in a loop. */
const MOST_SHIFTS_A_DAY = 500;

/** Closes a shift; the next act at the till opens another. Closing twice changes nothing. */
export class CloseShift extends UseCase<ShiftAnswer, { shiftId: string }> {}

/** The report of a shift. Cashiers only see their own shifts, managers see all. */
@Injectable()
export class ShiftReports {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `shift_not_found`, `restaurant_not_allowed`; `forbidden` for another cashier's shift */
  @Handles(CloseShift)
  async closeShift({ context, input: { shiftId } }: CloseShift): Promise<ShiftAnswer> {
    const { principal, networkId, author, language } = context;
    const snapshot = await this.snapshots.current(networkId);
    await this.database.inNetwork(networkId, async (tx) => {
      const shift = await getShift(tx, principal, shiftId);
      // Only one of two concurrent calls closes the shift and writes the audit.
      const closed = await tx.maybe<{ id: string }>`
        UPDATE shifts SET closed_at = ledger_now() WHERE network_id = ${networkId} AND id = ${shiftId} AND closed_at IS NULL RETURNING id`;
      if (closed !== undefined) {
        await tx.query`SELECT pg_notify(${SHIFTS_CHANNEL}, ${placeOf(networkId, shift)})`;
        const subject = { subjectKind: 'shift', subjectId: shiftId } as const;
        await this.audit.append(tx, networkId, { ...author, action: 'shift.closed', ...subject });
      }
    });
    const reads = this.database.readsOf(networkId);
    const page = { limit: DEFAULT_PAGE };
    const [now, figures] = await Promise.all([
      getShift(reads, principal, shiftId),
      readFigures(reads, networkId, shiftWithId(shiftId), page),
    ]);
    return reportOf(now, figures, page, readerOf(snapshot, language, false));
  }

  /** The caller's open shift at this till today. @throws ProblemError `shift_not_found` before its first act */
  async current(context: RequestContext, pointOfSaleId: string, page: Page): Promise<ShiftAnswer> {
    const { principal, networkId, language } = context;
    const { snapshot, today } = await this.tillOf(context, pointOfSaleId);
    const tx = this.database.readsOf(networkId);
    const where = `s.network_id = $1 AND s.point_of_sale_id = $2 AND s.user_id = $3 AND s.business_date = $4 AND s.closed_at IS NULL`;
    const values = [pointOfSaleId, principal.id, today];
    const [shift, figures] = await Promise.all([
      tx.maybe<ShiftRow>(`SELECT ${SHIFT_COLUMNS} FROM ${SHIFT_TABLES} WHERE ${where}`, [networkId, ...values]),
      readFigures(tx, networkId, { sql: `SELECT s.id FROM shifts s WHERE ${where}`, values }, page),
    ]);
    if (shift === undefined) throw new ProblemError('shift_not_found');
    return reportOf(shift, figures, page, readerOf(snapshot, language, false));
  }

  /**
   * The shifts of a till on a business date, and their figures in sum. Cashiers only see their own shifts.
   * @throws ProblemError 404 for a till that the network does not have, 403 `restaurant_not_allowed`
   */
  async ofTill(context: RequestContext, { pointOfSaleId, businessDate }: TillReportQuery): Promise<TillReport> {
    const { principal, networkId } = context;
    const { today } = await this.tillOf(context, pointOfSaleId);
    const day = businessDate ?? today;
    const tx = this.database.readsOf(networkId);
    const selected = `WHERE s.network_id = $1 AND s.point_of_sale_id = $2 AND s.business_date = $3 AND ($4::uuid IS NULL OR s.user_id = $4)
      ORDER BY s.opened_at, s.id LIMIT $5`;
    const values = [pointOfSaleId, day, isCashier(principal) ? principal.id : null, MOST_SHIFTS_A_DAY];
    const ids = { sql: `SELECT s.id FROM shifts s ${selected}`, values };
    const [shifts, rows, gifts] = await Promise.all([
      tx.query<ShiftRow>(`SELECT ${SHIFT_COLUMNS} FROM ${SHIFT_TABLES} ${selected}`, [networkId, ...values]),
      listShiftTotals(tx, networkId, ids),
      listShiftGifts(tx, networkId, ids),
    ]);
    const isOf = (shift: ShiftRow) => (row: { readonly shiftId: string }) => row.shiftId === shift.id;
    const items = shifts.map((shift) => ({
      ...headOf(shift),
      totals: totalsOf(rows.filter(isOf(shift)), gifts.filter(isOf(shift))),
    }));
    return { pointOfSaleId, businessDate: day, totals: totalsOf(rows, gifts), items };
  }

  private async tillOf({ principal, networkId }: RequestContext, pointOfSaleId: string) {
    const snapshot = await this.snapshots.current(networkId);
    const place = snapshot.place(pointOfSaleId);
    if (place === undefined) throw new ProblemError('not_found');
    requireRestaurant(principal, place.restaurantId);
    const today = isoDateOf(calendarOfNetwork(snapshot).businessDay(this.clock.now().getTime()));
    return { snapshot, today };
  }

  async read({ principal, networkId, language }: RequestContext, shiftId: string, page: Page): Promise<ShiftAnswer> {
    const snapshot = await this.snapshots.current(networkId);
    const tx = this.database.readsOf(networkId);
    const [shift, figures] = await Promise.all([
      getShift(tx, principal, shiftId),
      readFigures(tx, networkId, shiftWithId(shiftId), page),
    ]);
    return reportOf(shift, figures, page, readerOf(snapshot, language, false));
  }
}

/** @throws ProblemError `shift_not_found`; `forbidden` for another cashier's shift */
async function getShift(tx: Statements, principal: Principal, shiftId: string): Promise<ShiftRow> {
  const shift = await tx.maybe<ShiftRow>(
    `SELECT ${SHIFT_COLUMNS} FROM ${SHIFT_TABLES} WHERE s.network_id = $1 AND s.id = $2`,
    [networkOf(principal), shiftId],
  );
  if (shift === undefined) throw new ProblemError('shift_not_found');
  requireRestaurant(principal, shift.restaurantId);
  if (isCashier(principal) && shift.userId !== principal.id) throw new ProblemError('forbidden');
  return shift;
}

interface ShiftFigures {
  readonly rows: JournalRow[];
  readonly totals: readonly ShiftTotalsRow[];
  readonly gifts: readonly ShiftGiftsRow[];
  /** People's reasons for refunds, by refund id. */
  readonly refundReason: (id: string) => string | null;
}

/** The totals of shifts and a page of their acts. Both are empty where there is no such shift. */
async function readFigures(tx: Statements, networkId: string, shift: ShiftIds, page: Page): Promise<ShiftFigures> {
  const before = page.cursor === undefined ? null : decodeCursor(SHIFT_ITEMS, page.cursor, z.uuid());
  const [rows, totals, gifts] = await Promise.all([
    listShiftRows(tx, networkId, shift, before, page.limit + 1),
    listShiftTotals(tx, networkId, shift),
    listShiftGifts(tx, networkId, shift),
  ]);
  return { rows, totals, gifts, refundReason: await refundReasonsOf(tx, networkId, rows) };
}

function reportOf(
  shift: ShiftRow,
  { rows, totals, gifts, refundReason }: ShiftFigures,
  page: Page,
  reader: AnswerReader,
): ShiftAnswer {
  const shown = pageFrom(SHIFT_ITEMS, rows, page.limit, (row) => row.id);
  return {
    ...headOf(shift),
    totals: totalsOf(totals, gifts),
    items: shown.items.map((row) => transactionAnswerOf(row, { ...reader, refundReason })),
    nextCursor: shown.nextCursor,
  };
}

function headOf({ id, pointOfSaleId, userId, businessDate, openedAt, closedAt }: ShiftRow) {
  return {
    id,
    pointOfSaleId,
    userId,
    businessDate,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  };
}

/** The figures of one shift, or of several together. */
function totalsOf(rows: readonly ShiftTotalsRow[], gifts: readonly ShiftGiftsRow[]): ShiftAnswer['totals'] {
  const giftsOf = (kind: ShiftGiftsRow['kind']) => {
    const found = gifts.filter((row) => row.kind === kind);
    return {
      count: found.reduce((all, { count }) => all + count, 0),
      amount: found.reduce((all, { amount }) => all + amount, 0),
    };
  };
  const sum = (types: readonly string[], figure: Exclude<keyof ShiftTotalsRow, 'shiftId' | 'type'>) =>
    rows.reduce((total, row) => (types.includes(row.type) ? total + row[figure] : total), 0);
  const [sale, redemption, refund, undo] = [['SALE'], ['REDEMPTION'], ['REFUND'], ['UNDO']];
  const [credit, debit, back] = [['MANUAL_CREDIT'], ['MANUAL_DEBIT'], [...refund, ...undo]];
  return {
    received: {
      net: sum(sale, 'money') - sum(back, 'money'),
      gross: sum(sale, 'money'),
      refunded: sum(refund, 'money'),
      undone: sum(undo, 'money'),
    },
    sales: {
      count: sum(sale, 'count'),
      receipts: sum(sale, 'receipts'),
      late: sum(sale, 'late'),
      amount: sum(sale, 'amount'),
      points: sum(sale, 'pointsEarned'),
      discount: sum(sale, 'discount'),
      payable: sum(sale, 'payable'),
      pointsRedeemed: sum(sale, 'pointsRedeemed'),
      pointsValue: sum(sale, 'pointsValue'),
    },
    redemptions: {
      count: sum(redemption, 'count'),
      amount: sum(redemption, 'amount'),
      points: sum(redemption, 'pointsRedeemed'),
    },
    refunds: {
      count: sum(back, 'count'),
      amount: sum(back, 'amount'),
      points: sum(back, 'pointsEarned'),
      payable: sum(back, 'payable'),
      undone: sum(undo, 'count'),
    },
    credits: { count: sum(credit, 'count'), amount: 0, points: sum(credit, 'pointsEarned') },
    debits: { count: sum(debit, 'count'), amount: 0, points: sum(debit, 'pointsEarned') },
    giftCards: {
      sold: giftsOf('SOLD'),
      toppedUp: giftsOf('TOPPED_UP'),
      spent: giftsOf('SPENT'),
      refunded: giftsOf('REFUNDED'),
    },
  };
}

/** The transactions of one shift, newest first, before an id (the cursor). */
export function listShiftRows(
  tx: Statements,
  networkId: string,
  shift: ShiftIds,
  beforeId: string | null,
  limit: number,
): Promise<JournalRow[]> {
  const [before, types, most] = parametersAfter(shift);
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.shift_id = (${shift.sql}) AND (${before}::uuid IS NULL OR t.id < ${before})
        AND t.type <> ALL (${types}::transaction_type[])
      ORDER BY t.id DESC LIMIT ${most}`,
    [networkId, ...shift.values, beforeId, INTERNAL_TYPES, limit],
  );
}

/** The placeholders of the three parameters after the parameters of the shifts. */
function parametersAfter({ values }: ShiftIds): [string, string, string] {
  return [`$${String(values.length + 2)}`, `$${String(values.length + 3)}`, `$${String(values.length + 4)}`];
}

/**
 * Totals of shifts by type of transaction; undos count apart from other refunds. The money of an attached receipt
 * counts in the shift that received it. So the attached sale adds only its points and, in rows of builds before 0.3,
 * the change of the amount.
 */
export function listShiftTotals(tx: Statements, networkId: string, shifts: ShiftIds): Promise<ShiftTotalsRow[]> {
  const [types] = parametersAfter(shifts);
  return tx.query<ShiftTotalsRow>(
    `SELECT t.shift_id AS "shiftId",
            CASE WHEN t.type = 'MANUAL' THEN 'MANUAL_' || t.direction
                 WHEN t.type = 'REFUND' AND t.reason_code = 'UNDO' THEN 'UNDO' ELSE t.type::text END AS type,
            count(*) FILTER (WHERE receipt.id IS NULL)::bigint AS count,
            count(DISTINCT coalesce(t.facts->'part'->>'first', t.id::text)) FILTER (WHERE receipt.id IS NULL)::bigint AS receipts,
            count(*) FILTER (WHERE receipt.id IS NULL AND t.recorded_at > closed.at)::bigint AS late,
            sum(t.amount - coalesce(receipt.amount, 0))::bigint AS amount,
            sum(t.discount - coalesce(receipt.discount, 0))::bigint AS discount,
            sum(t.payable - coalesce(receipt.payable, 0))::bigint AS payable,
            coalesce(sum(t.payable - coalesce(receipt.payable, 0))
              FILTER (WHERE t.type = 'SALE' OR (t.type = 'REFUND' AND sold.id IS NOT NULL)), 0)::bigint AS money,
            sum(t.points_earned)::bigint AS "pointsEarned",
            sum(t.points_redeemed)::bigint AS "pointsRedeemed", sum(t.points_value)::bigint AS "pointsValue"
       FROM transactions t
       LEFT JOIN LATERAL (
         SELECT r.id, r.amount, r.discount, r.payable FROM transactions r
          WHERE t.type IN ('SALE', 'REFUND') AND r.network_id = $1 AND r.id = t.related_id AND r.type = 'SALE' LIMIT 1
       ) sold ON true
       LEFT JOIN LATERAL (SELECT sold.id, sold.amount, sold.discount, sold.payable WHERE t.type = 'SALE') receipt ON true
       LEFT JOIN LATERAL (SELECT c.closed_at AS at FROM shifts c WHERE c.network_id = $1 AND c.id = t.shift_id) closed ON true
      WHERE t.network_id = $1 AND t.shift_id = ANY (ARRAY(${shifts.sql})) AND t.type <> ALL (${types}::transaction_type[]) GROUP BY 1, 2`,
    [networkId, ...shifts.values, INTERNAL_TYPES],
  );
}

/** Acts of gift cards that a shift's cashier made at its till. They count from the end of the cashier's earlier shift on that date. */
function listShiftGifts(tx: Statements, networkId: string, shifts: ShiftIds): Promise<ShiftGiftsRow[]> {
  return tx.query<ShiftGiftsRow>(
    `SELECT f.id AS "shiftId", g.kind, count(*)::integer AS count, sum(g.amount)::bigint AS amount
       FROM shifts f
       LEFT JOIN LATERAL (
         SELECT max(b.closed_at) AS at FROM shifts b
          WHERE b.network_id = $1 AND b.point_of_sale_id = f.point_of_sale_id AND b.user_id = f.user_id
            AND b.business_date = f.business_date AND b.opened_at < f.opened_at) before ON true
       JOIN gift_transactions g ON g.network_id = $1 AND g.business_date = f.business_date AND g.point_of_sale_id = f.point_of_sale_id
        AND g.actor_kind = 'user' AND g.actor_id = f.user_id AND g.recorded_at <= coalesce(f.closed_at, 'infinity')
        AND g.recorded_at > coalesce(before.at, '-infinity')
      WHERE f.network_id = $1 AND f.id = ANY (ARRAY(${shifts.sql})) AND g.kind IN ('SOLD', 'TOPPED_UP', 'SPENT', 'REFUNDED')
      GROUP BY f.id, g.kind`,
    [networkId, ...shifts.values],
  );
}
