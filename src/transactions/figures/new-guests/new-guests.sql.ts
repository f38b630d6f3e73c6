import type { Statements } from '../../../platform/database/database';
import { FALLBACK, type Language } from '../../../platform/language/language';
import type { GuestSource } from './new-guests.dto';

export interface NewGuestRow {
  /** The other member by which the row is grouped. */
  readonly grouping: 'RESTAURANT' | 'CASHIER' | 'SOURCE' | 'TOTAL';
  readonly restaurantId: string | null;
  readonly restaurant: string | null;
  readonly userId: string | null;
  readonly user: string | null;
  readonly source: GuestSource | null;
  readonly guests: number;
  readonly bought: number;
  readonly again30: number;
  readonly again60: number;
  readonly again90: number;
}

/**
 * How many guests were registered in a span, in all and by restaurant, member of staff and source, and how many of them
 * had visits on two days within a number of days after the registration.
 */
export function listNewGuests(
  tx: Statements,
  networkId: string,
  from: Date,
  until: Date,
  restaurantIds: readonly string[] | null,
  reading: { readonly timeZone: string; readonly dayStart: string; readonly language: Language },
): Promise<NewGuestRow[]> {
  return tx.query<NewGuestRow>(
    `WITH joined AS (
       SELECT g.id, g.restaurant_id, CASE WHEN g.source = 'STAFF' THEN g.created_by END AS user_id,
         CASE WHEN EXISTS (SELECT FROM referrals r WHERE r.network_id = $1 AND r.friend_id = g.id AND r.refusal IS NULL)
           THEN 'REFERRAL' ELSE g.source END AS source,
         ((g.created_at AT TIME ZONE $5) - ($6::time - time '00:00'))::date AS day
       FROM guests g
       WHERE g.network_id = $1 AND g.merged_into IS NULL AND g.created_at >= $2 AND g.created_at < $3
         AND ($4::uuid[] IS NULL OR g.restaurant_id = ANY ($4))),
     counted AS (
       SELECT CASE grouping(j.restaurant_id, j.user_id, j.source)
           WHEN 3 THEN 'RESTAURANT' WHEN 5 THEN 'CASHIER' WHEN 6 THEN 'SOURCE' ELSE 'TOTAL' END AS "grouping",
         j.restaurant_id, j.user_id, j.source, count(*)::int AS guests, count(c.first_day)::int AS bought,
         (count(*) FILTER (WHERE c.second_day <= j.day + 30))::int AS "again30",
         (count(*) FILTER (WHERE c.second_day <= j.day + 60))::int AS "again60",
         (count(*) FILTER (WHERE c.second_day <= j.day + 90))::int AS "again90"
       FROM joined j LEFT JOIN guest_cohorts c ON c.network_id = $1 AND c.guest_id = j.id
       GROUP BY GROUPING SETS ((j.restaurant_id), (j.user_id), (j.source), ()))
     SELECT k."grouping", k.restaurant_id AS "restaurantId", coalesce(r.names ->> $7, r.name) AS restaurant, u.id AS "userId", u.name AS user, k.source, k.guests,
       k.bought, k."again30", k."again60", k."again90"
     FROM counted k
     LEFT JOIN restaurants r ON r.network_id = $1 AND r.id = k.restaurant_id
     LEFT JOIN users u ON u.network_id = $1 AND u.id = k.user_id
     ORDER BY k.guests DESC, restaurant, u.name, k.source`,
    [networkId, from, until, restaurantIds, reading.timeZone, reading.dayStart, FALLBACK[reading.language]],
  );
}
