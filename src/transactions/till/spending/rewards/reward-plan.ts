import type { CatalogReward } from '../../../../configuration';
import type { RewardOffer, SaleGift, SaleReward } from '../../../../decision';
import type { RefusalReason } from '../../../ledger/act/refusing';

/** Terms of a reward as they were in the catalogue at redemption. */
export interface RewardTerms {
  readonly code: string;
  readonly kind: string;
  readonly minimumOrder: number;
  /** Null: staff hand the reward over. */
  readonly gift: SaleGift | null;
}

interface TermsOfReward {
  readonly terms: RewardTerms;
  readonly json: string;
}

export type RedemptionStatus = 'PENDING' | 'READY' | 'FULFILLED' | 'CANCELLED' | 'EXPIRED';

/** A row of `redemptions`. */
export interface RedemptionRow {
  readonly id: string;
  readonly guestId: string;
  readonly rewardId: string;
  readonly rewardVersion: number;
  readonly terms: RewardTerms;
  readonly quantity: number;
  /** The redemption took pieces out of a counted stock, and would return them there. */
  readonly counted: boolean;
  readonly points: number;
  readonly status: RedemptionStatus;
  readonly transactionId: string;
  readonly coupon: string | null;
  /** The redemption holds the claim of a single-use code. */
  readonly claimed: boolean;
  readonly batchId: string | null;
  /** Null: no code gave it, or the system made the batch. */
  readonly batchMadeBy: string | null;
  readonly slotId: string | null;
  readonly saleId: string | null;
  readonly restaurantId: string | null;
  readonly createdAt: Date;
  /** Null: the redemption has no end. */
  readonly expiresAt: Date | null;
  readonly readyAt: Date | null;
  readonly endedAt: Date | null;
  /** By the database's clock. */
  readonly isPast: boolean;
  /** The address to which the reward is sent. Null: the reward is handed over or used at a sale, or its guest was erased. */
  readonly addressEncrypted: Buffer | null;
}

/** A use of a coupon that an act is about to make. */
export interface CouponUse {
  readonly digest: string;
  readonly batchId: string;
  /** Null: the system made the batch. */
  readonly madeBy: string | null;
  /** The code has one use: it is claimed instead of counted. */
  readonly isSingle: boolean;
  readonly redemption: NewRedemption;
}

export interface NewRedemption {
  readonly id: string;
  readonly rewardId: string;
  readonly rewardVersion: number;
  /** `RewardTerms` as JSON. */
  readonly terms: string;
  readonly quantity: number;
  readonly counted: boolean;
  readonly points: number;
  readonly status: RedemptionStatus;
  readonly slotId: string | null;
  /** In milliseconds. Null: no end. */
  readonly expiresAt: number | null;
  /** Null: the reward is handed over or used at a sale. */
  readonly addressEncrypted: Buffer | null;
}

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

/** The effect of an act on rewards, read under its guest's lock and carried out by the act's own write. */
export interface RewardPlan extends ActRewards {
  readonly refused: RefusalReason | null;
  /** SALE: the redemptions that the sale uses up. */
  readonly spent: readonly RedemptionRow[];
  /** REWARD: the redemption that the act makes. */
  readonly made: NewRedemption | null;
  /** REFUND: the redemptions that return with the whole sale. */
  readonly returning: readonly RedemptionRow[];
}

export const NO_REWARDS: RewardPlan = {
  used: [],
  offer: null,
  refused: null,
  spent: [],
  coupons: [],
  sources: [],
  made: null,
  returning: [],
};

export function refusedPlan(refused: RefusalReason['refused'], data: RefusalReason['data'] = {}): RewardPlan {
  return { ...NO_REWARDS, refused: { refused, data } };
}

/** A redemption or a coupon's reward, in the form that a sale takes. */
export function saleRewardOf(id: string, rewardId: string, terms: RewardTerms, gift: SaleGift): SaleReward {
  return {
    redemptionId: id,
    rewardId,
    code: terms.code,
    minimumOrder: terms.minimumOrder as SaleReward['minimumOrder'],
    gift,
  };
}

/** The terms of a reward that an act uses up or gives, by the catalogue. */
export function usedReward(
  reward: CatalogReward,
  { rewardVersion, quantity, points }: Pick<NewRedemption, 'rewardVersion' | 'quantity' | 'points'>,
  batch: UsedReward['batch'],
): UsedReward {
  const { id: rewardId, code, document } = reward;
  return { code, rewardId, version: rewardVersion, quantity, points, cost: document.cost, gift: document.gift, batch };
}

/** The terms of an item with their JSON. Made once for each item in memory, since every sale with one of its codes writes them. */
export function termsOf(reward: CatalogReward): TermsOfReward {
  const known = termsOfRewards.get(reward);
  if (known !== undefined) return known;
  const { code, document } = reward;
  const terms = { code, kind: document.kind, minimumOrder: document.minimumOrder, gift: document.gift };
  const made = { terms, json: JSON.stringify(terms) };
  termsOfRewards.set(reward, made);
  return made;
}

const termsOfRewards = new WeakMap<CatalogReward, TermsOfReward>();
