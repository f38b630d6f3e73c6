import type { Statements } from '../../platform/database/database';

/** A guest's points. */
export interface GuestBalance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  /** When the last points in review are free again by themselves (RFC 3339); left out: none are in review. */
  readonly reviewEndsAt?: string;
  readonly receivable: number;
  /** The part of `available` that may be spent in some restaurants, or on some menu categories alone; left out: none. */
  readonly limited?: LimitedPoints[];
}

/** Points that may not be spent everywhere on everything. */
export interface LimitedPoints {
  readonly points: number;
  /** In any of them; empty: in all. */
  readonly restaurantIds: string[];
  /** Menu categories, on goods of any of them; empty: on all. */
  readonly categories: string[];
  /** When the first of them end (RFC 3339); null: at no date. */
  readonly endsAt: string | null;
}

/** The tier held and the way to the next; all but `code` null at the top, `code` null without tiers. */
export interface GuestTier {
  readonly code: string | null;
  readonly next: string | null;
  /** Minor units. */
  readonly amountToNext: number | null;
  readonly visitsToNext: number | null;
}

export interface GuestStatus {
  readonly balance: GuestBalance;
  readonly tier: GuestTier;
  readonly blocked: boolean;
  /** Money paid ever, less refunds, in minor units. */
  readonly spend: number;
}

/**
 * The ledger's data on guests for identity's answers. Implemented by the transactions layer, which
 * knows identity and not the other way round, under the token GUEST_BALANCES.
 */
export interface GuestBalances {
  /**
   * LedgerBalances of these guests (at most 200) as of now, what is due already counted, nothing written.
   * A guest that is not of the transaction's network is not in the answer.
   */
  listStatuses(
    tx: Statements,
    networkId: string,
    guestIds: readonly string[],
  ): Promise<ReadonlyMap<string, GuestStatus>>;
  /** Whether a sale or redemption of the guest was recorded at or after this instant: a scanned QR is good for one. */
  hasBoughtSince(tx: Statements, networkId: string, guestId: string, since: Date): Promise<boolean>;
}

export const GUEST_BALANCES = Symbol('GUEST_BALANCES');
