import type { Tx } from '../../../platform/database/database';
import { SALES_BY_GUEST } from '../reports/loyalty.sql';

type SpanValues = readonly [networkId: string, from: string, to: string, restaurantIds: readonly string[] | null];

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
