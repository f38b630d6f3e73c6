import type { RuleGroup } from '../conditions/conditions.types';
import type { MinorUnits, PartsPerMillion, Points } from '../basics/numbers';
import type { Caps, Gain, GiftDays, SpendableIn } from './program.types';

/**
 * A campaign as a document: one version, which never changes. Money is in minor units of the network's currency, shares in parts per million, times
 * are local times of the network. A sale is decided by the version in force at its `occurredAt`. `schema` is the version of the document's form; a
 * later form adds members and raises `schema`.
 */
export type CampaignDocument = {
  readonly schema: 1 | 2 | 3;
  /** The badge's name by language, as guests read it. */
  readonly name: Readonly<Record<string, string>>;
  /** Tells the editor which form to show; no decision reads it. */
  readonly type: CampaignType;
  readonly audience: CampaignAudience;
  /** JOINED: only guests who joined it. */
  readonly join: 'ALL' | 'JOINED';
  readonly where: CampaignPlaces;
  readonly schedule: CampaignSchedule;
  /** Conditions on the sale and its lines, in the form of an earning rule's. Null: every sale, all lines. */
  readonly when: RuleGroup | null;
  /** The gain of a sale that meets the conditions above. Null: the sale itself gives nothing. */
  readonly offer: Gain | null;
  /** Null: no tasks. A campaign with tasks has no offer. */
  readonly challenge: CampaignChallenge | null;
  readonly caps: CampaignCaps | null;
  readonly budgets: readonly CampaignBudget[];
  /** For an offer worth more than the rest of a budget. CUT: it gives that rest. REFUSE: it gives nothing. Payouts are never cut. */
  readonly onShortBudget: 'CUT' | 'REFUSE';
  /** Campaigns with the same code are one group. Null: the campaign is in no group. */
  readonly group: CampaignGroup | null;
  /** The campaign with the lower number comes first: within an exclusive group, and for a budget or cap that several campaigns use. */
  readonly priority: number;
  /** Null: no control group of its own. */
  readonly control: CampaignControl | null;
  /** The message to eligible guests when the campaign starts, by language. Null: none. */
  readonly announcement: Readonly<Record<string, CampaignMessage>> | null;
  /** When the points of the campaign may be spent (from schema 2 on). Absent: as the programme says. */
  readonly validity?: PointsValidity | undefined;
  /** Where the points of the campaign may be spent, if they have days of their own. Absent: everywhere. */
  readonly spendableIn?: SpendableIn | undefined;
  /** Variants of the campaign that are compared with one another (from schema 2 on). Absent: one offer for all guests. */
  readonly variants?: readonly CampaignVariant[] | undefined;
  /** Money off the sale in place of an offer (from schema 3 on); its caps and budgets count minor units. Absent: none. */
  readonly moneyOff?: MoneyOff | undefined;
  /** Checks without a guest get the money off too, so the campaign has no control group. Absent: only guests get it. */
  readonly everybody?: true | undefined;
  /** A promo code that the sale has to name, compared without case. Absent: the campaign needs no code. */
  readonly promoCode?: string | undefined;
  /** Absent: nothing but a person stops it. */
  readonly rails?: CampaignRails | undefined;
  /** Minor units of the sale that must be left after the earlier discounts, else no money is taken off. Absent: any rest will do. */
  readonly leastToPay?: MinorUnits | undefined;
};

export const CAMPAIGN_TYPES = [
  'POINTS_MULTIPLIER',
  'CATEGORY_BONUS',
  'TIER_CHALLENGE',
  'REFERRAL',
  'BIRTHDAY',
  'WIN_BACK',
  'VISIT_CHALLENGE',
  'PRODUCT_LAUNCH',
  'MESSAGE',
  'TASKS',
  'MONEY_OFF',
] as const;

/**
 * Money off the lines that the conditions name. It is counted from what earlier discounts left of each line. Pieces are the whole pieces of a line; a
 * line of less than one piece counts as one.
 */
export type MoneyOff =
  | { readonly kind: 'SHARE'; readonly ratePpm: PartsPerMillion }
  /** An amount off all these lines together, once a sale. */
  | { readonly kind: 'AMOUNT'; readonly amount: MinorUnits }
  /** A share off the cheapest piece, if the sale has at least `of` pieces. */
  | { readonly kind: 'CHEAPEST'; readonly of: number; readonly ratePpm: PartsPerMillion }
  /** A share off every n-th piece, counted from the dearest piece down, at most `times` pieces. Null: every n-th piece. */
  | {
      readonly kind: 'EVERY_NTH';
      readonly every: number;
      readonly ratePpm: PartsPerMillion;
      readonly times: number | null;
    }
  /** A set, with the given number of pieces of each part, costs `price`; at most `times` sets. */
  | {
      readonly kind: 'COMBO';
      readonly price: MinorUnits;
      readonly parts: readonly GoodsPart[];
      readonly times: number;
    }
  /**
   * Pieces of `buy` make pieces of `get` cheaper, at most `times` times. GET takes the share off the cheapest pieces of `get`; CHEAPER takes it off
   * whichever of the two costs less. A line that both name is bought. Null: as often as the sale allows.
   */
  | {
      readonly kind: 'BUY_X_GET_Y';
      readonly buy: GoodsPart;
      readonly get: GoodsPart;
      readonly off: 'GET' | 'CHEAPER';
      readonly ratePpm: PartsPerMillion;
      readonly times: number | null;
    }
  /** Delivery is free: takes off the whole price of lines of the type DELIVERY. */
  | { readonly kind: 'FREE_DELIVERY' };

/** Pieces of any of these goods. A line counts for the first part that names it. */
export type GoodsPart = {
  readonly skus: readonly string[];
  readonly categories: readonly string[];
  readonly pieces: number;
};

export type CampaignType = (typeof CAMPAIGN_TYPES)[number];

/** Guests who are in one of the segments and hold one of the tiers. An empty list asks nothing. */
type CampaignAudience = { readonly segments: readonly string[]; readonly tiers: readonly string[] };

/** One of the restaurants and one of the channels (TILL, API, OFFLINE). An empty list asks nothing. */
type CampaignPlaces = { readonly restaurantIds: readonly string[]; readonly channels: readonly string[] };

/** Local times `YYYY-MM-DDTHH:MM` of the network. `endsAt` is the first minute after the campaign; null: no end. */
export type CampaignSchedule = {
  readonly startsAt: string;
  readonly endsAt: string | null;
  /** Null: the campaign runs all the time between `startsAt` and `endsAt`. */
  readonly recurrence: CampaignRecurrence | null;
  /** Local days `YYYY-MM-DD` on which no occurrence begins. Without a recurrence: days on which the campaign does not run. */
  readonly exceptions: readonly string[];
};

/**
 * Occurrences, each named by the local day on which it begins. An occurrence goes from the time `from` of its first day to the time `to` of its last
 * (`HH:MM`; `to` is the first minute after the occurrence, at most `24:00`). `days` is the number of its days. With one day and a `to` not later than
 * `from`, it ends on the next day.
 */
export type CampaignRecurrence = OccurrenceHours &
  (
    | { readonly by: 'WEEK'; readonly weekdays: readonly number[] }
    /** In a month without this day, the occurrence begins on the month's last day. */
    | { readonly by: 'MONTH_DAY'; readonly day: number }
    /** The first, second, third, fourth or last (-1) such weekday of each month. Weekday 1 is Monday. */
    | { readonly by: 'MONTH_WEEKDAY'; readonly nth: 1 | 2 | 3 | 4 | -1; readonly weekday: number }
  );

type OccurrenceHours = { readonly from: string; readonly to: string; readonly days: number };

/** Tasks, and the payout that a guest gets once after meeting all of them. With a recurrence: once in each occurrence. */
type CampaignChallenge = {
  readonly tasks: readonly CampaignTask[];
  readonly payouts: readonly CampaignPayout[];
  /** Steps that give points before all tasks are met, by rising share. Absent: none. */
  readonly steps?: readonly CampaignStep[] | undefined;
};

/** Gives points once every task has reached this share of its target. A share of a target is rounded up. */
export type CampaignStep = { readonly sharePpm: PartsPerMillion; readonly points: Points };

export type CampaignTask =
  | {
      readonly id: string;
      readonly kind: 'BUY';
      /** Lines with any of these goods or categories. Both lists empty: every line. */
      readonly skus: readonly string[];
      readonly categories: readonly string[];
      readonly measure: TaskMeasure;
      /** In thousandths, minor units, visits, restaurants, categories or weeks. */
      readonly target: number;
      /** How many weeks a streak may miss, for the measure WEEKS. Absent: none. */
      readonly freezes?: number | undefined;
    }
  | { readonly id: string; readonly kind: 'ACTIVITY'; readonly code: string; readonly target: number };

/** How a task counts the goods of a sale; each measure is an entry of campaigns/measures.ts. */
export type TaskMeasure = 'QUANTITY' | 'AMOUNT' | 'VISITS' | 'RESTAURANTS' | 'CATEGORIES' | 'WEEKS';
/** Units of a task's progress: the measures of what a guest buys, and TIMES for an activity. */
export type TaskUnit = TaskMeasure | 'TIMES';

/** Payouts by the member that names their kind in a document: points at once, a free item of the catalogue, a tier for a time, or a badge. */
export type PayoutOf = {
  readonly points: { readonly points: Points };
  readonly rewardCode: { readonly rewardCode: string };
  readonly tier: TierPayout;
  readonly badge: { readonly badge: Badge };
};

export type CampaignPayout = PayoutOf[keyof PayoutOf];

/** A badge that the guest keeps, shown in the cabinet as the icon on a disc of the colour. */
export type Badge = {
  /** By language, as guests read it. */
  readonly name: Readonly<Record<string, string>>;
  readonly icon: (typeof BADGE_ICONS)[number];
  readonly colour: (typeof BADGE_COLOURS)[number];
};

export const BADGE_ICONS = ['SUN', 'MOON', 'CAKE', 'CONFETTI', 'GIFT', 'FORK', 'PLACE', 'CALENDAR'] as const;
export const BADGE_COLOURS = ['GOLD', 'RED', 'GREEN', 'BLUE', 'VIOLET', 'GREY'] as const;

/** The guest holds the tier to the end of the local day `until`. `tier` null: the next tier above the guest's own. */
export type TierPayout = { readonly tier: string | null; readonly until: GiftDay };

/** `days` after the local day on which the points or the tier were given, or a date `YYYY-MM-DD`. */
export type GiftDay = GiftDays | { readonly date: string };

/** In points, or in minor units for money off. `uses`: how many sales and payouts of one guest in all. Null: no such limit. */
type CampaignCaps = Caps & { readonly uses: number | null };

/**
 * MONEY counts the worth of the points, or the money off, in minor units. USES counts sales and payouts. `restaurantId` null: the budget of the whole
 * network.
 */
export type CampaignBudget = {
  readonly unit: BudgetUnit;
  readonly restaurantId: string | null;
  readonly limit: number;
};

export type BudgetUnit = 'POINTS' | 'MONEY' | 'USES';

/** EXCLUSIVE: of the campaigns of the group, only the first that gives something gives it. STACKABLE: all of them give. */
type CampaignGroup = { readonly code: string; readonly mode: 'EXCLUSIVE' | 'STACKABLE' };

/** A guest is in the control group where SHA-256 of seed and guest, modulo 1,000,000, is below the share. */
type CampaignControl = {
  readonly sharePpm: PartsPerMillion;
  readonly seed: string;
  /** The largest share that the group had while the campaign ran. Guests between the two have left it and are compared with nobody. Absent: it never shrank. */
  readonly formerPpm?: PartsPerMillion | undefined;
};

/** Bounds by which a running campaign is judged each day; no decision reads them. */
type CampaignRails = {
  /** Ends the campaign once what guests pay is surely lower by it, from so many guests in each group on. Null: never. */
  readonly stopBelow: { readonly guests: number } | null;
  /** Makes the control group so small once what guests pay is surely higher by it. Null: never. */
  readonly shrinkAbove: { readonly guests: number; readonly sharePpm: PartsPerMillion } | null;
  /** Pauses it once its points and money off cost more a visit, in minor units, from so many visits on. Null: never. */
  readonly visitCost: { readonly visits: number; readonly atMost: MinorUnits } | null;
};

/**
 * One variant of a campaign. A guest gets the first variant whose share, added to the shares before it, is above SHA-256 of `variants:CODE` and
 * guest, modulo 1,000,000. The guest keeps this variant as long as codes and shares stay the same.
 */
export type CampaignVariant = {
  /** Its name in traces and results, unique in the campaign. */
  readonly id: string;
  /** The variant's share of the guests. The shares of all variants add up to 1,000,000. */
  readonly sharePpm: PartsPerMillion;
  /** Replaces the campaign's own offer. Null: the campaign's offer applies. */
  readonly offer: Gain | null;
  /** Replaces the campaign's own message. Null: the campaign's message applies. */
  readonly announcement: Readonly<Record<string, CampaignMessage>> | null;
};

/** The first and last day of points that a campaign gives, instead of the programme's rule. */
export type PointsValidity = {
  /** The first local day on which the points may be spent. Null: as the programme says. */
  readonly from: GiftDay | null;
  /** The last local day on which the points may be spent. */
  readonly until: GiftDay;
};

type CampaignMessage = { readonly title: string; readonly text: string };
