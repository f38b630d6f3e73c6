import type { RuleGroup } from '../conditions/conditions.types';
import type { SaleChannel } from './codes.types';
import type { Goods, ItemType } from './goods.types';
import type { MinorUnits, PartsPerMillion, Points, Rounding } from '../basics/numbers';

/**
 * A programme as a document: what a network publishes, exports and reviews. Money is in minor units of the network's currency, rates and multipliers
 * in parts per million, points and visits are plain counts. `schema` is the version of the document's form; a later form adds members and raises
 * `schema`.
 */
export type ProgramDocument = {
  readonly schema: 1;
  readonly name: string;
  readonly model: ProgramModel;
  /** Rounds a product that is not whole: a discount, the points of a sale. */
  readonly rounding: Rounding;
  /** The worth of one point, in millionths of a minor unit: 1.00 of a currency with two digits is 100,000,000. */
  readonly pointValue: number;
  /** From the lowest to the highest. The lowest tier needs nothing. */
  readonly tiers: readonly TierDocument[];
  /** The network's own counters, which tiers may need besides spend, visits and points. */
  readonly tierCounters: readonly TierCounter[];
  readonly tierWindow: TierWindow;
  readonly tierKeep: TierKeep;
  readonly earning: EarningDocument;
  readonly activities: ActivitiesDocument;
  /** Cards that collect a stamp for a sale; each is a unit of the ledger. Absent: none. */
  readonly stampCards?: readonly StampCardDocument[] | undefined;
  /** Rules for guests who are one family. Absent: the programme has no families. */
  readonly families?: FamiliesDocument | undefined;
  /** Lines that get no discount or cannot be paid with points, and least prices. Absent: none. */
  readonly restrictions?: RestrictionsDocument | undefined;
  /** Null: points of this programme buy nothing at the till. */
  readonly redemption: RedemptionDocument | null;
  readonly expiry: Expiry;
  /** How many local days before its end the warning of a lot is sent; a lot without a delivered warning is extended. Null: no warnings. */
  readonly warning: { readonly days: number } | null;
  readonly pending: PendingPolicy;
  readonly refundPolicy: RefundPolicy;
  /** Days and budget of a no-regret change. Absent: this version alone decides. */
  readonly noRegret?: NoRegretDocument | undefined;
};

/**
 * For so many local days from the version's effect, the day of the effect included, the version that it replaced decides each receipt too, and the better
 * for the guest counts, while what it gives more stays within the budget.
 */
type NoRegretDocument = { readonly days: number; readonly budget: MinorUnits };

export type RestrictionsDocument = {
  /** Lines that get no discount by a tier, a birthday or a reward. A reward's free delivery applies all the same. */
  readonly discount: RestrictedGoods;
  /** Lines that cannot be paid with points. */
  readonly redemption: RestrictedGoods;
  readonly leastPrices: readonly LeastPrice[];
  /**
   * The base of discounts, points and payment by points: a line's price, or its price without tax. Tax that is left out gets no discount, earns
   * nothing and is paid with money.
   */
  readonly base: TaxBase;
};

export type RestrictedGoods = Goods & { readonly types: readonly ItemType[] };

/** Discount and points leave at least this price to be paid for each piece of the goods. Empty lists of goods: for every line. */
type LeastPrice = RestrictedGoods & { readonly price: MinorUnits };

export type TaxBase = 'WITH_TAX' | 'WITHOUT_TAX';

type FamiliesDocument = {
  readonly mostMembers: number;
  /** Members spend one another's points where their own are too few. Null: each member spends only own points. */
  readonly pool: FamilyPool | null;
};

export type FamilyPool = {
  /** The most that other members may spend of one member's points, on a local day and in a month of the network. */
  readonly perDay: Points;
  readonly perMonth: Points;
  /** Days before other members may spend new points. `membersCoolFor`: days before a new member and the others may spend each other's points. */
  readonly pointsCoolFor: number;
  readonly membersCoolFor: number;
};

/**
 * How long points wait before the guest may spend them: not at all, whole local days, or (points of sales alone) until the payment of the sale is
 * confirmed. Without a confirmation, points are void at the end of the day `voidAfterDays` later; null: they wait for ever.
 */
export type PendingPolicy =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'DELAY'; readonly days: number }
  | { readonly kind: 'PAYMENT'; readonly voidAfterDays: number | null };

export type ProgramModel = 'DISCOUNT' | 'BONUS' | 'HYBRID' | 'STAMPS';
export type RefundPolicy = 'DEBT' | 'NEGATIVE' | 'FORGIVE';
export type Expiry =
  | { readonly kind: 'NEVER' }
  /** Each lot ends this long after it was earned. */
  | { readonly kind: 'DAYS' | 'MONTHS'; readonly count: number }
  /** All lots of a guest end together, this long after the guest's last purchase, redemption or gift of points. */
  | { readonly kind: 'INACTIVITY'; readonly unit: 'DAYS' | 'MONTHS'; readonly count: number }
  /** The lot ends at the end of this day of the year, at the first such day on which the lot is `afterMonths` old. */
  | { readonly kind: 'YEARLY'; readonly month: number; readonly day: number; readonly afterMonths: number };

export type TierDocument = {
  readonly code: string;
  /** A need is met from its exact value on. A need of 0 asks nothing. */
  readonly needs: TierNeeds;
  /** ALL: a guest has to meet every need. ANY: one need is enough. */
  readonly match: 'ALL' | 'ANY';
  /** The discount on the amount of each sale. */
  readonly discountPpm: PartsPerMillion;
  /** The factor on the points that a sale earns; 1,000,000 is one. */
  readonly multiplierPpm: PartsPerMillion;
  readonly benefits: readonly Benefit[];
};

type TierNeeds = {
  readonly spend: MinorUnits;
  readonly visits: number;
  /** Points earned by sales and activities. Spending points does not lower this number. */
  readonly points: Points;
  /** By the code of a counter of the programme. */
  readonly counters: Readonly<Record<string, number>>;
};

/** Activities and the API raise it (reviews written, friends brought). Spending points does not lower it. */
type TierCounter = { readonly code: string };

/** Benefits of a tier besides its discount and multiplier. Only BIRTHDAY_DISCOUNT changes what a sale costs. */
export type Benefit =
  | { readonly kind: 'BIRTHDAY_DISCOUNT'; readonly ratePpm: PartsPerMillion }
  | { readonly kind: 'FREE_DELIVERY'; readonly from: MinorUnits }
  | {
      readonly kind:
        | 'PRIORITY'
        | 'PRIORITY_SUPPORT'
        | 'EARLY_ACCESS'
        | 'EXCLUSIVE_PRODUCTS'
        | 'PERSONAL_SHOPPER'
        | 'CONCIERGE';
    }
  /** Any other benefit, by language, as guests read it. */
  | { readonly kind: 'CUSTOM'; readonly code: string; readonly text: Readonly<Record<string, string>> };

/**
 * The qualification window of tiers, in local days. LIFETIME counts everything, so only refunds lower a tier. ROLLING counts the days from `months`
 * before today to now, and reviews tiers each day. CALENDAR and ANNIVERSARY count from the start of the current window. A guest keeps a tier reached
 * in one window to the end of the next; reviews happen when a window ends. The years of ANNIVERSARY begin on the day of the guest's registration; 29
 * February counts as the 28th in other years.
 */
export type TierWindow =
  | { readonly kind: 'LIFETIME' }
  | { readonly kind: 'ROLLING'; readonly months: number }
  | { readonly kind: 'CALENDAR'; readonly unit: 'YEAR' | 'HALF' | 'QUARTER' | 'MONTH' }
  | { readonly kind: 'ANNIVERSARY' };

/** How long a guest keeps a tier after falling short of it, and which tier follows. */
type TierKeep = {
  readonly grace: TierGrace;
  /** ONE: the guest falls to the next lower tier, and a new grace begins. DESERVED: the guest falls to the tier that the figures deserve. */
  readonly down: 'ONE' | 'DESERVED';
};

/**
 * Counted from the day on which the guest falls short: no grace, to the end of the following month, for a number of days, or to the end of the window
 * that begins on that day.
 */
export type TierGrace =
  | { readonly kind: 'NONE' | 'END_OF_NEXT_MONTH' | 'END_OF_NEXT_WINDOW' }
  | { readonly kind: 'DAYS'; readonly count: number };

type EarningDocument = {
  /** Points for each full step of the amount paid. Null: sales earn nothing without a rule or campaign. */
  readonly base: { readonly step: MinorUnits; readonly points: Points } | null;
  readonly rules: readonly EarningRule[];
  readonly exclusions: Exclusions;
  /** The cap on points of sales; bonuses are not counted. */
  readonly caps: Caps;
  /** How many receipts of a guest may earn in a business day. Absent: any number. */
  readonly receiptsPerDay?: number | undefined;
};

/** Lines that earn nothing by base and rules. Guests of the given segments (absent: none) earn nothing at all by sales. */
export type Exclusions = Goods & {
  readonly segments?: readonly string[] | undefined;
};

/** The most points in each period. Null: no such cap. A day is the network's business day, a week begins on Monday. */
export type Caps = {
  readonly perSale: Points | null;
  readonly perDay: Points | null;
  readonly perWeek: Points | null;
  readonly perGuest: Points | null;
};

/** A rule acts on lines that meet its condition and that the guest paid something for. */
export type EarningRule = {
  readonly id: string;
  /** Null: always, on every line. */
  readonly when: RuleGroup | null;
  readonly gain: Gain;
  /** The cap on the rule's own points; null: none. */
  readonly caps: Caps | null;
};

export type Gain =
  /** Multiplies what the line earns by the base. Several multipliers on one line multiply each other. */
  | { readonly kind: 'MULTIPLIER'; readonly multiplierPpm: PartsPerMillion }
  /** Adds these points once to a sale that has such a line. */
  | { readonly kind: 'POINTS'; readonly points: Points }
  /** Adds these points for each full step of the amount paid for such lines together. */
  | { readonly kind: 'PER_STEP'; readonly step: MinorUnits; readonly points: Points }
  /** Adds these points for each full quantity (in thousandths) of such lines together. */
  | { readonly kind: 'PER_QUANTITY'; readonly quantityMilli: number; readonly points: Points };

/** Null: the activity gives nothing. */
export type ActivitiesDocument = {
  /** Given when the guest registers, in the same transaction. */
  readonly registration: Activity | null;
  /** Given in the guest's first sale with something to pay. */
  readonly firstSale: Activity | null;
  /** Given on the guest's birthday, once a year. */
  readonly birthday: Activity | null;
  /** Every rule counts a birthday only once it is known for this many local days; a changed birthday waits again. Absent: at once. */
  readonly birthdayKnownDays?: number | undefined;
  /** Activities that a service reports, each once by its reference: reviews, referrals and others that the programme names. */
  readonly reported: readonly ReportedActivity[];
  /** Given for a friend whom the guest brought, when the friend's first sale with something to pay is recorded. Absent: nothing. */
  readonly referral?: ReferralDocument | undefined;
};
export type ReferralDocument = {
  /** For the guest who brought the friend. */
  readonly referrerPoints: Points;
  /** For the friend; 0: nothing. */
  readonly friendPoints: Points;
  /** For how many friends a guest gets points in a calendar month of business days, and in all. Null: no such limit. */
  readonly times: { readonly perMonth: number | null; readonly perGuest: number | null };
  /** The least amount to pay in a sale that counts as the friend's first. Absent: any sale with something to pay. */
  readonly leastSale?: MinorUnits | undefined;
  /** How many days of 24 hours after the friend's registration the sale still counts. Absent: no end. */
  readonly withinDays?: number | undefined;
  /** When both guests may spend their points. Absent: as the programme says. */
  readonly validity?: DaysValidity | undefined;
  /** Restaurants and categories that take the points of both guests; needs `validity`. Absent: all of them. */
  readonly spendableIn?: SpendableIn | undefined;
};
export type Activity = {
  readonly points: Points;
  /** When the activity's points may be spent. Absent: as the programme says. */
  readonly validity?: DaysValidity | undefined;
  /** Restaurants and categories that take the activity's points; needs `validity`. Absent: all of them. */
  readonly spendableIn?: SpendableIn | undefined;
};
/** The restaurants, the menu categories, or both, where given points may be spent. */
export type SpendableIn = {
  /** Empty: all restaurants. */
  readonly restaurantIds: readonly string[];
  /** Menu categories whose goods take the points. Absent: all goods. */
  readonly categories?: readonly string[] | undefined;
};
/** First and last day of points, each in local days after the gift. A programme has no end, so it names no dates. */
export type DaysValidity = {
  /** The first day; null: as the programme says. */
  readonly from: GiftDays | null;
  /** The last day on which the points may be spent. */
  readonly until: GiftDays;
};
export type GiftDays = { readonly days: number };
export type ReportedActivity = Activity & {
  readonly code: string;
  /** How often a guest gets the activity's points in each period. Null: no such limit. */
  readonly times: { readonly perDay: number | null; readonly perWeek: number | null; readonly perGuest: number | null };
  /** A counter of tiers that the activity raises; the points may then be 0. Absent: none. */
  readonly counts?: CounterRise;
};
export type CounterRise = { readonly counter: string; readonly count: number };

export type RedemptionDocument = {
  readonly minPoints: Points;
  /** Share of `amount − discount`; null: no such limit. */
  readonly maxSharePpm: PartsPerMillion | null;
  /** The part of `amount − discount` that the guest has to pay with money. */
  readonly leaveAtLeast: MinorUnits;
  /**
   * A rest below this amount is waived where points pay the whole order and the rest is worth less than one point. Absent: the guest pays every rest.
   */
  readonly waiveRestBelow?: MinorUnits | undefined;
  /** A receipt that points pay in part earns nothing, or points for the money. Absent: as `ON_MONEY`. */
  readonly earns?: EarnsBesidePoints | undefined;
  /** Shares lower than `maxSharePpm`, by tier, channel, restaurant and category. The lowest one that holds counts. Absent: none. */
  readonly limits?: readonly PointLimitDocument[] | undefined;
  /** How many receipts of a guest points may pay for in a business day. Absent: any number. */
  readonly receiptsPerDay?: number | undefined;
  /** Campaigns that give neither points nor money off for a receipt that points pay in part. An empty list means all campaigns. Absent: none. */
  readonly notWith?: { readonly campaigns: readonly string[] } | undefined;
};

/** An empty list means all; at least one list names something. */
export type PointLimitDocument = {
  /** Codes of tiers. */
  readonly tiers: readonly string[];
  readonly channels: readonly SaleChannel[];
  readonly restaurantIds: readonly string[];
  /** Menu categories. The limit holds for the lines of each category by itself; without categories it holds for the whole receipt. */
  readonly categories: readonly string[];
  /** Share of what points may pay of the receipt, or of these lines; 0: nothing. */
  readonly maxSharePpm: PartsPerMillion;
};

export type EarnsBesidePoints = 'ON_MONEY' | 'NOTHING';

/** After `size` stamps the guest gets the reward and a new card. A guest's card stays the same under every version that has its id. */
export type StampCardDocument = {
  /** The card's id and its unit in the ledger. It stays the same when the card's rules change. */
  readonly id: string;
  /** By language, as guests read it. */
  readonly name: Readonly<Record<string, string>>;
  readonly collects: StampSource;
  readonly size: number;
  readonly reward: StampReward;
  /** Months from a card's first stamp to its end. Stamps on a card that is not full by then end. Null: the card has no end. */
  readonly validityMonths: number | null;
};

export type StampSource =
  /** One stamp for a sale of which the guest pays at least this amount. */
  | { readonly by: 'VISIT'; readonly leastAmount: MinorUnits }
  /** One stamp for each whole piece of these goods that the guest pays something for. */
  | { readonly by: 'ITEM'; readonly skus: readonly string[] }
  | { readonly by: 'CATEGORY'; readonly categories: readonly string[] };

/** Points at once, or a free item of the catalogue. */
export type StampReward = { readonly points: Points } | { readonly rewardCode: string };
