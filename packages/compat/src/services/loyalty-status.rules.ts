import type { Benefit, TierDocument, TierStatus } from 'loyalty-platform/decision';
import { decimalOf } from 'loyalty-platform/platform/http/decimal-money.rules';
import type { LoyaltyStatus } from './loyalty-status.dto';
import type { LoyaltyActivity } from 'loyalty-platform/transactions';

const MILLION = 1_000_000;

/** The rewards system's names of benefits that a tier either has or not. */
const NAME_OF = {
  PRIORITY: 'priority',
  PRIORITY_SUPPORT: 'priority_support',
  EARLY_ACCESS: 'early_access',
  EXCLUSIVE_PRODUCTS: 'exclusive_products',
  PERSONAL_SHOPPER: 'personal_shopper',
  CONCIERGE: 'concierge_service',
} as const;

export interface StatusOf {
  readonly customerId: string;
  readonly tier: TierDocument;
  readonly status: TierStatus;
  readonly available: number;
  readonly activity: LoyaltyActivity;
  readonly digits: number;
}

/** A guest's status in the rewards system's words. */
export function loyaltyStatusOf({ customerId, tier, status, available, activity, digits }: StatusOf): LoyaltyStatus {
  return {
    customerId,
    tier: tier.code.toLowerCase(),
    points_balance: available,
    tier_progress: {
      current_spend: decimalOf(status.counts.spend, digits),
      next_tier: status.next?.toLowerCase() ?? null,
      spend_needed: status.amountToNext === null ? null : decimalOf(status.amountToNext, digits),
      orders_needed: status.visitsToNext,
    },
    benefits: benefitsOf(tier, digits),
    activity: {
      last_points_earned: momentOf(activity.pointsEarnedAt),
      last_redemption: momentOf(activity.redeemedAt),
      tier_anniversary: momentOf(activity.tierSince),
    },
  };
}

/** `early_access` is listed also where a tier does not have it, as the rewards system did. */
export function benefitsOf(tier: TierDocument, digits: number): LoyaltyStatus['benefits'] {
  const told = tier.benefits.map((benefit) => tell(benefit, digits));
  return {
    points_multiplier: tier.multiplierPpm / MILLION,
    ...(tier.discountPpm > 0 ? { tier_discount: percentOf(tier.discountPpm) } : {}),
    early_access: false,
    ...Object.fromEntries(told),
  };
}

function tell(benefit: Benefit, digits: number): [name: string, value: unknown] {
  switch (benefit.kind) {
    case 'BIRTHDAY_DISCOUNT':
      return ['birthday_discount', percentOf(benefit.ratePpm)];
    case 'FREE_DELIVERY':
      return ['free_shipping_threshold', decimalOf(benefit.from, digits)];
    case 'CUSTOM':
      return [benefit.code.toLowerCase(), benefit.text];
    default:
      return [NAME_OF[benefit.kind], true];
  }
}

function percentOf(ratePpm: number): number {
  return ratePpm / (MILLION / 100);
}

function momentOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
