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
import { listRestaurantsOfBoards, listStandings } from './leaderboard.sql';

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
    const restaurants = await listRestaurantsOfBoards(tx, networkId, MOST_RESTAURANTS);
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
