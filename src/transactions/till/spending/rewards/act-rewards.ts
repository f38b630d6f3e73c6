import type { RewardOffer, SaleReward } from '../../../../decision';
import type { CouponUse } from './reward-plan';

/** Rewards that an act's decision and rows need. */
export interface ActRewards {
  /** SALE, HOLD: the rewards that the act uses up. */
  readonly used: readonly SaleReward[];
  /** REWARD: the catalogue's offer to the guest. */
  readonly offer: RewardOffer | null;
  /** SALE, REWARD: the coupons that the act uses up. */
  readonly coupons: readonly CouponUse[];
}
