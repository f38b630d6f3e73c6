import type { RewardOffer, SaleGift, SaleReward } from '../../../../decision';
import type { CouponUse } from './reward-plan';

/** A reward that an act gives or uses up, with those who decided it. */
export interface UsedReward {
  readonly code: string;
  readonly rewardId: string;
  readonly version: number;
  readonly quantity: number;
  /** Points that the guest pays or has paid for it. */
  readonly points: number;
  /** The price of one such reward in the catalogue, in points. */
  readonly cost: number;
  /** Null: staff hand it over. */
  readonly gift: SaleGift | null;
  /** The batch of the code that gave it; `madeBy` null: the system made it. Null: no code did. */
  readonly batch: { readonly id: string; readonly madeBy: string | null } | null;
}

/** Rewards that an act's decision and rows need. */
export interface ActRewards {
  /** SALE, HOLD: the rewards that the act uses up. */
  readonly used: readonly SaleReward[];
  /** REWARD: the catalogue's offer to the guest. */
  readonly offer: RewardOffer | null;
  /** SALE, REWARD: the coupons that the act uses up. */
  readonly coupons: readonly CouponUse[];
  /** SALE: the act uses the reward up. REWARD: the act gives it to the guest. */
  readonly sources: readonly UsedReward[];
}
