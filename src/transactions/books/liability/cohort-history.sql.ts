import type { Statements, Tx } from '../../../platform/database/database';
import { readByKeys } from '../../../platform/database/plans';
import { WITH_INACTIVITY } from '../../ledger/read/lot-end.sql';
import { type CountedMonths, monthSql } from './counted-months';
import { ABOVE_CURSOR, findCounting, MOST_UNCOUNTED, OF_JOURNAL } from './liability-counting.sql';
import type { MonthNumber } from './cohort-history.rules';

/**
 * Points by cohort (the month in which their lot was earned), by the month of the lot's own end, and by the month of
 * the movement; minus points taken back and given back.
 */
export interface CohortSum {
  readonly cohort: MonthNumber;
  readonly expires: MonthNumber;
  readonly month: MonthNumber;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
}

/** Transfers `y` that brought points into a lot, or took them out of it for good. */
const IS_MOVEMENT = `y.unit IS NULL AND y.lot_id IS NOT NULL
  AND NOT (y.debit_kind::text LIKE 'GUEST%' AND y.credit_kind::text LIKE 'GUEST%' AND y.credit_kind <> 'GUEST_RECEIVABLE')`;

/** The restaurant that opened a lot by a transfer. Null: the network. */
const ISSUER = (transfer: string): string =>
  `CASE WHEN ${transfer}.debit_kind::text LIKE 'RESTAURANT%' THEN ${transfer}.debit_owner END`;

/** Points `m` that a transfer `y` brought into its lot (below 0: took out of it), and the meaning of the other account. */
const MOVED = `
  CROSS JOIN LATERAL (
    SELECT o.amount, o.other IN ('NETWORK_EXPIRY', 'NETWORK_BREAKAGE') AS expires,
      o.other = 'RESTAURANT_REDEEMED' OR o.other = 'PARTNER' AND y.code IN ('REDEMPTION', 'GIVE_BACK') AS redeems
    FROM (SELECT CASE WHEN d.entered THEN y.amount ELSE -y.amount END AS amount,
        CASE WHEN d.entered THEN y.debit_kind ELSE y.credit_kind END AS other
      FROM (SELECT y.credit_kind::text LIKE 'GUEST%' AND y.credit_kind <> 'GUEST_RECEIVABLE' AS entered) d) o) m`;

const SUMS = `coalesce(sum(m.amount) FILTER (WHERE NOT m.redeems AND NOT m.expires), 0)::bigint AS issued,
    coalesce(-sum(m.amount) FILTER (WHERE m.redeems), 0)::bigint AS redeemed,
    coalesce(-sum(m.amount) FILTER (WHERE m.expires), 0)::bigint AS expired`;

const EXPIRES = monthSql(`coalesce(y.expires_at, 'infinity')`);

/**
 * Movements of a list of transactions `e` and their transfers `y`. Each row is found by its whole key, so a guest's
 * history does not matter. A lot's restaurant is the one whose account opened it. Null: the network's account, or that of another network, opened it.
 */
const movesOf = (list: string): string => `
  SELECT e.guest_id, e.guest_version, m.amount, m.redeems, m.expires AS is_expiry, ${monthSql('e.occurred_at')} AS month,
    ${monthSql(`CASE WHEN y.lot_id = e.id THEN e.occurred_at ELSE earlier.occurred_at END`)} AS earned, ${EXPIRES} AS expires,
    y.expires_at IS NOT DISTINCT FROM ${WITH_INACTIVITY} AS is_inactivity,
    CASE WHEN y.lot_id = e.id AND m.amount > 0 THEN ${ISSUER('y')} ELSE (
      SELECT ${ISSUER('o')} FROM transfers o WHERE o.network_id = $1 AND o.transaction_id BETWEEN y.lot_id AND y.lot_id AND o.lot_id = y.lot_id
      ORDER BY o.transaction_id, o.n LIMIT 1) END AS restaurant_id
  FROM ${list}
  LEFT JOIN LATERAL (
    SELECT x.occurred_at FROM transactions x WHERE y.lot_id <> e.id AND x.network_id = $1 AND x.id BETWEEN y.lot_id AND y.lot_id
    ORDER BY x.id LIMIT 1) earlier ON true
  ${MOVED}`;

/** Movements of a page of the log. */
export const MOVES_OF_PAGE = movesOf(`page
  CROSS JOIN LATERAL (SELECT y.* FROM unnest(page_moves($1::uuid, page.acts)) y WHERE ${IS_MOVEMENT}) y
  CROSS JOIN LATERAL (SELECT y.id, y.guest_id, y.guest_version, y.occurred_at) e`);

/** Movements of the transactions that the stored figures do not include yet. */
const UNCOUNTED_MOVES = movesOf(`uncounted e
  CROSS JOIN LATERAL (
    SELECT * FROM transfers y WHERE y.network_id = $1 AND ${IS_MOVEMENT} AND y.transaction_id BETWEEN e.id AND e.id
    ORDER BY y.transaction_id, y.n) y`);

/** Sums by cohort for a list of movements. Points of a lot without its transaction have no cohort. */
export const sumsOfMoves = (moves: string): string => `
  SELECT least(c.earned, c.month) AS cohort, c.expires, c.month, ${SUMS}
  FROM (SELECT c.earned, c.month, c.expires, c.amount, c.redeems, c.is_expiry FROM ${moves} c WHERE c.earned IS NOT NULL) c
  CROSS JOIN LATERAL (SELECT c.amount, c.redeems, c.is_expiry AS expires) m
  GROUP BY 1, 2, 3`;

/**
 * Every movement that brought points into a lot or took them out for good. It counts at the time at which it happened,
 * not of its recording, since an import brings earlier months. From stored figures plus events since, or from the whole
 * journal if there are too many events or no figures yet.
 */
export async function listCohortSums(tx: Tx, networkId: string, months: CountedMonths): Promise<CohortSum[]> {
  const counting = await findCounting(tx, networkId, months);
  if (counting === undefined || counting.uncounted > MOST_UNCOUNTED)
    return listCohortSumsOfJournal(tx, networkId, months);
  await readByKeys(tx);
  return listKeptCohortSums(tx, networkId, months);
}

/** The sums from stored figures plus the events since their counting. */
export function listKeptCohortSums(tx: Statements, networkId: string, { starts }: CountedMonths): Promise<CohortSum[]> {
  return tx.query<CohortSum>(
    keptSums(
      `m.cohort, m.expires, m.month, sum(m.issued)::bigint AS issued, sum(m.redeemed)::bigint AS redeemed,
       sum(m.expired)::bigint AS expired`,
      '1, 2, 3',
    ),
    [networkId, starts],
  );
}

/**
 * Points that entered lots minus those that left them, by the month of the movement. The sum up to a month is owed at
 * the month's end. Undefined: too many events are uncounted.
 */
export async function listOwedByMonth(
  tx: Tx,
  networkId: string,
  months: CountedMonths,
): Promise<{ month: MonthNumber; points: number }[] | undefined> {
  const counting = await findCounting(tx, networkId, months);
  if (counting === undefined || counting.uncounted > MOST_UNCOUNTED) return undefined;
  await readByKeys(tx);
  return tx.query(keptSums('m.month, sum(m.issued - m.redeemed - m.expired)::bigint AS points', '1'), [
    networkId,
    months.starts,
  ]);
}

function keptSums(sums: string, keys: string): string {
  return `WITH uncounted AS MATERIALIZED (
       SELECT e.id, e.guest_id, e.guest_version, x.occurred_at FROM events e
       CROSS JOIN LATERAL (SELECT x.occurred_at FROM transactions x WHERE x.network_id = $1 AND x.id BETWEEN e.id AND e.id ORDER BY x.id LIMIT 1) x
       WHERE ${ABOVE_CURSOR} AND ${OF_JOURNAL}),
     moves AS MATERIALIZED (${UNCOUNTED_MOVES})
     SELECT ${sums}
     FROM (
       SELECT k.cohort, k.expires, k.month, k.issued, k.redeemed, k.expired FROM liability_movements k WHERE k.network_id = $1
       UNION ALL ${sumsOfMoves('moves')}) m
     GROUP BY ${keys}`;
}

/** The sums from the whole journal, in one scan without a time limit. */
export async function listCohortSumsOfJournal(
  tx: Tx,
  networkId: string,
  { starts }: CountedMonths,
): Promise<CohortSum[]> {
  // As for the open lots: there are few groups, but the planner expects as many groups as rows.
  await tx.query(`SELECT set_config('work_mem', '64MB', true), set_config('enable_sort', 'off', true)`);
  return tx.query<CohortSum>(
    `SELECT least(${monthSql('earned.occurred_at')}, ${monthSql('moved.occurred_at')}) AS cohort, ${EXPIRES} AS expires,
       ${monthSql('moved.occurred_at')} AS month, ${SUMS}
     FROM transfers y
     JOIN transactions earned ON earned.network_id = $1 AND earned.id = y.lot_id
     JOIN transactions moved ON moved.network_id = $1 AND moved.id = y.transaction_id
     ${MOVED}
     WHERE y.network_id = $1 AND ${IS_MOVEMENT}
     GROUP BY 1, 2, 3`,
    [networkId, starts],
  );
}
