import type { Tx } from '../../../platform/database/database';

export interface GuestActivityRow {
  readonly guestId: string;
  readonly visits: number;
  readonly net: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly lastVisitAt: Date | null;
}

/** Activity of these guests in a restaurant. An index serves each guest's part of the journal. */
export function listActivityOfGuests(
  tx: Tx,
  networkId: string,
  restaurantId: string,
  guestIds: readonly string[],
): Promise<GuestActivityRow[]> {
  return tx.query<GuestActivityRow>(
    `SELECT t.guest_id AS "guestId",
       count(*) FILTER (WHERE t.type = 'SALE')::integer AS visits,
       coalesce(sum(CASE t.type WHEN 'SALE' THEN t.payable ELSE -t.payable END) FILTER (WHERE t.type IN ('SALE', 'REFUND')), 0)::bigint AS net,
       coalesce(sum(t.points_earned) FILTER (WHERE t.type = 'SALE'), 0)::bigint AS "pointsEarned",
       coalesce(sum(t.points_redeemed) FILTER (WHERE t.type = 'SALE'), 0)::bigint AS "pointsRedeemed",
       max(t.occurred_at) FILTER (WHERE t.type = 'SALE') AS "lastVisitAt"
     FROM transactions t
     WHERE t.network_id = $1 AND t.guest_id = ANY ($3::uuid[]) AND t.restaurant_id = $2
     GROUP BY t.guest_id`,
    [networkId, restaurantId, guestIds],
  );
}
