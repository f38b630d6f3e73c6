import type { RuleGroup } from '../conditions/conditions.types';
import type { Goods, ItemType } from './goods.types';
import type { MinorUnits, PartsPerMillion, Points } from '../basics/numbers';

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
  /** Counters with names of their own that tiers may need besides spend, visits and points. */
  readonly tierCounters: readonly TierCounter[];
  readonly tierWindow: TierWindow;
  readonly tierKeep: TierKeep;
  readonly earning: EarningDocument;
  readonly activities: ActivitiesDocument;
  /** Cards that sales put stamps on, each a unit of the ledger; left out: none. */
  readonly stampCards?: readonly StampCardDocument[] | undefined;
  /** Guests who are one family; left out: the programme has none. */
  readonly families?: FamiliesDocument | undefined;
  /** Lines that get no discount or can't be paid with points, and prices that nothing goes below; left out: none. */
  readonly restrictions?: RestrictionsDocument | undefined;
  /** Null: points of this programme buy nothing at the till. */
  readonly redemption: RedemptionDocument | null;
  readonly expiry: Expiry;
  /** No lot ends before its warning was delivered; so many local days before its end it is sent. Null: lots end unannounced. */
  readonly warning: { readonly days: number } | null;
  readonly pending: Pending;
  readonly refundPolicy: RefundPolicy;
};

export type RestrictionsDocument = {
  /** Lines that get no discount: neither a tier's nor a birthday's nor a reward's, but for the delivery that a reward gives. */
  readonly discount: RestrictedGoods;
  /** Lines that can't be paid with points. */
  readonly redemption: RestrictedGoods;
  readonly leastPrices: readonly LeastPrice[];
  /**
   * The base of discounts, points and payment by points: a line's price, or its price without the tax of its item. That tax is then a part of the line that gets no discount, earns nothing and is paid with money.
   */
  readonly base: TaxBase;
};

export type RestrictedGoods = Goods & { readonly types: readonly ItemType[] };

/** Discount and points leave at least this price to be paid for each piece of the goods; naming none, of every line. */
export type LeastPrice = RestrictedGoods & { readonly price: MinorUnits };

export type TaxBase = 'WITH_TAX' | 'WITHOUT_TAX';

export type FamiliesDocument = {
  readonly mostMembers: number;
  /** Members spend one another's points where their own are too few; null: each spends its own alone. */
  readonly pool: FamilyPool | null;
};

export type FamilyPool = {
  /** The most that others may spend of one member's points, on a local day and in a month of the network's. */
  readonly perDay: Points;
  readonly perMonth: Points;
  /** Days before others may spend points, and before a new member may spend those of others, or others its. */
  readonly pointsCoolFor: number;
  readonly membersCoolFor: number;
};

/**
 * How long points wait before they may be spent: not at all, whole local days, or (points of sales alone) until the
 * payment of the sale is confirmed. Without that they are void at the end of the day that is `voidAfterDays` later;
 * null: they wait for ever.
 */
export type Pending =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'DELAY'; readonly days: number }
  | { readonly kind: 'PAYMENT'; readonly voidAfterDays: number | null };

export type ProgramModel = 'DISCOUNT' | 'BONUS' | 'HYBRID' | 'STAMPS';
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
  /** Each is met from its exact value on; one of 0 asks nothing. */
  readonly needs: TierNeeds;
  /** Whether all of the needs have to be met, or one of them is enough. */
  readonly match: 'ALL' | 'ANY';
  /** Off the amount of each sale. */
  readonly discountPpm: PartsPerMillion;
  /** Factor on the points that a sale earns; 1,000,000 is once. */
  readonly multiplierPpm: PartsPerMillion;
  readonly benefits: readonly Benefit[];
};

export type TierNeeds = {
  readonly spend: MinorUnits;
  readonly visits: number;
  /** Earned by sales and activities; spending them takes nothing away. */
  readonly points: Points;
  /** By the code of a counter of the programme. */
  readonly counters: Readonly<Record<string, number>>;
};

/** Raised by activities and through the API (reviews written, friends brought); spending points takes nothing away. */
export type TierCounter = { readonly code: string };

/** Benefits of a tier besides its discount and multiplier. Only BIRTHDAY_DISCOUNT is decided at the till. */
export type Benefit =
  | { readonly kind: 'BIRTHDAY_DISCOUNT'; readonly ratePpm: PartsPerMillion }
  | { readonly kind: 'FREE_DELIVERY'; readonly from: MinorUnits }
  | {
      readonly kind:
        'PRIORITY' | 'PRIORITY_SUPPORT' | 'EARLY_ACCESS' | 'EXCLUSIVE_PRODUCTS' | 'PERSONAL_SHOPPER' | 'CONCIERGE';
    }
  /** Anything else, in the words that guests read, by language. */
  | { readonly kind: 'CUSTOM'; readonly code: string; readonly text: Readonly<Record<string, string>> };

/**
 * The qualification window of tiers, in local days. LIFETIME counts everything; a tier falls short through refunds alone.
 * ROLLING counts the days from `months` before today to now, looked at each day. CALENDAR and ANNIVERSARY count from
 * the start of the window of today; a tier reached in a window is deserved to the end of the next one, and looked at
 * when a window ends. The years of ANNIVERSARY begin on the day of the guest's registration, one of 29 February on the
 * 28th in other years.
 */
export type TierWindow =
  | { readonly kind: 'LIFETIME' }
  | { readonly kind: 'ROLLING'; readonly months: number }
  | { readonly kind: 'CALENDAR'; readonly unit: 'YEAR' | 'HALF' | 'QUARTER' | 'MONTH' }
  | { readonly kind: 'ANNIVERSARY' };

/** How long a tier that is no longer deserved is kept, and how far it falls then. */
export type TierKeep = {
  readonly grace: TierGrace;
  /** ONE: to the next lower tier, from which the same begins again. DESERVED: to the one that is deserved. */
  readonly down: 'ONE' | 'DESERVED';
};

/**
 * Counted from the day that finds the tier short: not at all, to the end of the month after that day's, for so many
 * days, or to the end of the window that begins on that day.
 */
export type TierGrace =
  | { readonly kind: 'NONE' | 'END_OF_NEXT_MONTH' | 'END_OF_NEXT_WINDOW' }
  | { readonly kind: 'DAYS'; readonly count: number };

export type EarningDocument = {
  /** Points for each full step of what is paid; null: sales earn nothing by themselves. */
  readonly base: { readonly step: MinorUnits; readonly points: Points } | null;
  readonly rules: readonly EarningRule[];
  readonly exclusions: Exclusions;
  /** The cap on points of sales, without bonuses. */
  readonly caps: Caps;
};

/** Lines that earn nothing by base and rules; of guests who are in one of these segments (left out: none), all of them. */
export type Exclusions = Goods & {
  readonly segments?: readonly string[] | undefined;
};

/** The most points in each period; null: no such cap. A day is the network's business day, a week begins on Monday. */
export type Caps = {
  readonly perSale: Points | null;
  readonly perDay: Points | null;
  readonly perWeek: Points | null;
  readonly perGuest: Points | null;
};

/** A rule acts on the lines that something was paid for and that meet its condition. */
export type EarningRule = {
  readonly id: string;
  /** Null: always, on every line. */
  readonly when: RuleGroup | null;
  readonly gain: Gain;
  /** The cap on the rule's own points; null: none. */
  readonly caps: Caps | null;
};

export type Gain =
  /** Multiplies what the line earns by the base; several rules on one line multiply each other. */
  | { readonly kind: 'MULTIPLIER'; readonly multiplierPpm: PartsPerMillion }
  /** So many points, once a sale that has such a line. */
  | { readonly kind: 'POINTS'; readonly points: Points }
  /** So many points for each full step of what is paid for such lines together. */
  | { readonly kind: 'PER_STEP'; readonly step: MinorUnits; readonly points: Points }
  /** So many points for each full quantity (in thousandths) of such lines together. */
  | { readonly kind: 'PER_QUANTITY'; readonly quantityMilli: number; readonly points: Points };

/** Null: the activity gives nothing. */
export type ActivitiesDocument = {
  /** In the transaction that registers. */
  readonly registration: Activity | null;
  /** In the guest's first sale with something to pay. */
  readonly firstSale: Activity | null;
  /** On the guest's birthday, once a year. */
  readonly birthday: Activity | null;
  /** Activities that a service reports, each once by its reference: reviews, referrals and others that the programme names. */
  readonly reported: readonly ReportedActivity[];
  /** In return for a friend who was brought, once the friend's first sale with something to pay is recorded; left out: nothing. */
  readonly referral?: ReferralDocument | undefined;
};
export type ReferralDocument = {
  /** For the guest who brought the friend. */
  readonly referrerPoints: Points;
  /** For the friend; 0: nothing. */
  readonly friendPoints: Points;
  /** How many friends a guest gets points for, in a calendar month of business days and for ever; null: no such limit. */
  readonly times: { readonly perMonth: number | null; readonly perGuest: number | null };
  /** The least to pay of a sale that counts as the friend's first; left out: any sale with something to pay. */
  readonly leastSale?: MinorUnits | undefined;
  /** Days of 24 hours after the friend's registration in which the sale counts; left out: no end. */
  readonly withinDays?: number | undefined;
  /** When the points of both may be spent; left out: as the programme says. */
  readonly validity?: DaysValidity | undefined;
  /** Restaurants and categories that take the points of both; needs `validity`. Left out: all of them. */
  readonly spendableIn?: SpendableIn | undefined;
};
export type Activity = {
  readonly points: Points;
  /** When its points may be spent; left out: as the programme says. */
  readonly validity?: DaysValidity | undefined;
  /** Restaurants and categories that take its points; needs `validity`. Left out: all of them. */
  readonly spendableIn?: SpendableIn | undefined;
};
/** Limits of given points: the restaurants, the menu categories, or both, that take them. */
export type SpendableIn = {
  /** Empty: all restaurants. */
  readonly restaurantIds: readonly string[];
  /** Menu categories; left out: all goods. */
  readonly categories?: readonly string[] | undefined;
};
/** Begin and end of points, each in local days after they are given. A programme has no end, so it names no dates. */
export type DaysValidity = {
  /** The first day; null: as the programme says. */
  readonly from: GiftDays | null;
  /** The last day. */
  readonly until: GiftDays;
};
export type GiftDays = { readonly days: number };
export type ReportedActivity = Activity & {
  readonly code: string;
  /** How often a guest gets it in each period; null: no such limit. */
  readonly times: { readonly perDay: number | null; readonly perWeek: number | null; readonly perGuest: number | null };
  /** A counter of the tiers that rises with it; left out: none. Then its points may be 0. */
  readonly counts?: CounterRise;
};
export type CounterRise = { readonly counter: string; readonly count: number };

export type RedemptionDocument = {
  readonly minPoints: Points;
  /** Share of `amount − discount`; null: no such limit. */
  readonly maxSharePpm: PartsPerMillion | null;
  /** The part of `amount − discount` to be paid with money. */
  readonly leaveAtLeast: MinorUnits;
};

/** So many stamps, then the reward and a new card. A guest's card goes on under every version that has its id. */
export type StampCardDocument = {
  /** The unit of the ledger: stays when the card is changed. */
  readonly id: string;
  /** In the words that guests read, by language. */
  readonly name: Readonly<Record<string, string>>;
  readonly collects: StampSource;
  readonly size: number;
  readonly reward: StampReward;
  /** From the first stamp of a card; what is not full by then ends. Null: never. */
  readonly validityMonths: number | null;
};

export type StampSource =
  /** One stamp for a sale of which at least so much is paid. */
  | { readonly by: 'VISIT'; readonly leastAmount: MinorUnits }
  /** One for each whole piece of such lines together that something is paid for. */
  | { readonly by: 'ITEM'; readonly skus: readonly string[] }
  | { readonly by: 'CATEGORY'; readonly categories: readonly string[] };

/** Points at once, or an item of the catalogue that the guest may take for nothing. */
export type StampReward = { readonly points: Points } | { readonly rewardCode: string };
