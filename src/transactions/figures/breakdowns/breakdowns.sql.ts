import type { Statements, Tx } from '../../../platform/database/database';
import { monthsWithin, type Span } from '../analytics/spans.rules';
import type { ItemKind, TierCause } from './breakdowns.dto';

export const SUBSCRIBER = 'breakdowns';
/** The most items of a business date and restaurant that are stored one by one. Further items are stored as one sum. */
export const MOST_ITEMS = 2_000;
/** The most rows of an answer. */
const MOST_ROWS = 500;

/** Deletes the figures and sets the cursor to the beginning of the log. */
export async function dropFigures(tx: Tx, networkId: string): Promise<void> {
  await tx.query(`SELECT FROM event_cursors WHERE network_id = $1 AND subscriber = '${SUBSCRIBER}' FOR UPDATE`, [
    networkId,
  ]);
  await tx.query('DELETE FROM item_figures WHERE network_id = $1', [networkId]);
  await tx.query('DELETE FROM item_sums WHERE network_id = $1', [networkId]);
  await tx.query('DELETE FROM tier_figures WHERE network_id = $1', [networkId]);
  await tx.query(
    `UPDATE event_cursors SET epoch = DEFAULT, xid = DEFAULT, id = DEFAULT, moved_at = ledger_now()
     WHERE network_id = $1 AND subscriber = '${SUBSCRIBER}'`,
    [networkId],
  );
}

export interface ItemSums {
  readonly quantityMilli: number;
  readonly amount: number;
  readonly pointsQuantityMilli: number;
  readonly pointsAmount: number;
}

export interface ItemRow extends ItemSums {
  readonly kind: ItemKind;
  readonly item: string;
  readonly name: string | null;
  readonly category: string | null;
}

/** A network's dates, for some restaurants or (null) all. */
interface ItemSpan extends Span {
  readonly networkId: string;
  readonly restaurants: readonly string[] | null;
}

const SUMS = `coalesce(sum(f.quantity_milli), 0)::bigint AS "quantityMilli", coalesce(sum(f.amount), 0)::bigint AS amount,
       coalesce(sum(f.points_quantity_milli), 0)::bigint AS "pointsQuantityMilli",
       coalesce(sum(f.points_amount), 0)::bigint AS "pointsAmount"`;
const COLUMNS =
  'business_date, kind, category, item, name, quantity_milli, amount, points_quantity_milli, points_amount';

/**
 * Figures of some restaurants by date. Figures of the whole network are stored as sums: by month for months that the
 * span holds whole, by date at its ends.
 */
function figuresOf({ networkId, from, to, restaurants }: ItemSpan): { text: string; values: unknown[] } {
  if (restaurants !== null)
    return {
      text: `(SELECT ${COLUMNS} FROM item_figures WHERE network_id = $1 AND business_date BETWEEN $2 AND $3 AND restaurant_id = ANY ($4)) f`,
      values: [networkId, from, to, restaurants],
    };
  const sums = (span: 'DAY' | 'MONTH', first: string, last: string) =>
    `SELECT ${COLUMNS} FROM item_sums WHERE network_id = $1 AND span = '${span}' AND business_date BETWEEN ${first} AND ${last}`;
  const whole = monthsWithin({ from, to });
  if (whole === null) return { text: `(${sums('DAY', '$2::date', '$3::date')}) f`, values: [networkId, from, to] };
  const parts = [
    sums('DAY', '$2::date', '$4::date - 1'),
    sums('MONTH', '$4::date', '$5::date'),
    sums('DAY', '$5::date + 1', '$3::date'),
  ];
  return { text: `(${parts.join(' UNION ALL ')}) f`, values: [networkId, from, to, whole.from, whole.to] };
}

/**
 * Items with the most money first, each with its last name. The menu gives names and categories that receipts lacked.
 * Collecting names in order would sort all rows of the period, so this statement does not.
 */
export function listItems(tx: Statements, span: ItemSpan): Promise<ItemRow[]> {
  const { text, values } = figuresOf(span);
  return tx.query(
    `SELECT s.kind, s.item, coalesce(s.name, m.name_ru, m.name_en) AS name, coalesce(nullif(s.category, ''), m.category) AS category,
       s."quantityMilli", s.amount, s."pointsQuantityMilli", s."pointsAmount"
     FROM (
       SELECT f.kind, f.item, substr(max(f.business_date::text || f.name COLLATE "C"), 11) AS name, max(f.category) AS category, ${SUMS}
       FROM ${text}
       GROUP BY f.kind, f.item ORDER BY sum(f.amount) DESC, f.kind, f.item LIMIT ${String(MOST_ROWS)}) s
     LEFT JOIN menu_items m ON s.kind = 'ITEM' AND m.network_id = $1 AND m.code = s.item
     ORDER BY s.amount DESC, s.kind, s.item`,
    values,
  );
}

/** Categories with the most money first. `item` is the category in small letters; empty: no category. */
export function listCategories(tx: Statements, span: ItemSpan): Promise<ItemRow[]> {
  const { text, values } = figuresOf(span);
  return tx.query(
    `SELECT f.kind, c.key AS item, max(c.name) AS name, NULL::text AS category, ${SUMS}
     FROM ${text}
     LEFT JOIN menu_items m ON f.kind = 'ITEM' AND f.category = '' AND m.network_id = $1 AND m.code = f.item
     LEFT JOIN menu_category_costs k ON k.network_id = $1 AND k.category_key = f.category
     CROSS JOIN LATERAL (
       SELECT coalesce(nullif(f.category, ''), lower(m.category), '') AS key, coalesce(k.category, nullif(f.category, ''), m.category) AS name) c
     GROUP BY f.kind, c.key ORDER BY sum(f.amount) DESC, f.kind, c.key LIMIT ${String(MOST_ROWS)}`,
    values,
  );
}

export function sumItems(tx: Statements, span: ItemSpan): Promise<ItemSums> {
  const { text, values } = figuresOf(span);
  return tx.one(`SELECT ${SUMS} FROM ${text}`, values);
}

export interface TierRow {
  readonly businessDate: string;
  /** Empty: the guest has just joined. An empty `to`: the guest was erased. */
  readonly from: string;
  readonly to: string;
  readonly cause: TierCause;
  readonly guests: number;
}

export function listTierMoves(tx: Statements, networkId: string, from: string, to: string): Promise<TierRow[]> {
  return tx.query(
    `SELECT f.business_date AS "businessDate", f.from_tier AS "from", f.to_tier AS "to", f.cause, f.guests
     FROM tier_figures f WHERE f.network_id = $1 AND f.business_date BETWEEN $2 AND $3
     ORDER BY f.business_date, f.from_tier, f.to_tier, f.cause`,
    [networkId, from, to],
  );
}

/** New guests by business date. */
export function listJoined(
  tx: Statements,
  networkId: string,
  from: string,
  to: string,
): Promise<{ businessDate: string; guests: number }[]> {
  return tx.query(
    `SELECT business_date AS "businessDate", sum(new_guests)::bigint AS guests FROM daily_figures
     WHERE network_id = $1 AND business_date BETWEEN $2 AND $3 GROUP BY 1 HAVING sum(new_guests) > 0 ORDER BY 1`,
    [networkId, from, to],
  );
}

/** Guests erased in a span, with their tier. Null: the lowest. */
export function listErased(
  tx: Statements,
  networkId: string,
  from: Date,
  to: Date,
): Promise<{ at: Date; tier: string | null }[]> {
  return tx.query(
    `SELECT e.finished_at AS at, s.tier FROM erasures e
     JOIN guests g ON g.network_id = e.network_id AND g.id = e.guest_id
     LEFT JOIN guest_states s ON s.network_id = e.network_id AND s.guest_id = e.guest_id
     WHERE e.network_id = $1 AND e.status = 'DONE' AND e.finished_at >= $2 AND e.finished_at < $3 AND g.merged_into IS NULL`,
    [networkId, from, to],
  );
}

export interface RewardSums {
  readonly redeemed: number;
  readonly guests: number;
  readonly points: number;
  readonly byCoupon: number;
  readonly sales: number;
  readonly salesAmount: number;
  readonly moneyOff: number;
}

/**
 * Rewards redeemed between two instants and not returned, the most frequent first, with the sales in which they were
 * used. The trace of a sale says how much each reward took off.
 */
export function listRewards(
  tx: Statements,
  networkId: string,
  from: Date,
  to: Date,
  restaurantIds: readonly string[] | null,
): Promise<(RewardSums & { rewardId: string })[]> {
  return tx.query(
    `WITH used AS MATERIALIZED (
       SELECT r.reward_id, r.guest_id, r.sale_id, r.quantity, r.points, r.coupon IS NOT NULL AS by_coupon FROM redemptions r
       WHERE r.network_id = $1 AND r.created_at >= $2 AND r.created_at < $3 AND r.status <> 'CANCELLED'
         AND ($4::uuid[] IS NULL OR r.restaurant_id = ANY ($4))),
     sold AS (
       SELECT u.reward_id, count(*) AS sales, sum(t.amount)::bigint AS amount, sum(d.off)::bigint AS off
       FROM (SELECT DISTINCT reward_id, sale_id FROM used WHERE sale_id IS NOT NULL) u
       JOIN transactions t ON t.network_id = $1 AND t.id = u.sale_id AND ($4::uuid[] IS NULL OR t.restaurant_id = ANY ($4))
       JOIN rewards w ON w.network_id = $1 AND w.id = u.reward_id
       CROSS JOIN LATERAL (
         SELECT sum((e ->> 2)::bigint) AS off FROM json_array_elements(t.trace) e
         WHERE e ->> 0 = 'DISCOUNT' AND e -> 3 ->> 'reward' = w.code) d
       GROUP BY u.reward_id)
     SELECT u.reward_id AS "rewardId", sum(u.quantity)::bigint AS redeemed, count(DISTINCT u.guest_id) AS guests,
       sum(u.points)::bigint AS points, coalesce(sum(u.quantity) FILTER (WHERE u.by_coupon), 0)::bigint AS "byCoupon",
       coalesce(max(s.sales), 0) AS sales, coalesce(max(s.amount), 0)::bigint AS "salesAmount",
       coalesce(max(s.off), 0)::bigint AS "moneyOff"
     FROM used u LEFT JOIN sold s USING (reward_id)
     GROUP BY u.reward_id ORDER BY redeemed DESC, u.reward_id LIMIT ${String(MOST_ROWS)}`,
    [networkId, from, to, restaurantIds],
  );
}
