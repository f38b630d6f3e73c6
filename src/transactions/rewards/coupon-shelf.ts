import type { CatalogReward, ConfigurationSnapshot } from '../../configuration';
import { newId } from '../../platform/ids/ids';
import type { Tx } from '../../platform/database/database';
import { type BatchStanding, type FoundCoupon, listBatchStandings, listCoupons } from './coupon-uses.sql';
import { type CouponUse, type NewRedemption, refusedPlan, type RewardPlan, saleRewardOf, termsOf } from './reward-plan';

/** What was read of the codes that acts name. */
export interface CouponShelf {
  readonly coupons: ReadonlyMap<string, FoundCoupon>;
  /** By guest and batch; only where it matters. */
  readonly standings: ReadonlyMap<string, BatchStanding>;
}

/** Reads what the codes are that guests name, by their digests; null: no code looks like what was typed. */
export async function readShelf(
  tx: Tx,
  networkId: string,
  asked: readonly { readonly guestId: string | null; readonly digests: readonly (string | null)[] }[],
): Promise<CouponShelf> {
  const named = new Set(asked.flatMap(({ digests }) => digests.filter((digest) => digest !== null)));
  const found = named.size === 0 ? [] : await listCoupons(tx, networkId, [...named]);
  const coupons = new Map(found.map((coupon) => [coupon.digest, coupon]));
  const asks = asked.flatMap(({ guestId, digests }) =>
    digests.flatMap((digest) => {
      const coupon = coupons.get(digest ?? '');
      return guestId === null || coupon?.isForSome !== true ? [] : [{ guestId, batchId: coupon.batchId }];
    }),
  );
  const standings = asks.length === 0 ? [] : await listBatchStandings(tx, networkId, asks);
  return { coupons, standings: new Map(standings.map((one) => [keyOf(one.guestId, one.batchId), one])) };
}

/** A code that may be used, or why not. Pure. */
export function judgeCoupon(
  shelf: CouponShelf,
  digest: string | null,
  guestId: string | null,
  snapshot: ConfigurationSnapshot,
): { readonly digest: string; readonly batchId: string; readonly reward: CatalogReward } | RewardPlan {
  const coupon = digest === null ? undefined : shelf.coupons.get(digest);
  const reward = coupon === undefined ? undefined : snapshot.rewards.get(coupon.rewardId);
  if (coupon === undefined || reward === undefined || coupon.stopped) return refusedPlan('coupon_unknown');
  if (coupon.usesLeft === 0) return refusedPlan('coupon_used');
  if (coupon.notYet || coupon.over)
    return refusedPlan('reward_not_available', { reward: reward.code, reason: coupon.notYet ? 'NOT_YET' : 'OVER' });
  const standing = shelf.standings.get(keyOf(guestId ?? '', coupon.batchId));
  if (standing?.otherSegment === true)
    return refusedPlan('reward_not_available', { reward: reward.code, reason: 'SEGMENT' });
  if (coupon.perGuest !== null && standing !== undefined && standing.uses >= coupon.perGuest)
    return refusedPlan('reward_limit_reached', { left: 0 });
  return { digest: coupon.digest, batchId: coupon.batchId, reward };
}

/** What the codes of a sale come to, or why one of them can't be used. Pure but for the ids of the redemptions. */
export function planCodes(
  shelf: CouponShelf,
  digests: readonly (string | null)[],
  guestId: string | null,
  snapshot: ConfigurationSnapshot,
): Pick<RewardPlan, 'used' | 'coupons' | 'refused'> {
  const used = [];
  const coupons: CouponUse[] = [];
  for (const digest of digests) {
    const found = judgeCoupon(shelf, digest, guestId, snapshot);
    if ('refused' in found) return found;
    if (coupons.some((other) => other.digest === found.digest)) return refusedPlan('coupon_used');
    const { reward } = found;
    const terms = termsOf(reward);
    if (terms.gift === null)
      return refusedPlan('reward_not_available', { reward: reward.code, reason: 'NOT_AT_A_SALE' });
    const redemption: NewRedemption = {
      id: newId(),
      rewardId: reward.id,
      rewardVersion: reward.version,
      terms,
      quantity: 1,
      counted: false,
      points: 0,
      status: 'FULFILLED',
      slotId: null,
      expiresAt: null,
    };
    coupons.push({ digest: found.digest, batchId: found.batchId, redemption });
    used.push(saleRewardOf(redemption.id, reward.id, terms, terms.gift));
  }
  return { used, coupons: coupons.sort((a, b) => (a.digest < b.digest ? -1 : 1)), refused: null };
}

function keyOf(guestId: string, batchId: string): string {
  return `${guestId} ${batchId}`;
}
