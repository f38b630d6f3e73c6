import type { Tx } from '../../../platform/database/database';

interface TransactionRow {
  readonly id: string;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly channel: string;
  readonly restaurantId: string | null;
  readonly tier: string | null;
  readonly tierBefore: string | null;
  readonly reason: string | null;
  readonly rewardId: string | null;
  readonly visit: number | null;
}

/** Facts of journal rows by id. `visit` is the number of a sale among the sales of its guest, counted up to `mostVisits` + 1. */
export function listTransactions(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
  mostVisits: number,
): Promise<TransactionRow[]> {
  return tx.query<TransactionRow>(
    `SELECT t.id, t.amount, t.discount, t.payable, t.points_earned AS "pointsEarned", t.points_redeemed AS "pointsRedeemed",
       t.channel, t.restaurant_id::text AS "restaurantId", t.tier, t.tier_before AS "tierBefore", t.reason_code AS reason,
       (SELECT d.reward_id FROM redemptions d WHERE d.network_id = $1 AND d.id = t.id AND t.type = 'REDEMPTION') AS "rewardId",
       CASE WHEN $3 > 0 AND t.type = 'SALE' THEN (SELECT count(*)::integer FROM (
         SELECT FROM transactions s WHERE s.network_id = $1 AND s.guest_id = t.guest_id AND s.type = 'SALE' AND s.id <= t.id
          LIMIT $3 + 1) counted) END AS visit
       FROM transactions t WHERE t.network_id = $1 AND t.id = ANY ($2::uuid[])`,
    [networkId, ids, mostVisits],
  );
}

export function listSegmentCodes(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly code: string }[]> {
  return tx.query('SELECT id, code FROM segments WHERE network_id = $1 AND id = ANY ($2::uuid[])', [networkId, ids]);
}

export function listSources(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly source: string; readonly restaurantId: string | null }[]> {
  return tx.query(
    'SELECT id, source, restaurant_id::text AS "restaurantId" FROM guests WHERE network_id = $1 AND id = ANY ($2::uuid[])',
    [networkId, ids],
  );
}
