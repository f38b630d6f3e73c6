import type { RuleGroup } from '../conditions/conditions.types';
import type { MinorUnits, PartsPerMillion, Points } from '../basics/numbers';
import type { Caps, Gain, GiftDays, SpendableIn } from './program.types';

/**
 * A campaign as a document: one version of it, which never changes. Money is in minor units of the network's currency,
 * shares in parts per million, times are local ones of the network. A sale is decided by the version in force at its
 * `occurredAt`. `schema` tells the form of the document; a later form adds members and raises it.
 */
export type CampaignDocument = {
  readonly schema: 1 | 2 | 3;
  /** The name of the badge that guests read, by language. */
  readonly name: Readonly<Record<string, string>>;
  /** Tells the editor which form to show; no decision reads it. */
  readonly type: CampaignType;
  readonly audience: CampaignAudience;
  /** JOINED: only guests who joined it. */
  readonly join: 'ALL' | 'JOINED';
  readonly where: CampaignPlaces;
  readonly schedule: CampaignSchedule;
  /** Conditions on the sale and its lines, as those of an earning rule; null: every sale, all lines. */
  readonly when: RuleGroup | null;
  /** The gain of a sale that meets all of the above; null: nothing at the sale itself. */
  readonly offer: Gain | null;
  /** Null: no tasks. A campaign with tasks has no offer. */
  readonly challenge: CampaignChallenge | null;
  readonly caps: CampaignCaps | null;
  readonly budgets: readonly CampaignBudget[];
  /** An offer that is worth more than the rest of a budget gives that rest, or nothing. Payouts are never cut. */
  readonly onShortBudget: 'CUT' | 'REFUSE';
  /** Campaigns with the same code are one group; null: none. */
  readonly group: CampaignGroup | null;
  /** The lower comes first: within an exclusive group, and for a budget or cap that several use. */
  readonly priority: number;
  /** Null: no control group of its own. */
  readonly control: CampaignControl | null;
  /** The message to eligible guests when it starts, by language; null: none. */
  readonly announcement: Readonly<Record<string, CampaignMessage>> | null;
  /** When the points that it gives may be spent, from schema 2 on; left out: as the programme says. */
  readonly validity?: PointsValidity | undefined;
  /** Where those points may be spent, in a campaign whose points have days of their own; left out: everywhere. */
  readonly spendableIn?: SpendableIn | undefined;
  /** Ways of the campaign that are compared with one another, from schema 2 on; left out: one way for all. */
  readonly variants?: readonly CampaignVariant[] | undefined;
  /** Money off the sale in place of an offer, from schema 3 on; its caps and budgets count minor units. Left out: none. */
  readonly moneyOff?: MoneyOff | undefined;
  /** Checks without a guest get its money off too, so it has no control group; left out: only guests get it. */
  readonly everybody?: true | undefined;
  /** A promo code that the sale has to name, compared without case; left out: the campaign has none. */
  readonly promoCode?: string | undefined;
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
 * Money off the lines that the conditions name, counted from what the discounts before left of them. Pieces are the whole
 * ones of a line; a line of less than one piece is one.
 */
export type MoneyOff =
  | { readonly kind: 'SHARE'; readonly ratePpm: PartsPerMillion }
  /** An amount off all lines together, once a sale. */
  | { readonly kind: 'AMOUNT'; readonly amount: MinorUnits }
  /** Off the cheapest piece, where there are at least `of`. */
  | { readonly kind: 'CHEAPEST'; readonly of: number; readonly ratePpm: PartsPerMillion }
  /** Off every n-th piece from the dearest on, at most `times`; null: all of them. */
  | {
      readonly kind: 'EVERY_NTH';
      readonly every: number;
      readonly ratePpm: PartsPerMillion;
      readonly times: number | null;
    }
  /** So many pieces of each part together for `price`, at most `times` sets. */
  | {
      readonly kind: 'COMBO';
      readonly price: MinorUnits;
      readonly parts: readonly ComboPart[];
      readonly times: number;
    }
  /** Takes off all that lines of the type DELIVERY cost. */
  | { readonly kind: 'FREE_DELIVERY' };

/** Pieces of any of these goods. A line counts for the first part that names it. */
export type ComboPart = {
  readonly skus: readonly string[];
  readonly categories: readonly string[];
  readonly pieces: number;
};

export type CampaignType = (typeof CAMPAIGN_TYPES)[number];

/** A guest in any of the segments and of any of the tiers; an empty list asks nothing. */
export type CampaignAudience = { readonly segments: readonly string[]; readonly tiers: readonly string[] };

/** Any of each; an empty list asks nothing. `channels`: TILL, API, OFFLINE. */
export type CampaignPlaces = { readonly restaurantIds: readonly string[]; readonly channels: readonly string[] };

/** Local times `YYYY-MM-DDTHH:MM` of the network; `endsAt` is the first minute that is not meant, null: no end. */
export type CampaignSchedule = {
  readonly startsAt: string;
  readonly endsAt: string | null;
  /** Null: all the time between them. */
  readonly recurrence: CampaignRecurrence | null;
  /** Local days `YYYY-MM-DD` on which no occurrence begins; without a recurrence, days that are left out. */
  readonly exceptions: readonly string[];
};

/**
 * Occurrences, each named by the local day it begins on. It goes from `from` of that day to `to` of the last of its
 * `days` (both `HH:MM`, `to` up to `24:00` and not meant itself); with one day and a `to` that is not after `from` it
 * ends on the day after.
 */
export type CampaignRecurrence = OccurrenceHours &
  (
    | { readonly by: 'WEEK'; readonly weekdays: readonly number[] }
    /** A day that the month has not is its last one. */
    | { readonly by: 'MONTH_DAY'; readonly day: number }
    /** The first, second, third, fourth or last (-1) such weekday of each month; 1 is Monday. */
    | { readonly by: 'MONTH_WEEKDAY'; readonly nth: 1 | 2 | 3 | 4 | -1; readonly weekday: number }
  );

export type OccurrenceHours = { readonly from: string; readonly to: string; readonly days: number };

/** Tasks, and what a guest gets once when all of them are met. With a recurrence: once in each occurrence. */
export type CampaignChallenge = {
  readonly tasks: readonly CampaignTask[];
  readonly payouts: readonly CampaignPayout[];
  /** Steps that give points before all tasks are met, by rising share; left out: none. */
  readonly steps?: readonly CampaignStep[] | undefined;
};

/** Points once every task has reached this share of its target, rounded up. */
export type CampaignStep = { readonly sharePpm: PartsPerMillion; readonly points: Points };

export type CampaignTask =
  | {
      readonly id: string;
      readonly kind: 'BUY';
      /** Lines of any of these; naming none: every line. */
      readonly skus: readonly string[];
      readonly categories: readonly string[];
      readonly measure: TaskMeasure;
      /** In thousandths, minor units, visits, restaurants, categories or weeks. */
      readonly target: number;
      /** How many weeks a streak may miss, of the measure WEEKS; left out: none. */
      readonly freezes?: number | undefined;
    }
  | { readonly id: string; readonly kind: 'ACTIVITY'; readonly code: string; readonly target: number };

/**
 * QUANTITY in thousandths, AMOUNT as it is paid, VISITS as sales that have such a line, RESTAURANTS and CATEGORIES as the
 * different ones among such sales and lines, WEEKS as the weeks in a row that have such a sale.
 */
export type TaskMeasure = 'QUANTITY' | 'AMOUNT' | 'VISITS' | 'RESTAURANTS' | 'CATEGORIES' | 'WEEKS';

/** Points at once, an item of the catalogue that the guest may take for nothing, a tier for a time, or a badge. */
export type CampaignPayout =
  { readonly points: Points } | { readonly rewardCode: string } | TierPayout | { readonly badge: Badge };

/** A badge that the guest keeps and shows in the cabinet. It is drawn as the icon on a disc of the colour. */
export type Badge = {
  /** In the words that guests read, by language. */
  readonly name: Readonly<Record<string, string>>;
  readonly icon: (typeof BADGE_ICONS)[number];
  readonly colour: (typeof BADGE_COLOURS)[number];
};

export const BADGE_ICONS = ['SUN', 'MOON', 'CAKE', 'CONFETTI', 'GIFT', 'FORK', 'PLACE', 'CALENDAR'] as const;
export const BADGE_COLOURS = ['GOLD', 'RED', 'GREEN', 'BLUE', 'VIOLET', 'GREY'] as const;

/** `tier` null: the next one above the guest's. The guest holds it to the end of that local day. */
export type TierPayout = { readonly tier: string | null; readonly until: GiftDay };

/** `days` after the local day of the gift, or a date `YYYY-MM-DD`. */
export type GiftDay = GiftDays | { readonly date: string };

/** In points, as of an earning rule, of money off in minor units; `uses`: sales and payouts of one guest in all. Null: no such limit. */
export type CampaignCaps = Caps & { readonly uses: number | null };

/** MONEY is the worth of the points or the money off in minor units, USES sales and payouts. `restaurantId` null: of the network. */
export type CampaignBudget = {
  readonly unit: BudgetUnit;
  readonly restaurantId: string | null;
  readonly limit: number;
};

export type BudgetUnit = 'POINTS' | 'MONEY' | 'USES';

/** EXCLUSIVE: only the first of the group that gives something gives it. STACKABLE: it gives beside the others. */
export type CampaignGroup = { readonly code: string; readonly mode: 'EXCLUSIVE' | 'STACKABLE' };

/** A guest is in the control group where SHA-256 of seed and guest, modulo 1,000,000, is below the share. */
export type CampaignControl = { readonly sharePpm: PartsPerMillion; readonly seed: string };

/**
 * One of several ways of a campaign. A guest's variant is the first whose share, added to those before it, is above
 * SHA-256 of `variants:CODE` and guest, modulo 1,000,000; so a guest keeps it as long as codes and shares stay.
 */
export type CampaignVariant = {
  /** Its name in traces and results, unique in the campaign. */
  readonly id: string;
  /** Part of the guests; those of all variants together are 1,000,000. */
  readonly sharePpm: PartsPerMillion;
  /** Instead of the campaign's own offer; null: that one. */
  readonly offer: Gain | null;
  /** Instead of the campaign's own message; null: that one. */
  readonly announcement: Readonly<Record<string, CampaignMessage>> | null;
};

/** Begin and end of the points of one gift, instead of what the programme says. */
export type PointsValidity = {
  /** The first local day on which they may be spent; null: as the programme says. */
  readonly from: GiftDay | null;
  /** The last local day on which they may be spent. */
  readonly until: GiftDay;
};

export type CampaignMessage = { readonly title: string; readonly text: string };
