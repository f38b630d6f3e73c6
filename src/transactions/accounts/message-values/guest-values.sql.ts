import type { Statements } from '../../../platform/database/database';
import type { WholeLanguage } from '../../../platform/language/language';

/** Names of guests by id. Guests who are unknown, erased or have no name are missing. */
export function listGuestNames(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<{ readonly guestId: string; readonly name: string }[]> {
  return tx.query(
    `SELECT id AS "guestId", name FROM guests
      WHERE network_id = $1 AND id = ANY ($2::uuid[]) AND name IS NOT NULL AND erased_at IS NULL`,
    [networkId, guestIds],
  );
}

const MOST_LOOKED_AT = 200;

/**
 * The last sale of each guest among the newest rows of the guest's journal. The restaurant's name is in the guest's
 * language, else in the network's. Sums are in minor units.
 */
export function listLastSales(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
  ofNetwork: WholeLanguage,
): Promise<
  { readonly guestId: string; readonly restaurant: string | null; readonly sum: number; readonly points: number }[]
> {
  return tx.query(
    `SELECT i.id AS "guestId", coalesce(r.names ->> coalesce(g.locale, $3), r.name) AS restaurant, s.payable AS sum, s.points_earned AS points
       FROM unnest($2::uuid[]) i(id)
      CROSS JOIN LATERAL (
        SELECT n.* FROM (
          SELECT t.type, t.restaurant_id, t.payable, t.points_earned, t.guest_version FROM transactions t
           WHERE t.network_id = $1 AND t.guest_id = i.id ORDER BY t.guest_version DESC LIMIT ${String(MOST_LOOKED_AT)}) n
         WHERE n.type = 'SALE' ORDER BY n.guest_version DESC LIMIT 1) s
       LEFT JOIN restaurants r ON r.network_id = $1 AND r.id = s.restaurant_id
       LEFT JOIN guests g ON g.network_id = $1 AND g.id = i.id`,
    [networkId, guestIds, ofNetwork],
  );
}

/** The last reward that each guest took or got. */
export function listLastRewards(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<{ readonly guestId: string; readonly rewardId: string }[]> {
  return tx.query(
    `SELECT i.id AS "guestId", d.reward_id AS "rewardId" FROM unnest($2::uuid[]) i(id)
      CROSS JOIN LATERAL (
        SELECT reward_id FROM redemptions WHERE network_id = $1 AND guest_id = i.id ORDER BY id DESC LIMIT 1) d`,
    [networkId, guestIds],
  );
}
