import type { Tx } from '../../../platform/database/database';
import { type Sql, sql, when } from '../../../platform/database/sql';

interface TierOfBuyers {
  readonly code: string | null;
  readonly guests: number;
  readonly repeatGuests: number;
}

/** A span of business dates in some restaurants or (null) all. */
export interface SalesSpan {
  readonly networkId: string;
  readonly from: string;
  readonly to: string;
  readonly restaurantIds: readonly string[] | null;
}

/** Sales of each guest (`bought`), and those refunded as a whole (`returned`). */
export const salesByGuest = ({ networkId, from, to, restaurantIds }: SalesSpan): Sql => sql`bought AS (
       SELECT guest_id, count(*) AS sales FROM transactions
        WHERE network_id = ${networkId} AND type = 'SALE' AND guest_id IS NOT NULL AND business_date BETWEEN ${from} AND ${to}
          ${when(restaurantIds !== null, sql`AND restaurant_id = ANY (${restaurantIds})`)}
        GROUP BY guest_id),
     returned AS (
       SELECT t.guest_id, count(DISTINCT t.id) AS sales FROM transactions r
         JOIN transactions t ON t.network_id = r.network_id AND t.id = r.related_id
        WHERE r.network_id = ${networkId} AND r.related_id IS NOT NULL AND r.type = 'REFUND' AND (r.details ->> 'whole')::boolean
          AND t.type = 'SALE' AND t.guest_id IS NOT NULL AND t.business_date BETWEEN ${from} AND ${to}
          ${when(restaurantIds !== null, sql`AND t.restaurant_id = ANY (${restaurantIds})`)}
        GROUP BY t.guest_id)`;

/**
 * Guests who bought in a span, by their present tier. Sales that were undone or refunded as a whole do not count. The
 * index `transactions_buyers` has all that is needed; only rows of the few refunds are read.
 */
export async function countBuyersByTier(
  tx: Tx,
  networkId: string,
  from: string,
  to: string,
  restaurantIds: readonly string[] | null,
): Promise<TierOfBuyers[]> {
  // Parallel workers would each add up all buyers again.
  await tx.query<{ setConfig: string | null }>`SELECT set_config('max_parallel_workers_per_gather', '0', true)`;
  return tx.query<TierOfBuyers>`
    WITH ${salesByGuest({ networkId, from, to, restaurantIds })}
    SELECT s.tier AS code, count(*)::integer AS guests,
           (count(*) FILTER (WHERE b.sales - coalesce(r.sales, 0) > 1))::integer AS repeat_guests
    FROM bought b LEFT JOIN returned r USING (guest_id)
      JOIN guest_states s ON s.network_id = ${networkId} AND s.guest_id = b.guest_id
    WHERE b.sales > coalesce(r.sales, 0)
    GROUP BY s.tier ORDER BY guests DESC, s.tier`;
}

/** Like `countBuyersByTier` in all restaurants, from the kept days of each guest: two of them tell whether a guest bought again. */
export function countKeptBuyersByTier(tx: Tx, networkId: string, from: string, to: string) {
  return tx.query<TierOfBuyers>`
    SELECT s.tier AS code, count(*)::integer AS guests, (count(*) FILTER (WHERE d.visits > 1))::integer AS repeat_guests
     FROM guest_states s
     CROSS JOIN LATERAL (
       SELECT sum(d.visits) AS visits FROM (
         SELECT d.visits FROM guest_days d
         WHERE d.network_id = ${networkId} AND d.guest_id = s.guest_id AND d.business_date BETWEEN ${from} AND ${to} AND d.visits > 0
         ORDER BY d.business_date LIMIT 2) d) d
     WHERE s.network_id = ${networkId} AND d.visits > 0
     GROUP BY s.tier ORDER BY guests DESC, s.tier`;
}
