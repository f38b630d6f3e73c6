import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Snapshots } from '../../configuration';
import { calendarOf, dayOfIsoDate } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import type { CountGuestsBody } from './guest-list.dto';

/** Beginnings of words in a name. */
export interface WordMatch {
  /** The beginnings of words, the rarest first. */
  readonly words: readonly string[];
  /** Whether even the rarest word matches more than `MOST_MATCHED` guests. */
  readonly isCommon: boolean;
}

/** The guests that a search found: by words, or by ids. */
export type GuestMatch = WordMatch | { readonly ids: readonly string[] };

/**
 * A set of guests that a higher layer keeps: an SQL condition on `s.guest_id` in the network `$1`. `parameter` adds a value and returns its
 * placeholder.
 */
export type GuestSet = (parameter: (value: unknown) => string) => string;

/** Filters of the list; null: not filtered. */
export interface GuestFilter {
  readonly match: GuestMatch | null;
  /** Exclusive bounds of the ids, which are ordered by registration. */
  readonly after: string | null;
  readonly before: string | null;
  readonly tiers: readonly string[] | null;
  readonly visitedFrom: string | null;
  readonly visitedBefore: string | null;
  readonly pointsFrom: number | null;
  readonly pointsTo: number | null;
  readonly among: GuestSet | null;
}

export type ListKey = 'createdAt' | 'name' | 'lastVisitAt' | 'points' | 'tier';

/** A position in the list: a sort key, and the guest. */
export interface ListPosition {
  readonly key: string | number | null;
  readonly guestId: string;
}

export interface ListSlice {
  readonly key: ListKey;
  readonly isDescending: boolean;
  /** The row before the slice; the slice does not include it. */
  readonly from: ListPosition | null;
  readonly limit: number;
  /** Tier codes with their ranks, for the order by tier. */
  readonly ranks: readonly { readonly code: string; readonly rank: number }[];
}

const FIRST_DAY = '1900-01-01';

/** The guests that a caller wants; without a search, or with null, all. */
export type GuestSearch = CountGuestsBody & {
  /** Limits the list to a set that a higher layer keeps. */
  readonly among?: GuestSet | undefined;
};
/** Filters of the list of guests, in the times and tiers of their network. */
@Injectable()
export class GuestFilters {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  async of(tx: Tx, network: NetworkProfile, wanted: GuestSearch, match: GuestMatch | null): Promise<GuestFilter> {
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
  async ranksOf(tx: Tx, networkId: string): Promise<ListSlice['ranks']> {
    const inForce = await this.tiersInForce(tx, networkId);
    const rows = await tx.query<{ tier: string }>`WITH RECURSIVE held (tier) AS (
          (SELECT s.tier FROM guest_summaries s WHERE s.network_id = ${networkId} ORDER BY s.tier LIMIT 1)
          UNION ALL
          SELECT n.tier FROM held h CROSS JOIN LATERAL (
            SELECT s.tier FROM guest_summaries s WHERE s.network_id = ${networkId} AND s.tier > h.tier ORDER BY s.tier LIMIT 1) n)
        SELECT tier FROM held`;
    const held = rows.map(({ tier }) => tier);
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
