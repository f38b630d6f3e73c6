import type { MinorUnits, PartsPerMillion, Points } from '../basics/numbers';

/** The gift of a reward at a sale. Names of goods and categories are the till's own. */
export type SaleGift =
  /** An amount off what is left to pay after the tier's discount and after rewards for single lines. */
  | { readonly kind: 'AMOUNT_OFF'; readonly amount: MinorUnits }
  /** A share of what is left to pay after the tier's discount and after rewards for single lines. `most` null: without a bound. */
  | { readonly kind: 'SHARE_OFF'; readonly ratePpm: PartsPerMillion; readonly most: MinorUnits | null }
  /** One of these goods is free: the dearest piece in the sale, at its price after the tier's discount. */
  | {
      readonly kind: 'FREE_ITEM';
      readonly skus: readonly string[];
      readonly categories: readonly string[];
      readonly most: MinorUnits | null;
    }
  /**
   * Delivery is free: lines of these goods and items of the type DELIVERY cost nothing. Without goods, delivery that the till does not list is free
   * too.
   */
  | { readonly kind: 'SHIPPING'; readonly skus: readonly string[]; readonly categories: readonly string[] };

/** A reward that a sale uses up: redeemed earlier, or brought by a coupon. */
export type SaleReward = {
  readonly redemptionId: string;
  readonly rewardId: string;
  /** The reward's code in the catalogue, which the trace names. */
  readonly code: string;
  /** The least amount of the sale, before discount, that the reward needs. */
  readonly minimumOrder: MinorUnits;
  readonly gift: SaleGift;
};

/** A reward of the catalogue as it is offered to one guest at one moment. */
export type RewardOffer = {
  readonly rewardId: string;
  /** The version of the catalogue's item when the offer was read. */
  readonly version: number;
  readonly code: string;
  /** The price of one piece in points. 0: a coupon pays, or a campaign gave the reward. */
  readonly cost: Points;
  /** Tiers whose guests may take the reward. Null: every tier. */
  readonly tiers: readonly string[] | null;
  /** Tiers that may take the reward before its date. Absent: the date has come. */
  readonly earlyTiers?: readonly string[];
  /** The reward is for guests in one of these segments. Null: for every guest. */
  readonly segments: readonly string[] | null;
  /** How many pieces are left. Null: no limit. */
  readonly stockLeft: number | null;
  /** How many places the chosen slot has left. Null: the reward needs no appointment. */
  readonly slotLeft: number | null;
  /** The reward is taken at an appointment, and the act names none. */
  readonly slotMissing?: true;
  /** How many more this guest may take, by the limit over all time and the limit of the current period. Null: no such limit. */
  readonly guestLeft: number | null;
};
