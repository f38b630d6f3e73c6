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
export function listTransactions(tx: Tx, networkId: string, ids: readonly string[], mostVisits: number) {
  return tx.query<TransactionRow>`SELECT t.id, t.amount, t.discount, t.payable, t.points_earned, t.points_redeemed,
      t.channel, t.restaurant_id::text AS restaurant_id, t.tier, t.tier_before, t.reason_code AS reason,
      (SELECT d.reward_id FROM redemptions d WHERE d.network_id = ${networkId} AND d.id = t.id AND t.type = 'REDEMPTION') AS reward_id,
      CASE WHEN ${mostVisits} > 0 AND t.type = 'SALE' THEN (SELECT count(*)::integer FROM (
        SELECT FROM transactions s WHERE s.network_id = ${networkId} AND s.guest_id = t.guest_id AND s.type = 'SALE' AND s.id <= t.id
         LIMIT ${mostVisits} + 1) counted) END AS visit
      FROM transactions t WHERE t.network_id = ${networkId} AND t.id = ANY (${ids}::uuid[])`;
}

export function listSegmentCodes(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<{ id: string; code: string }>`
    SELECT id, code FROM segments WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
}

export function listSources(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<{ id: string; source: string; restaurantId: string | null }>`
    SELECT id, source, restaurant_id::text AS restaurant_id FROM guests WHERE network_id = ${networkId}
     AND id = ANY (${ids}::uuid[])`;
}
