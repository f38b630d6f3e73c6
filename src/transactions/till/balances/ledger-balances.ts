import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { Snapshots } from '../../../configuration/sale';
import { endOf, type GuestState, type Lot, NEVER, type PointLimit, tierStatus, UNTIL_DECIDED } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import type { GuestBalance, GuestBalances, GuestName, GuestRow, GuestStatus, LimitedPoints } from '../../../identity';
import { transactionTill } from '../../ledger/write/till-statements';
import { isErased, type TillReadRow } from '../../ledger/write/till-rows';
import { findGuestByName } from './guest-by-name.sql';
import { asOfNow } from './as-of-now';
import { type ShownCampaign, shownCampaignsOf } from './shown-campaigns.rules';
import { type ShownStamps, stampsOf } from './stamps.rules';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** Some points of a guest, with the instant at which they expire or may first be spent. */
export interface DatedPoints {
  readonly points: number;
  /** In milliseconds since 1970. */
  readonly at: number;
}

export interface ShownBalance extends GuestStatus {
  readonly expiring: DatedPoints[];
  readonly beginning: DatedPoints[];
  readonly stamps: ShownStamps[];
  readonly campaigns: ShownCampaign[];
  readonly inFamily: boolean;
  /** The guest's state, with as many lots as the caller asked for. */
  readonly state: GuestState;
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number;
  /** The configuration by which the state was computed. */
  readonly snapshot: ConfigurationSnapshot;
}

/** Balances of guests as of now: due settlements are applied in memory, and nothing is written. */
@Injectable()
export class LedgerBalances implements GuestBalances {
  constructor(private readonly snapshots: Snapshots) {}

  async listStatuses(
    tx: Statements,
    networkId: string,
    guestIds: readonly string[],
  ): Promise<ReadonlyMap<string, GuestStatus & Pick<GuestState, 'segments'>>> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const rows = await transactionTill(tx).read(
      networkId,
      guestIds.map((guestId) => ({ guestId, needLots: false })),
    );
    const balances = new Map<string, GuestStatus & Pick<GuestState, 'segments'>>();
    rows.forEach((row, i) => {
      const guestId = guestIds[i];
      const state = asOfNow(row, snapshot);
      if (guestId !== undefined && state !== undefined)
        balances.set(guestId, { ...statusOf(state, snapshot, row.now_ms), segments: state.segments });
    });
    return balances;
  }

  async hasBoughtSince(tx: Statements, networkId: string, guestId: string, since: Date): Promise<boolean> {
    const { has } = await tx.one<{ has: boolean }>`SELECT bought_since(${networkId}, ${guestId}, ${since}) AS "has!"`;
    return has;
  }

  /** The guest's state with due settlements applied, and the configuration used. Undefined: the network does not have the guest. */
  async findState(
    tx: Statements,
    networkId: string,
    guestId: string,
  ): Promise<{ state: GuestState; snapshot: ConfigurationSnapshot; now: number } | undefined> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [row] = await transactionTill(tx).read(networkId, [{ guestId, needLots: false }]);
    const state = asOfNow(row, snapshot);
    return row === undefined || state === undefined || isErased(row)
      ? undefined
      : { state, snapshot, now: Math.round(row.now_ms) };
  }

  /**
   * The guest's state with points that expire or begin (soonest first), stamp cards and campaigns. Undefined: the
   * network does not have the guest, or the guest was erased. `ends`: how many next ends of lots the state has.
   */
  async findWithExpiring(
    tx: Statements,
    networkId: string,
    guestId: string,
    limit: number,
    language: Language,
    ends = limit,
  ): Promise<ShownBalance | undefined> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [row] = await transactionTill(tx).read(networkId, [{ guestId, needLots: false, ends }]);
    return shownOf(guestId, row, snapshot, limit, language);
  }

  /** Like `findWithExpiring`, for a guest named by card or phone, with the guest's row. Undefined: the network has none. */
  async findByNameWithExpiring(
    tx: Statements,
    networkId: string,
    name: GuestName,
    limit: number,
    language: Language,
    ends = limit,
  ): Promise<{ readonly row: GuestRow; readonly shown: ShownBalance } | undefined> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const found = await findGuestByName(tx, networkId, name, { needLots: false, ends });
    if (found === undefined) return undefined;
    const shown = shownOf(found.id, found, snapshot, limit, language);
    return shown === undefined ? undefined : { row: found, shown };
  }
}

function shownOf(
  guestId: string,
  row: TillReadRow | undefined,
  snapshot: ConfigurationSnapshot,
  limit: number,
  language: Language,
): ShownBalance | undefined {
  const state = asOfNow(row, snapshot);
  if (row === undefined || state === undefined || isErased(row)) return undefined;
  const status = statusOf(state, snapshot, row.now_ms);
  const now = Math.round(row.now_ms);
  return {
    ...status,
    snapshot,
    state,
    now,
    expiring: dated(state, (lot) => endOf(lot, state.counters)).slice(0, limit),
    beginning: dated(state, ({ activatesAt }) => activatesAt ?? NEVER).slice(0, limit),
    stamps: stampsOf(state, snapshot, row.now_ms, language),
    campaigns: shownCampaignsOf(guestId, state, status.tier.code, snapshot, now, language),
    inFamily: row.in_family === true,
  };
}

function statusOf(state: GuestState, snapshot: ConfigurationSnapshot, nowMs: number): GuestStatus {
  const program = snapshot.programInForce(new Date(nowMs));
  const progress =
    program === undefined
      ? null
      : tierStatus(program.program, state, { now: Math.round(nowMs), calendar: calendarOfNetwork(snapshot) });
  return {
    balance: balanceOf(state),
    tier: {
      code: progress?.tier ?? state.tier,
      next: progress?.next ?? null,
      amountToNext: progress?.amountToNext ?? null,
      visitsToNext: progress?.visitsToNext ?? null,
    },
    blocked: state.blocked,
    spend: state.lifetime.spend,
  };
}

function balanceOf({ balance, counters }: GuestState): GuestBalance {
  const limited = limitedPoints(counters);
  // Only a person ends this review, so it has no end date.
  const ends = counters.holds.flatMap(({ isReview, expiresAt }) =>
    isReview === true && expiresAt < UNTIL_DECIDED ? [expiresAt] : [],
  );
  return {
    ...balance,
    ...(ends.length > 0 && { reviewEndsAt: new Date(Math.max(...ends)).toISOString() }),
    ...(limited.length > 0 && { limited }),
  };
}

/** Points that are good only in certain restaurants or for certain categories, summed up for each limit; the largest sum first. */
function limitedPoints(counters: GuestState['counters']): LimitedPoints[] {
  const sums = new Map<string, { points: number; readonly limit: PointLimit; endsAt: number }>();
  for (const { free, limit, ...lot } of counters.limits ?? []) {
    if (free === 0) continue;
    const key = JSON.stringify(limit);
    const known = sums.get(key) ?? { points: 0, limit, endsAt: NEVER };
    sums.set(key, { ...known, points: known.points + free, endsAt: Math.min(known.endsAt, endOf(lot, counters)) });
  }
  return [...sums.values()]
    .sort((a, b) => b.points - a.points)
    .map(({ points, limit, endsAt }) => ({
      points,
      restaurantIds: [...(limit.restaurantIds ?? [])],
      categories: [...(limit.categories ?? [])],
      endsAt: endsAt >= NEVER ? null : new Date(endsAt).toISOString(),
    }));
}

/** Points by an instant of their lots, soonest first. Lots without such an instant are not listed. */
function dated({ lots }: GuestState, instantOf: (lot: Lot) => number): DatedPoints[] {
  const byInstant = new Map<number, number>();
  for (const lot of lots ?? []) {
    const at = instantOf(lot);
    if (at < NEVER) byInstant.set(at, (byInstant.get(at) ?? 0) + lot.remaining);
  }
  return [...byInstant].sort(([a], [b]) => a - b).map(([at, points]) => ({ at, points }));
}
