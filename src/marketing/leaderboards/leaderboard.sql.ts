import type { Statements } from '../../platform/database/database';

export interface StandingRow {
  readonly guestId: string;
  readonly nickname: string;
  readonly visits: number;
  /** Guests with as many visits share a rank. */
  readonly rank: number;
}

interface BoardOf {
  readonly networkId: string;
  /** Business dates `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Null: all restaurants of the network. */
  readonly restaurantId: string | null;
  /** The guest whom the list includes at any rank; null: none. */
  readonly ownId: string | null;
  readonly limit: number;
}

/** The visits of each member: $1 network, $2 and $3 dates. The days of guests count a sale that was refunded whole as no visit. */
const OF_NETWORK = `SELECT m.id, sum(d.visits)::integer AS visits
   FROM members m JOIN guest_cohorts c ON c.network_id = $1 AND c.person_id = m.id
     JOIN guest_days d ON d.network_id = $1 AND d.guest_id = c.guest_id AND d.business_date BETWEEN $2 AND $3
  GROUP BY m.id`;

/** The visits of each member at restaurant $6 on the dates $2 to $3, by its sales in the index `transactions_buyers`. */
const OF_RESTAURANT = `SELECT m.id, count(*)::integer AS visits
   FROM transactions t JOIN guest_cohorts c ON c.network_id = $1 AND c.guest_id = t.guest_id JOIN members m ON m.id = c.person_id
  WHERE t.network_id = $1 AND t.type = 'SALE' AND t.restaurant_id = $6 AND t.business_date BETWEEN $2 AND $3 AND t.guest_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM transactions r WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'REFUND'
      AND (r.details ->> 'whole')::boolean)
  GROUP BY m.id`;

/** The first members of a board by visits, and the guest's own place. Merged guests count as the person that they are now. */
export function listStandings(
  tx: Statements,
  { networkId, from, to, restaurantId, ownId, limit }: BoardOf,
): Promise<StandingRow[]> {
  const values = [networkId, from, to, ownId, limit];
  return tx.query<StandingRow>(
    `WITH members AS (
       SELECT id, leaderboard_name FROM guests
        WHERE network_id = $1 AND leaderboard_name IS NOT NULL AND merged_into IS NULL),
     counted AS (${restaurantId === null ? OF_NETWORK : OF_RESTAURANT}),
     ranked AS (
       SELECT m.id, m.leaderboard_name, c.visits, rank() OVER (ORDER BY c.visits DESC)::integer AS rank,
              row_number() OVER (ORDER BY c.visits DESC, lower(m.leaderboard_name)) AS place
         FROM counted c JOIN members m USING (id) WHERE c.visits > 0)
     SELECT id AS "guestId", leaderboard_name AS nickname, visits, rank FROM ranked
      WHERE place <= $5 OR id = $4 ORDER BY place LIMIT $5 + 1`,
    restaurantId === null ? values : [...values, restaurantId],
  );
}

/** Open restaurants, for each of which there is a board, by name. */
export function listRestaurantsOfBoards(
  tx: Statements,
  networkId: string,
  limit: number,
): Promise<{ readonly id: string; readonly name: string; readonly names: Record<string, string> }[]> {
  return tx.query(
    'SELECT id, name, names FROM restaurants WHERE network_id = $1 AND closed_at IS NULL ORDER BY name, id LIMIT $2',
    [networkId, limit],
  );
}
