import { sql } from '../../platform/database/sql';
import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../configuration';
import { findNickname } from '../../identity';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Statements } from '../../platform/database/database';
import type { Language } from '../../platform/language/language';
import { nameIn } from '../../platform/language/spoken';
import { ProblemError } from '../../platform/problems/problem';
import type { LeaderboardAnswer, OwnLeaderboard } from './leaderboard.dto';

interface StandingRow {
  readonly guestId: string;
  readonly nickname: string;
  readonly visits: number;
  /** Guests with the same number of visits share a rank. */
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
const visitsOfNetwork = ({ networkId, from, to }: BoardOf) => sql`
  SELECT m.id, sum(d.visits)::integer AS visits
   FROM members m JOIN guest_cohorts c ON c.network_id = ${networkId} AND c.person_id = m.id
     JOIN guest_days d ON d.network_id = ${networkId} AND d.guest_id = c.guest_id AND d.business_date BETWEEN ${from} AND ${to}
  GROUP BY m.id`;

/** The visits of each member at the restaurant. The index `transactions_buyers` finds the restaurant's sales. */
const visitsOfRestaurant = ({ networkId, from, to, restaurantId }: BoardOf) => sql`
  SELECT m.id, count(*)::integer AS visits
   FROM transactions t JOIN guest_cohorts c ON c.network_id = ${networkId} AND c.guest_id = t.guest_id
     JOIN members m ON m.id = c.person_id
  WHERE t.network_id = ${networkId} AND t.type = 'SALE' AND t.restaurant_id = ${restaurantId}
    AND t.business_date BETWEEN ${from} AND ${to} AND t.guest_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM transactions r WHERE r.network_id = ${networkId} AND r.related_id = t.id AND r.type = 'REFUND'
      AND (r.details ->> 'whole')::boolean)
  GROUP BY m.id`;

const SHOWN_TO_GUESTS = 50;
const SHOWN_TO_STAFF = 200;
const MOST_RESTAURANTS = 200;
const MONTH = 'yyyy-mm'.length;

/** Guests who joined under a nickname, by their visits of this month: in the network, and in each restaurant. */
@Injectable()
export class Leaderboards {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` where the network has no leaderboards, `guest_not_found` */
  show(networkId: string, guestId: string, restaurantId: string | null, language: Language): Promise<OwnLeaderboard> {
    // A board adds up a month of visits, so it shares no round trip with the short reads of tills.
    return this.database.snapshotOfNetwork(networkId, (tx) =>
      this.showTo(tx, networkId, guestId, restaurantId, language),
    );
  }

  /** The same in the transaction of a change. */
  async showTo(
    tx: Statements,
    networkId: string,
    guestId: string,
    restaurantId: string | null,
    language: Language,
  ): Promise<OwnLeaderboard> {
    const { profile } = await this.snapshots.current(networkId);
    refuseWithoutBoards(profile);
    const nickname = await findNickname(tx, networkId, guestId);
    if (nickname === undefined) throw new ProblemError('guest_not_found');
    const { month, ...span } = this.monthOf(profile);
    const board = { networkId, restaurantId, ownId: guestId, limit: SHOWN_TO_GUESTS, ...span };
    const standings = await listStandings(tx, board);
    const restaurants = await tx.query<{ id: string; name: string; names: Record<string, string> }>`
      SELECT id, name, names FROM restaurants WHERE network_id = ${networkId} AND closed_at IS NULL ORDER BY name, id
       LIMIT ${MOST_RESTAURANTS}`;
    return {
      month,
      nickname,
      items: standings.map(({ guestId: id, ...one }) => ({ ...one, isOwn: id === guestId })),
      restaurants: restaurants.map((one) => ({ id: one.id, name: nameIn(one, language) })),
    };
  }

  async showToStaff(networkId: string, restaurantId: string | null): Promise<LeaderboardAnswer> {
    const { profile } = await this.snapshots.current(networkId);
    const { month, ...span } = this.monthOf(profile);
    const board = { networkId, restaurantId, ownId: null, limit: SHOWN_TO_STAFF, ...span };
    const items = await this.database.reportOf(networkId, (tx) => listStandings(tx, board));
    return { month, isOn: profile.settings.leaderboard, items };
  }

  private monthOf({ timeZone, settings }: NetworkProfile) {
    const today = isoDateOf(calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime()));
    const month = today.slice(0, MONTH);
    return { month, from: `${month}-01`, to: today };
  }
}

/** @throws ProblemError `not_found` */
export function refuseWithoutBoards({ settings }: NetworkProfile): void {
  if (!settings.leaderboard) throw new ProblemError('not_found');
}

/**
 * Lists the members of a board with the most visits, and the guest `ownId` whatever the guest's rank is. The visits of a merged guest count for the
 * guest who remains.
 */
function listStandings(tx: Statements, board: BoardOf): Promise<StandingRow[]> {
  const { networkId, ownId, limit } = board;
  return tx.query<StandingRow>`
    WITH members AS (
       SELECT id, leaderboard_name FROM guests
        WHERE network_id = ${networkId} AND leaderboard_name IS NOT NULL AND merged_into IS NULL),
     counted AS (${board.restaurantId === null ? visitsOfNetwork(board) : visitsOfRestaurant(board)}),
     ranked AS (
       SELECT m.id, m.leaderboard_name, c.visits, rank() OVER (ORDER BY c.visits DESC)::integer AS rank,
              row_number() OVER (ORDER BY c.visits DESC, lower(m.leaderboard_name)) AS place
         FROM counted c JOIN members m USING (id) WHERE c.visits > 0)
     SELECT id AS guest_id, leaderboard_name AS "nickname!", visits, rank FROM ranked
      WHERE place <= ${limit} OR id = ${ownId} ORDER BY place LIMIT ${limit + 1}`;
}
