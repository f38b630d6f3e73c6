import type { Statements } from '../../platform/database/database';

/** A guest's points. */
export interface GuestBalance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  /** When the last of the points under review are released automatically (RFC 3339); left out: none are under review. */
  readonly reviewEndsAt?: string;
  readonly receivable: number;
  /** The part of `available` that is limited to some restaurants or menu categories; left out: none. */
  readonly limited?: LimitedPoints[];
}

/** Points that are limited to some restaurants or goods. */
export interface LimitedPoints {
  readonly points: number;
  /** Restaurants where they can be spent; empty: all. */
  readonly restaurantIds: string[];
  /** Menu categories of goods that they can pay; empty: all. */
  readonly categories: string[];
  /** When the first of them expire (RFC 3339); null: never. */
  readonly endsAt: string | null;
}

/** The tier held and the way to the next. In the top tier only `code` is set; `code` is null without tiers. */
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
  /** All money ever paid, less refunds, in minor units. */
  readonly spend: number;
}

/**
 * The ledger's data on guests, for identity's answers. The transactions layer implements it under the token GUEST_BALANCES, because that layer
 * knows identity, and identity does not know that layer.
 */
export interface GuestBalances {
  /**
   * The ledger's balances of these guests (at most 200) as of now, including changes that are due but not written. A guest of another network is
   * left out.
   */
  listStatuses(
    tx: Statements,
    networkId: string,
    guestIds: readonly string[],
  ): Promise<ReadonlyMap<string, GuestStatus>>;
  /** Whether the guest had a sale or redemption at or after this instant: a scanned QR is valid for one. */
  hasBoughtSince(tx: Statements, networkId: string, guestId: string, since: Date): Promise<boolean>;
}

export const GUEST_BALANCES = Symbol('GUEST_BALANCES');
