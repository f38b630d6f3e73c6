import type { MinorUnits, PartsPerMillion, Points } from '../basics/numbers';

/** A reward's gift at a sale. Names of goods and categories are the till's own. */
export type SaleGift =
  /** So much off what is left to pay after the tier's discount and what other rewards give for single lines. */
  | { readonly kind: 'AMOUNT_OFF'; readonly amount: MinorUnits }
  /** A share of the same; `most` null: without a bound. */
  | { readonly kind: 'SHARE_OFF'; readonly ratePpm: PartsPerMillion; readonly most: MinorUnits | null }
  /** One of these goods: the dearest unit in the sale, at what is left of it after the tier's discount. */
  | {
      readonly kind: 'FREE_ITEM';
      readonly skus: readonly string[];
      readonly categories: readonly string[];
      readonly most: MinorUnits | null;
    }
  /** The lines by which the till charges delivery: these goods, and items of the type DELIVERY; naming none, it is free anyway. */
  | { readonly kind: 'SHIPPING'; readonly skus: readonly string[]; readonly categories: readonly string[] };

/** A reward that a sale uses up: redeemed before, or brought by a coupon. */
export type SaleReward = {
  readonly redemptionId: string;
  readonly rewardId: string;
  /** The reward's code in the catalogue: what a trace calls it. */
  readonly code: string;
  /** The least gross amount of the sale. */
  readonly minimumOrder: MinorUnits;
  readonly gift: SaleGift;
};

/** A reward of the catalogue as it is offered to one guest at one moment. */
export type RewardOffer = {
  readonly rewardId: string;
  /** The version of the catalogue's item, which may have been changed since. */
  readonly version: number;
  readonly code: string;
  /** For one; 0 where a coupon pays, or a campaign gave it. */
  readonly cost: Points;
  /** Null: every tier. */
  readonly tiers: readonly string[] | null;
  /** Before its date: tiers that may take it already; left out: its date has come. */
  readonly earlyTiers?: readonly string[];
  /** Null: every guest; else the guests of any of them. */
  readonly segments: readonly string[] | null;
  /** Null: as many as are wanted. */
  readonly stockLeft: number | null;
  /** The chosen slot; null: it takes no appointment. */
  readonly slotLeft: number | null;
  /** The reward is taken at an appointment, and the act names none. */
  readonly slotMissing?: true;
  /** How many more this guest may take, over all time and in the current period; null: no such limit. */
  readonly guestLeft: number | null;
};
