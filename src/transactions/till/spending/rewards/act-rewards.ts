import type { RewardOffer, SaleReward } from '../../../../decision';
import type { CouponUse } from './reward-plan';

/** Rewards that the decision of an act and its rows need. */
export interface ActRewards {
  /** SALE, HOLD: what it uses up. */
  readonly used: readonly SaleReward[];
  /** REWARD: what is offered to the guest. */
  readonly offer: RewardOffer | null;
  /** SALE, REWARD: the coupons that it uses up. */
  readonly coupons: readonly CouponUse[];
}
