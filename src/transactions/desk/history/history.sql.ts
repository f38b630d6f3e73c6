import type { Statements } from '../../../platform/database/database';
import {
  INTERNAL_TYPES,
  JOURNAL_COLUMNS,
  JOURNAL_SELECTED,
  type JournalRow,
  ROWS_BY_ID,
} from '../../ledger/journal/journal-row';
import { type NamedRow, type ToldRow, toldRows } from './actors';

/** The members that list and name a row. A row whose text is kept comes with these alone. */
const LISTED = [
  'id',
  'type',
  'guestVersion',
  'restaurantId',
  'actorKind',
  'actorId',
  'channel',
  'sessionId',
  'reasonCode',
];

const HISTORY_COLUMNS = JOURNAL_SELECTED.map(({ name, sql }) =>
  LISTED.includes(name) ? `${sql} AS "${name}"` : `CASE WHEN t.known THEN NULL ELSE ${sql} END AS "${name}"`,
).join(', ');

const HISTORY = `${toldRows(`SELECT ${HISTORY_COLUMNS}, t.known FROM (
      SELECT t.*, t.id = ANY ($7::uuid[]) AS known FROM transactions t
       WHERE t.network_id = $1 AND t.guest_id = $2 AND ($3::bigint IS NULL OR t.guest_version < $3)
         AND t.type <> ALL ($4::transaction_type[]) AND ($6::uuid[] IS NULL OR t.restaurant_id = ANY ($6))
       ORDER BY t.guest_version DESC LIMIT $5) t`)} ORDER BY t."guestVersion" DESC`;

/** A row of a guest's history. */
export type HistoryRow = Pick<JournalRow, 'id' | 'guestVersion'> &
  ((NamedRow & { readonly known: true }) | (ToldRow & { readonly known: false }));

/** A page of a guest's history, before a version of the guest (the cursor); with `restaurantIds`, acts at these restaurants alone. */
export interface HistoryPage {
  readonly before: number | null;
  readonly limit: number;
  readonly restaurantIds: readonly string[] | null;
  /** Ids of rows whose texts are kept. */
  readonly known: readonly string[];
}

/** A guest's transactions, newest first, without internal journal rows. */
export function listHistory(
  tx: Statements,
  networkId: string,
  guestId: string,
  { before, limit, restaurantIds, known }: HistoryPage,
): Promise<HistoryRow[]> {
  return tx.query<HistoryRow>(HISTORY, [networkId, guestId, before, INTERNAL_TYPES, limit, restaurantIds, known]);
}

const TOLD_BY_ID = toldRows(ROWS_BY_ID);

/** Transactions by id, in no order. */
export function findToldRows(tx: Statements, networkId: string, ids: readonly string[]): Promise<ToldRow[]> {
  return tx.query<ToldRow>(TOLD_BY_ID, [networkId, ids]);
}

/** A query for ids of shifts, with parameters from `$2` on, so that the acts of the shifts need no separate look-up. */
export interface ShiftIds {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export const shiftWithId = (shiftId: string): ShiftIds => ({ sql: 'SELECT $2::uuid', values: [shiftId] });

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

export interface ShiftTotalsRow {
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

/** Acts of gift cards in shifts, by kind. Money in minor units. */
export interface ShiftGiftsRow {
  readonly shiftId: string;
  readonly kind: 'SOLD' | 'TOPPED_UP' | 'SPENT' | 'REFUNDED';
  readonly count: number;
  readonly amount: number;
}

/** Acts of gift cards that a shift's cashier made at its till. They count from the end of the cashier's earlier shift on that date. */
export function listShiftGifts(tx: Statements, networkId: string, shifts: ShiftIds): Promise<ShiftGiftsRow[]> {
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
