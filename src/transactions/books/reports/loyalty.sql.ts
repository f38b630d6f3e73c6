import type { Tx } from '../../../platform/database/database';

interface TierOfBuyers {
  readonly code: string | null;
  readonly guests: number;
  readonly repeatGuests: number;
}

/** Guests who bought in a span, by their tier now; a sale that was refunded or undone whole is none. */
export function countBuyersByTier(
  tx: Tx,
  networkId: string,
  from: string,
  to: string,
  restaurantIds: readonly string[] | null,
): Promise<TierOfBuyers[]> {
  return tx.query(
    `WITH buyers AS (
       SELECT t.guest_id, count(*) AS sales FROM transactions t
        WHERE t.network_id = $1 AND t.type = 'SALE' AND t.guest_id IS NOT NULL AND t.business_date BETWEEN $2 AND $3
          AND ($4::uuid[] IS NULL OR t.restaurant_id = ANY ($4))
          AND NOT EXISTS (SELECT 1 FROM transactions r
                           WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'REFUND' AND r.amount >= t.amount)
        GROUP BY t.guest_id)
     SELECT s.tier AS code, count(*)::integer AS guests, (count(*) FILTER (WHERE b.sales > 1))::integer AS "repeatGuests"
     FROM buyers b JOIN guest_states s ON s.network_id = $1 AND s.guest_id = b.guest_id
     GROUP BY s.tier ORDER BY guests DESC, s.tier`,
    [networkId, from, to, restaurantIds],
  );
}

interface TopReward {
  readonly rewardId: string;
  readonly redeemed: number;
  readonly points: number;
}

/** The rewards redeemed most often between two instants. */
export function listTopRewards(
  tx: Tx,
  networkId: string,
  since: Date,
  until: Date,
  restaurantIds: readonly string[] | null,
): Promise<TopReward[]> {
  return tx.query(
    `SELECT reward_id AS "rewardId", sum(quantity)::integer AS redeemed, sum(points)::bigint AS points
     FROM redemptions
     WHERE network_id = $1 AND created_at >= $2 AND created_at < $3 AND status <> 'CANCELLED'
       AND ($4::uuid[] IS NULL OR restaurant_id = ANY ($4))
     GROUP BY reward_id ORDER BY redeemed DESC, reward_id LIMIT 10`,
    [networkId, since, until, restaurantIds],
  );
}
