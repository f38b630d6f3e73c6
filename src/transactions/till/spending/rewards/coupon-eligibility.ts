import type { CatalogReward, ConfigurationSnapshot } from '../../../../configuration';
import { newId } from '../../../../platform/ids/ids';
import type { FoundCode } from '../../../ledger/write/till-rows';
import type { SaleReward } from '../../../../decision';
import {
  type CouponUse,
  type NewRedemption,
  NO_REWARDS,
  refusedPlan,
  type RewardPlan,
  saleRewardOf,
  termsOf,
  usedReward,
  type UsedReward,
} from './reward-plan';

/** A code that an act names, as read for its guest. Digest null: the text cannot be a code. */
export interface NamedCode {
  readonly digest: string | null;
  /** Null: the network does not have the code. Where the claims of codes were read, a claimed code has no use left. */
  readonly found: FoundCode | null;
}

/** A code that may be used, or the reason why not. Pure. */
export function judgeCoupon(
  { digest, found }: NamedCode,
  snapshot: ConfigurationSnapshot,
): (Omit<CouponUse, 'redemption'> & { readonly reward: CatalogReward }) | RewardPlan {
  const reward = found === null ? undefined : snapshot.rewards.get(found.rewardId);
  if (digest === null || found === null || reward === undefined) return refusedPlan('coupon_unknown');
  // A batch that is still being made counts as not existing.
  if (found.state === 'STOPPED' || found.state === 'MAKING') return refusedPlan('coupon_unknown');
  if (found.usesLeft === 0) return refusedPlan('coupon_used');
  if (found.state !== 'GOOD') return refusedPlan('reward_not_available', { reward: reward.code, reason: found.state });
  if (found.otherSegment) return refusedPlan('reward_not_available', { reward: reward.code, reason: 'SEGMENT' });
  if (found.perGuest !== null && (found.usesOfGuest ?? 0) >= found.perGuest)
    return refusedPlan('reward_limit_reached', { left: 0 });
  return { digest, batchId: found.batchId, madeBy: found.madeBy, isSingle: found.isSingle, reward };
}

/** The plan for the codes of a sale, or the reason why one of them cannot be used. Pure but for the ids of the redemptions. */
export function planCodes(named: readonly NamedCode[], snapshot: ConfigurationSnapshot): RewardPlan {
  const used: SaleReward[] = [];
  const coupons: CouponUse[] = [];
  const sources: UsedReward[] = [];
  for (const code of named) {
    const judged = judgeCoupon(code, snapshot);
    if ('refused' in judged) return judged;
    if (coupons.some((other) => other.digest === judged.digest)) return refusedPlan('coupon_used');
    const { reward } = judged;
    const { terms, json } = termsOf(reward);
    if (terms.gift === null)
      return refusedPlan('reward_not_available', { reward: reward.code, reason: 'NOT_AT_A_SALE' });
    const redemption: NewRedemption = {
      id: newId(),
      rewardId: reward.id,
      rewardVersion: reward.version,
      terms: json,
      quantity: 1,
      counted: false,
      points: 0,
      status: 'FULFILLED',
      slotId: null,
      expiresAt: null,
      addressEncrypted: null,
    };
    const { digest, batchId, madeBy, isSingle } = judged;
    coupons.push({ digest, batchId, madeBy, isSingle, redemption });
    sources.push(usedReward(reward, redemption, { id: batchId, madeBy }));
    used.push(saleRewardOf(redemption.id, reward.id, terms, terms.gift));
  }
  return { ...NO_REWARDS, used, coupons, sources };
}
