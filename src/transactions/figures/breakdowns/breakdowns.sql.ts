import type { Statements, Tx } from '../../../platform/database/database';
import { MOST_ROWS } from '../catalogue/day-sums.sql';
import type { TierCause } from './breakdowns.dto';

export const SUBSCRIBER = 'breakdowns';
/** The most items of a business date and restaurant that are stored one by one. Further items are stored as one sum. */
export const MOST_ITEMS = 2_000;

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

export interface TierRow {
  readonly businessDate: string;
  /** Empty: the guest has just joined. An empty `to`: the guest was erased. */
  readonly from: string;
  readonly to: string;
  readonly cause: TierCause;
  readonly guests: number;
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
