import type { MinorUnits, PartsPerMillion, Points } from './numbers';

/**
 * A programme as a document: what a network publishes, exports and reviews. Money is in minor units of the
 * network's currency, rates and multipliers in parts per million, points and visits are plain counts.
 * `schema` tells the form of the document; a later form adds members and raises it.
 */
export type ProgramDocument = {
  readonly schema: 1;
  readonly name: string;
  readonly model: ProgramModel;
  /** How a product that is no whole number becomes one: a discount, the points of a sale. */
  readonly rounding: Rounding;
  /** Worth of one point in millionths of a minor unit: 1.00 of a currency with two digits is 100,000,000. */
  readonly pointValue: number;
  /** From the lowest to the highest; the first needs nothing. */
  readonly tiers: readonly TierDocument[];
  readonly tierWindow: TierWindow;
  readonly earning: EarningDocument;
  readonly activities: ActivitiesDocument;
  /** Null: points of this programme buy nothing at the till. */
  readonly redemption: RedemptionDocument | null;
  readonly expiry: Expiry;
  /** No lot ends before its warning was delivered; so many local days before its end it is sent. Null: lots end unannounced. */
  readonly warning: { readonly days: number } | null;
  /** Whole local days before points may be spent; 0 is at once. */
  readonly activationDelayDays: number;
  readonly refundPolicy: RefundPolicy;
};

export type ProgramModel = 'DISCOUNT' | 'BONUS' | 'HYBRID';
export type Rounding = 'FLOOR' | 'HALF_UP' | 'HALF_EVEN';
export type RefundPolicy = 'DEBT' | 'NEGATIVE' | 'FORGIVE';
export type Expiry =
  | { readonly kind: 'NEVER' }
  /** Each lot by itself, so long after it was earned. */
  | { readonly kind: 'DAYS' | 'MONTHS'; readonly count: number }
  /** All lots of a guest at once, so long after the guest's last purchase or redemption, or the last points given. */
  | { readonly kind: 'INACTIVITY'; readonly unit: 'DAYS' | 'MONTHS'; readonly count: number }
  /** At the end of this day of the year, the first on which the lot is `afterMonths` old. */
  | { readonly kind: 'YEARLY'; readonly month: number; readonly day: number; readonly afterMonths: number };

export type TierDocument = {
  readonly code: string;
  /** All three are needed, each met from its exact value on. */
  readonly needs: { readonly spend: MinorUnits; readonly visits: number; readonly points: Points };
  /** Off the amount of each sale. */
  readonly discountPpm: PartsPerMillion;
  /** Of the points that a sale earns; 1,000,000 is once. */
  readonly multiplierPpm: PartsPerMillion;
  readonly benefits: readonly Benefit[];
};

/** What a tier gives besides its discount and multiplier. Only BIRTHDAY_DISCOUNT is decided at the till. */
export type Benefit =
  | { readonly kind: 'BIRTHDAY_DISCOUNT'; readonly ratePpm: PartsPerMillion }
  | { readonly kind: 'FREE_DELIVERY'; readonly from: MinorUnits }
  | {
      readonly kind:
        'PRIORITY' | 'PRIORITY_SUPPORT' | 'EARLY_ACCESS' | 'EXCLUSIVE_PRODUCTS' | 'PERSONAL_SHOPPER' | 'CONCIERGE';
    };

/**
 * LIFETIME counts everything and falls only through refunds, at the next day's start, to what is deserved.
 * ROLLING counts the local days from `months` before today to now; who is short on a day keeps the tier to the end
 * of the month after that day's, and then, if still short, goes down one tier.
 */
export type TierWindow = { readonly kind: 'LIFETIME' } | { readonly kind: 'ROLLING'; readonly months: number };

export type EarningDocument = {
  /** Points for each full step of what is paid; null: sales earn nothing by themselves. */
  readonly base: { readonly step: MinorUnits; readonly points: Points } | null;
  readonly rules: readonly EarningRule[];
  /** Lines that earn nothing. */
  readonly exclusions: { readonly categories: readonly string[]; readonly skus: readonly string[] };
  /** Of the points of sales, bonuses apart. A day is the network's business day. */
  readonly caps: { readonly perSale: Points | null; readonly perDay: Points | null };
};

/** A rule acts on the lines that meet its condition; every member of a condition has to hold. */
export type EarningRule = { readonly id: string; readonly when: EarningCondition } & EarningGain;
export type EarningGain =
  /** Multiplies what the line earns by the base; several rules on one line multiply each other. */
  | { readonly multiplierPpm: PartsPerMillion; readonly points?: never }
  /** So many points, once a sale that has such a line. */
  | { readonly points: Points; readonly multiplierPpm?: never };

/** A member that is left out does not restrict. */
export type EarningCondition = {
  readonly categories?: readonly string[];
  readonly skus?: readonly string[];
  readonly excludedCategories?: readonly string[];
  readonly excludedSkus?: readonly string[];
  /** Minutes of the local day, `from` included, `to` not; `from` above `to` passes midnight. */
  readonly localTime?: { readonly from: number; readonly to: number };
  /** ISO: 1 is Monday, 7 Sunday; of the local date. */
  readonly weekdays?: readonly number[];
  readonly pointOfSaleIds?: readonly string[];
  readonly restaurantIds?: readonly string[];
  readonly paymentMethods?: readonly string[];
  readonly channels?: readonly string[];
  readonly tiers?: readonly string[];
};

/** Null: the activity gives nothing. */
export type ActivitiesDocument = { readonly registration: Activity | null; readonly firstSale: Activity | null };
export type Activity = { readonly points: Points };

export type RedemptionDocument = {
  readonly minPoints: Points;
  /** Of `amount − discount`; null: no such limit. */
  readonly maxSharePpm: PartsPerMillion | null;
  /** What of `amount − discount` has to be paid with money. */
  readonly leaveAtLeast: MinorUnits;
};
