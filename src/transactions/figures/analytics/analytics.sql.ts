import type { Statements, Tx } from '../../../platform/database/database';
import { FIGURE_SUMS } from '../reports/daily-figures.sql';
import type { Figures } from '../reports/reports.dto';
import type { CashierSums, SaleSums } from './analytics.dto';
import { SALES_BY_GUEST } from '../reports/loyalty.sql';

/** The relay stores sales without a cashier under this id. */
const NO_USER = '00000000-0000-0000-0000-000000000000';
const MOST_CASHIERS = 500;

/** Figures `f` of the network `$1` in the span `$2` to `$3`, for some restaurants `$4` or (null) all. */
const CHOSEN = `f.network_id = $1 AND f.business_date BETWEEN $2 AND $3 AND ($4::uuid[] IS NULL OR f.restaurant_id = ANY ($4))`;
const SALE_SUMS = `sum(f.sales)::bigint AS sales, sum(f.guest_sales)::bigint AS "guestSales", sum(f.amount)::bigint AS amount,
       sum(f.guest_amount)::bigint AS "guestAmount"`;

/** The figures that the relay stores. */
export type KeptFigures = Figures & { readonly pointsValue: number };

type SpanValues = readonly [networkId: string, from: string, to: string, restaurantIds: readonly string[] | null];

/** Figures by business date. Dates without figures are missing. */
export function listDates(tx: Statements, ...span: SpanValues): Promise<(KeptFigures & { businessDate: string })[]> {
  return tx.query(
    `SELECT business_date AS "businessDate", ${FIGURE_SUMS}, sum(points_value)::bigint AS "pointsValue"
     FROM daily_figures f WHERE ${CHOSEN} GROUP BY business_date ORDER BY business_date`,
    [...span],
  );
}

/** Sales by weekday (1 is Monday) and local hour. */
export function listWeekHours(
  tx: Statements,
  ...span: SpanValues
): Promise<(SaleSums & { weekday: number; hour: number })[]> {
  return tx.query(
    `SELECT (f.business_date - date '1970-01-05') % 7 + 1 AS weekday, f.hour::int AS hour, ${SALE_SUMS}
     FROM hourly_figures f WHERE ${CHOSEN} AND f.sales + f.guest_sales > 0 GROUP BY 1, 2 ORDER BY 1, 2`,
    [...span],
  );
}

/** Sales of a restaurant in a local hour of a business date. */
export type HourRow = SaleSums & {
  readonly businessDate: string;
  readonly restaurantId: string;
  readonly hour: number;
};

/** Sales of single business dates of the whole network, by restaurant and local hour. */
export function listHoursOf(tx: Statements, networkId: string, dates: readonly string[]): Promise<HourRow[]> {
  return tx.query(
    `SELECT f.business_date AS "businessDate", f.restaurant_id AS "restaurantId", f.hour::int AS hour, f.sales,
       f.guest_sales AS "guestSales", f.amount, f.guest_amount AS "guestAmount"
     FROM hourly_figures f WHERE f.network_id = $1 AND f.business_date = ANY ($2::date[])
     ORDER BY 1, 3, 2`,
    [networkId, dates],
  );
}

const CASHIER_SUMS = `coalesce(sum(f.sales), 0)::bigint AS sales, coalesce(sum(f.guest_sales), 0)::bigint AS "guestSales",
       coalesce(sum(f.claimed_sales), 0)::bigint AS "claimedSales", coalesce(sum(f.amount), 0)::bigint AS amount,
       coalesce(sum(f.guest_amount), 0)::bigint AS "guestAmount"`;

/** Sales by cashier, most sales first; `userId` null: a till system or an import. */
export function listCashiers(
  tx: Statements,
  ...span: SpanValues
): Promise<(CashierSums & { userId: string | null; name: string | null })[]> {
  return tx.query(
    `SELECT u.id AS "userId", u.name, s.sales, s."guestSales", s."claimedSales", s.amount, s."guestAmount"
     FROM (
       SELECT f.user_id, ${CASHIER_SUMS} FROM cashier_figures f WHERE ${CHOSEN}
       GROUP BY f.user_id ORDER BY sum(f.sales) DESC, f.user_id LIMIT ${String(MOST_CASHIERS)}) s
     LEFT JOIN users u ON u.network_id = $1 AND u.id = s.user_id AND s.user_id <> '${NO_USER}'
     ORDER BY s.sales DESC, s.user_id`,
    [...span],
  );
}

/** Sums of all cashiers. */
export function sumCashiers(tx: Statements, ...span: SpanValues): Promise<CashierSums> {
  return tx.one(`SELECT ${CASHIER_SUMS} FROM cashier_figures f WHERE ${CHOSEN}`, [...span]);
}

/** Whether figures of hours, cashiers and money paid by points start with the first sale. */
export async function isPastCounted(tx: Statements, networkId: string): Promise<boolean> {
  // If the counting began at the start of the log, the network has no earlier past.
  const row = await tx.maybe('SELECT FROM figure_countings WHERE network_id = $1 AND NOT is_counted AND epoch > 0', [
    networkId,
  ]);
  return row === undefined;
}

/** Guests who bought in a span. */
interface BuyerSums {
  readonly guests: number;
  readonly visits: number;
  readonly repeatGuests: number;
}

/**
 * Guests who bought in a span of at most 367 days in the whole network `$1`, and those who bought more than once. A
 * guest's first visit in the span is one whose previous visit was before the span; for the first two visits, the visit
 * before the previous one was.
 */
export function countBuyers(tx: Tx, networkId: string, from: string, to: string): Promise<BuyerSums> {
  return tx.one(
    `SELECT coalesce(sum(g.firsts), 0)::bigint AS guests, coalesce(sum(v.visits), 0)::bigint AS visits,
       coalesce(sum(g.seconds - g.firsts), 0)::bigint AS "repeatGuests"
     FROM generate_series(0, $3::date - $2::date) n
     CROSS JOIN LATERAL (
       SELECT sum(f.firsts) AS firsts, sum(f.seconds) AS seconds FROM visit_gaps f
       WHERE f.network_id = $1 AND f.business_date = $2::date + n AND f.gap > n) g
     LEFT JOIN visit_gaps v ON v.network_id = $1 AND v.business_date = $2::date + n AND v.gap = 0`,
    [networkId, from, to],
  );
}

/**
 * Guests who bought, counted from the sales of some restaurants or (null) all. The index `transactions_buyers` has all
 * that is needed; only rows of the few refunds are read.
 */
export async function countBuyersOfSales(tx: Tx, ...span: SpanValues): Promise<BuyerSums> {
  // Parallel workers would each add up all buyers again.
  await tx.query(`SELECT set_config('max_parallel_workers_per_gather', '0', true)`);
  return tx.one(
    `WITH RECURSIVE merged (id, heir) AS (
       SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = $1 AND g.merged_into IS NOT NULL
       UNION
       SELECT m.id, g.merged_into FROM merged m JOIN guests g ON g.network_id = $1 AND g.id = m.heir AND g.merged_into IS NOT NULL),
     heirs AS (SELECT m.id, m.heir FROM merged m WHERE NOT EXISTS (SELECT FROM merged n WHERE n.id = m.heir)),
     ${SALES_BY_GUEST},
     visitors AS (
       SELECT coalesce(h.heir, b.guest_id) AS guest_id, sum(b.sales - coalesce(r.sales, 0)) AS visits
       FROM bought b LEFT JOIN returned r USING (guest_id) LEFT JOIN heirs h ON h.id = b.guest_id
       GROUP BY 1)
     SELECT count(*)::integer AS guests, coalesce(sum(v.visits), 0)::bigint AS visits,
       (count(*) FILTER (WHERE v.visits > 1))::integer AS "repeatGuests"
     FROM visitors v WHERE v.visits > 0`,
    [...span],
  );
}
