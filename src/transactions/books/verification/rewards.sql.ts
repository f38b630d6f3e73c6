import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** Redemptions that still hold what they took. */
const KEPT = `status IN ('PENDING', 'READY', 'FULFILLED')`;

/**
 * Check 4 for rows that decisions change outside the ledger. Each redemption in the journal exists, and is open or used
 * unless it was refunded. Stock, places and codes are left as redemptions took them.
 */
export async function listWrongRewards(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `SELECT 'transactions' AS row, x.id, CASE
         WHEN d.id IS NULL THEN 'the reward that it redeemed is not there'
         WHEN d.points <> x.points_redeemed THEN format('the redemption cost %s, the journal says %s', d.points, x.points_redeemed)
         ELSE format('the redemption is %s, and %s', d.status, CASE WHEN r.id IS NULL THEN 'was not refunded' ELSE 'was refunded' END)
       END AS problem
     FROM transactions x
     LEFT JOIN redemptions d ON d.network_id = x.network_id AND d.id = x.id
     LEFT JOIN LATERAL (SELECT r.id FROM transactions r
       WHERE r.network_id = $1 AND r.related_id = x.id AND r.type = 'REFUND' LIMIT 1) r ON true
     WHERE x.network_id = $1 AND x.type = 'REDEMPTION' AND x.facts -> 'reward' IS NOT NULL
       AND (d.id IS NULL OR d.points <> x.points_redeemed OR (r.id IS NULL) <> (d.${KEPT}))
     UNION ALL
     SELECT 'redemptions', d.id, format('it was used by the sale %s, which is not there', d.sale_id)
     FROM redemptions d
     WHERE d.network_id = $1 AND d.sale_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM transactions x WHERE x.network_id = $1 AND x.id = d.sale_id AND x.type = 'SALE'
         AND (x.guest_id = d.guest_id OR EXISTS (SELECT FROM redemption_moves m
           JOIN transactions g ON g.network_id = $1 AND g.id = m.transaction_id AND g.guest_id = x.guest_id
           WHERE m.network_id = $1 AND m.redemption_id = d.id)))
     UNION ALL
     SELECT 'reward_stocks', s.reward_id, format('%s are taken, redemptions hold %s', s.supplied - s.remaining, coalesce(d.held, 0))
     FROM reward_stocks s
     LEFT JOIN (SELECT reward_id, sum(quantity) AS held FROM redemptions WHERE network_id = $1 AND counted AND ${KEPT} GROUP BY reward_id) d
       ON d.reward_id = s.reward_id
     WHERE s.network_id = $1 AND s.supplied - s.remaining <> coalesce(d.held, 0)
     UNION ALL
     SELECT 'reward_slots', s.id, format('%s places are taken, redemptions hold %s', s.taken, coalesce(d.held, 0))
     FROM reward_slots s
     LEFT JOIN (SELECT slot_id, sum(quantity) AS held FROM redemptions WHERE network_id = $1 AND slot_id IS NOT NULL AND ${KEPT} GROUP BY slot_id) d
       ON d.slot_id = s.id
     WHERE s.network_id = $1 AND s.taken <> coalesce(d.held, 0)
     UNION ALL
     SELECT 'redemptions', d.id, 'it holds a code of one use and has not claimed it, or the other way round'
     FROM redemptions d
     JOIN coupon_batches b ON b.network_id = d.network_id AND b.id = d.batch_id
     LEFT JOIN claims k ON k.network_id = d.network_id AND k.digest = d.coupon AND k.holder_id = d.id AND k.kind = 'P'
     WHERE d.network_id = $1 AND d.coupon IS NOT NULL
       AND (d.claimed <> (b.kind = 'SINGLE' AND d.${KEPT}) OR d.claimed <> (k.digest IS NOT NULL))
     UNION ALL
     SELECT 'claims', k.digest, format('the code is claimed by the redemption %s, which does not hold it', k.holder_id)
     FROM claims k
     WHERE k.network_id = $1 AND k.kind = 'P'
       AND NOT EXISTS (SELECT FROM redemptions d WHERE d.network_id = $1 AND d.id = k.holder_id AND d.coupon = k.digest AND d.claimed)
     UNION ALL
     SELECT 'coupons', c.digest, format('%s uses are made, redemptions hold %s', b.uses - c.uses_left, coalesce(d.held, 0))
     FROM coupons c
     JOIN coupon_batches b ON b.network_id = c.network_id AND b.id = c.batch_id
     LEFT JOIN (SELECT coupon, count(*) AS held FROM redemptions WHERE network_id = $1 AND coupon IS NOT NULL AND NOT claimed AND ${KEPT} GROUP BY coupon) d
       ON d.coupon = c.digest
     WHERE c.network_id = $1 AND b.uses - c.uses_left <> coalesce(d.held, 0)
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 4, ...row }));
}
