import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../configuration';
import { calendarOf, dayOfIsoDate } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import type { CountGuestsBody } from './guest-list.dto';
import * as sql from './guest-list.sql';

const FIRST_DAY = '1900-01-01';

/** The guests that a caller wants; without a search, or with null, all. */
export type GuestSearch = CountGuestsBody & {
  /** Limits the list to a set that a higher layer keeps. */
  readonly among?: sql.GuestSet | undefined;
};
/** Filters of the list of guests, in the times and tiers of their network. */
@Injectable()
export class GuestFilters {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  async of(
    tx: Tx,
    network: NetworkProfile,
    wanted: GuestSearch,
    match: sql.GuestMatch | null,
  ): Promise<sql.GuestFilter> {
    const { from, to, visitedFrom, visitedTo, notVisitedSince, pointsFrom = null, pointsTo = null } = wanted;
    const calendar = calendarOf(network.timeZone, network.settings.dayStart);
    const momentOf = (date: string, daysLater = 0): number => calendar.startOfDay(dayOfIsoDate(date) + daysLater);
    const ends = [
      ...(visitedTo === undefined ? [] : [momentOf(visitedTo, 1)]),
      ...(notVisitedSince === undefined ? [] : [momentOf(notVisitedSince)]),
    ];
    // A guest who never bought has no visit in any period.
    const begin = visitedFrom ?? (visitedTo === undefined ? undefined : FIRST_DAY);
    return {
      match,
      after: from === undefined ? null : lowestIdAt(Date.parse(from)),
      before: to === undefined ? null : lowestIdAt(Date.parse(to)),
      tiers: wanted.tiers === undefined ? null : await this.heldAs(tx, network.id, wanted.tiers),
      visitedFrom: begin === undefined ? null : new Date(momentOf(begin)).toISOString(),
      visitedBefore: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
      pointsFrom,
      pointsTo,
      among: wanted.among ?? null,
    };
  }

  /** A guest without a tier counts as one of the lowest tier. */
  private async heldAs(tx: Tx, networkId: string, tiers: readonly string[]): Promise<readonly string[]> {
    const [lowest] = await this.tiersInForce(tx, networkId);
    return lowest !== undefined && tiers.includes(lowest) ? [...tiers, ''] : tiers;
  }

  /** The programme's tiers from the lowest; tiers that it no longer has rank above them. */
  async ranksOf(tx: Tx, networkId: string): Promise<sql.ListSlice['ranks']> {
    const inForce = await this.tiersInForce(tx, networkId);
    const held = await sql.listHeldTiers(tx, networkId);
    return held.map((code) => {
      const at = code === '' ? 0 : inForce.indexOf(code);
      return { code, rank: at === -1 ? inForce.length : at };
    });
  }

  private async tiersInForce(tx: Tx, networkId: string): Promise<readonly string[]> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    return (snapshot.programInForce(this.clock.now())?.program.document.tiers ?? []).map(({ code }) => code);
  }
}
