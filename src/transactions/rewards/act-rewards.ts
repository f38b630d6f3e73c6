import type { RewardOffer, SaleReward } from '../../decision';

/** What the decision of an act has to know of rewards. */
export interface ActRewards {
  /** SALE, HOLD: what it uses up. */
  readonly used: readonly SaleReward[];
  /** REWARD: what is offered to the guest. */
  readonly offer: RewardOffer | null;
}
