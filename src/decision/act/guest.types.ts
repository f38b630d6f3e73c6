/** The guest's state before and after a decision. */
import type { Instant, LocalDay } from '../basics/instants';
import type { MinorUnits, Points } from '../basics/numbers';

export type Balance = {
  readonly available: Points;
  readonly pending: Points;
  readonly held: Points;
  readonly inReview: Points;
  readonly receivable: Points;
};

/** Points earned together. Lists of lots are sorted by `expiresAt`, then `lotId`. */
export type Lot = {
  /** The transaction that opened the lot. */
  readonly lotId: string;
  /** The end with which the lot was opened; it never changes. `endOf` gives the lot's end today. */
  readonly expiresAt: Instant;
  readonly amount: Points;
  readonly remaining: Points;
  /** The part of `remaining` that open holds have set aside. */
  readonly held: Points;
  /** The guest may not spend the points before this instant. Null: active. NEVER: active once the payment of their sale is confirmed. */
  readonly activatesAt: Instant | null;
  readonly restaurantId: string | null;
};

/** Points of one lot that were spent or are held. */
export type LotPart = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly points: Points;
  readonly restaurantId: string | null;
  /** Where the points may be spent. Absent: everywhere. */
  readonly limit?: PointLimit;
  /** By line of the sale: the points that paid for the line, where the points are good for some categories alone. Absent: for any line. */
  readonly byLine?: readonly number[];
};

/** The restaurants or categories that alone take the points. At least one member is set. */
export type PointLimit = {
  /** Any of these restaurants, each once and sorted. Absent: all restaurants. */
  readonly restaurantIds?: readonly string[];
  /** Lines of any of these menu categories, each once and sorted, in the spelling of the document. Absent: all lines. */
  readonly categories?: readonly string[];
};

/** A lot whose points may not be spent everywhere. */
export type LotLimit = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly limit: PointLimit;
  /** Points of the lot that may be spent now, so that the guest's balance can be told without reading lots. */
  readonly free: number;
};

export type OpenHold = {
  readonly id: string;
  readonly points: Points;
  readonly expiresAt: Instant;
  /** The held points by lot, in the order of spending. */
  readonly lots: readonly LotPart[];
  /** Fraud watch keeps these points in review. Absent: a quote or a transfer set them aside. */
  readonly isReview?: true;
};

/** The warning and the extensions of a lot near its end. A lot without a term was neither warned of nor extended. */
export type LotTerm = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  /** The lot's own `expiresAt`, or the end of its last extension. */
  readonly endsAt: Instant;
  /** The guest received the warning of this end. */
  readonly isWarned: boolean;
  readonly extensions: number;
};

/** A lot that is void at `voidAt` unless its payment is confirmed before. */
export type UnpaidLot = { readonly lotId: string; readonly expiresAt: Instant; readonly voidAt: Instant };

/** The common end of all lots that end with their guest's inactivity. It stays when those lots are gone, for points that a refund returns. */
export type Inactivity = {
  readonly unit: 'DAYS' | 'MONTHS';
  readonly count: number;
  readonly endsAt: Instant;
  /** Some of these lots have points that no hold has set aside. */
  readonly isFree: boolean;
  readonly isWarned: boolean;
  readonly extensions: number;
};

/** The rare figures of a guest; kept as one JSON value. `EMPTY_COUNTERS` is that of a new guest. */
export type Counters = {
  /** The guest's first sale with something to pay. `'IMPORT'`: the guest gets no bonus for a first sale. Null: no such sale yet. */
  readonly firstSale: string | null;
  /** First sales that guests merged into this one brought beside `firstSale`, each once. A refund of `firstSale` leaves the first of them in its place. Absent: none. */
  readonly otherFirstSales?: readonly string[];
  /** The used part of each cap, by the cap's name; only in periods that are not over. */
  readonly caps: readonly CapCount[];
  /** Open holds, sorted by id. */
  readonly holds: readonly OpenHold[];
  /** The next instant at which a lot with an end of its own ends, or a lot becomes active. By it a sale knows whether it has to read the lots. */
  readonly lotsDueAt: Instant;
  /** The order has no meaning, but is the same in each replay. */
  readonly terms: readonly LotTerm[];
  /** Lots that are void at an instant unless their payment is confirmed, in the order in which they were opened. */
  readonly unpaid: readonly UnpaidLot[];
  /** Lots that may not be spent everywhere, in the order in which they were opened. Absent: the guest has none. */
  readonly limits?: readonly LotLimit[];
  /** Null: the guest never had lots that end with inactivity. */
  readonly inactivity: Inactivity | null;
  /** The start of the next local day on which the guest's tier may need a review. */
  readonly tierDueAt: Instant;
  /** The local day of `tierDueAt`, on which the tier is reviewed even if the zone was changed meanwhile. Null: no review is due. */
  readonly tierDueDay: LocalDay | null;
  readonly byHand: TierByHand | null;
  /** The programme's own counters, sorted by code. */
  readonly custom: readonly CustomCounter[];
  /** The guest is a second card of this guest, gave up everything to it, and acts no more. Absent: the guest was not merged. */
  readonly mergedInto?: string;
  /** By card. Absent: the guest never had a stamp. */
  readonly stamps?: readonly CardStamps[];
  /** Absent: the guest joined no campaign and did no task. */
  readonly campaigns?: CampaignsOfGuest;
  /** When the guest's balances and totals were taken over from an earlier system; the totals count everything before. Absent: never. */
  readonly openedAt?: Instant;
};

export type CampaignsOfGuest = {
  /** Codes of the campaigns that the guest joined, sorted. */
  readonly joined: readonly string[];
  /** Sorted by campaign and occurrence. */
  readonly progress: readonly CampaignProgress[];
  /** Badges in the order in which the guest got them. Absent: none. */
  readonly badges?: readonly GuestBadge[];
};

/** A badge that the guest has, drawn as in the campaign's version that gave it. */
export type GuestBadge = {
  readonly campaign: string;
  readonly version: number;
  /** The act that brought the badge. A refund of the act may take the badge back. */
  readonly transactionId: string;
  /** The local day on which the badge was given. */
  readonly day: LocalDay;
};

/** The guest's progress in the tasks of one occurrence of a campaign. */
export type CampaignProgress = {
  readonly campaign: string;
  /** The local day on which the occurrence began. 0: the campaign does not recur. */
  readonly occurrence: LocalDay;
  /** The progress is kept to the end of this day, so that refunds find it. Null: for ever. */
  readonly until: LocalDay | null;
  /** By the id of the task: thousandths, minor units, visits or a count of different things. */
  readonly tasks: readonly TaskAmount[];
  /** The payout for all tasks. Null: some task is not met yet, or a refund undid the payout. */
  readonly paid: PaidOut | null;
  /** Steps that were paid, by rising share. Absent: none. */
  readonly steps?: readonly PaidStep[];
};

/**
 * A task's amount. `freezes` on a week of a streak: how many weeks the streak may miss. `freezes` under the plain id of a task: how many more missed
 * weeks managers forgave this guest.
 */
export type TaskAmount = { readonly id: string; readonly amount: number; readonly freezes?: number };

/** The payout for all tasks of an occurrence. It holds nothing for a guest of a control group. */
export type PaidOut = {
  readonly transactionId: string;
  readonly restaurantId: string | null;
  readonly points: Points;
  /** Codes of rewards that the guest has not taken yet. */
  readonly rewards: readonly string[];
  readonly uses: number;
  /** The amounts that the tasks had to reach for the payout. */
  readonly targets?: readonly TaskAmount[];
  /** How many rewards of the payout the guest has taken. Absent: none. */
  readonly taken?: number;
};

/** The points paid for a step; 0 for a guest of a control group. */
export type PaidStep = Pick<PaidOut, 'transactionId' | 'points'> & {
  readonly sharePpm: number;
  /** The amounts that the tasks had to reach for the step. */
  readonly targets: readonly TaskAmount[];
};

/** A guest's state of one stamp card. */
export type CardStamps = {
  /** The card's id, which is also its unit in the ledger. */
  readonly card: string;
  /** Stamps on the card that is not full yet. Below zero: stamps that the guest owes after a refund. */
  readonly collected: number;
  /** How many cards the guest filled, less those that refunds undid. */
  readonly completed: number;
  /** The filled cards by what they gave, the latest last. Cards whose reward the guest has since taken from the catalogue are not in it. */
  readonly full: readonly FullCards[];
  /** Stamps that ended with their card. A refund does not ask for them. */
  readonly expired: number;
  /** The end of the card that is not full yet. Null: the card has no end. */
  readonly endsAt: Instant | null;
};

/** Filled cards of one size and reward: `points` for each, or rewards of this code that the guest has not taken yet. */
export type FullCards = {
  readonly size: number;
  readonly points: Points | null;
  readonly rewardCode: string | null;
  readonly count: number;
};

/** A tier that the guest holds at least to the end of `untilDay`, whatever the programme's rule says. Null: without an end. */
export type GivenTier = {
  readonly tier: string;
  readonly untilDay: LocalDay | null;
  /** The campaign that gave the tier, and by which act. Absent: a person set it. */
  readonly campaign?: string;
  readonly transactionId?: string;
};

/** The highest given tier. `beneath`: lower ones that the guest holds after its end. Absent: none. */
export type TierBeside = GivenTier & { readonly beneath?: readonly GivenTier[] };

export type TierByHand = TierBeside & {
  /** The tier by the programme's rule. The rule keeps reviewing it, and the guest holds it again when the given tier ends. */
  readonly rule: string;
};

/** `days`: day, count, day, …, sorted by day; only days that a window still counts. */
export type CustomCounter = { readonly code: string; readonly total: number; readonly days: readonly number[] };

/** The used part of one cap in its period: points, or times of an activity. */
export type CapCount = {
  /** The cap and its period: `earning.perDay`, `earning.rule.dessert.perWeek`. */
  readonly cap: string;
  /** The business day on which the period begins; 0 for a cap over a guest's whole life. */
  readonly period: LocalDay;
  readonly used: number;
};

export type GuestState = {
  /** Rises by one with each decision. */
  readonly version: number;
  /** Null: no act was decided for this guest yet, who counts as on the lowest tier. */
  readonly tier: string | null;
  /** The last local day of a tier that the guest no longer deserves by rule. Null: the guest deserves the tier. */
  readonly graceUntil: LocalDay | null;
  readonly blocked: boolean;
  /** Month × 100 + day. */
  readonly birthday: number | null;
  /** The date of the registration. The years of an ANNIVERSARY window begin on it. */
  readonly joinedDay: LocalDay;
  /** Codes of the segments that the guest is in, sorted. No act changes them. */
  readonly segments: readonly string[];
  readonly balance: Balance;
  /** `available` may be below zero. Only the refund policy NEGATIVE sets this. */
  readonly overdraft: boolean;
  /** All of the guest's life, less refunds. `points`: earned by sales and activities. */
  readonly lifetime: {
    readonly spend: MinorUnits;
    readonly visits: number;
    readonly points: Points;
    readonly sales: number;
  };
  /** day, spend, visits, points, day, …, sorted by day. Only days that a window still counts; empty where the window is the whole life. */
  readonly days: readonly number[];
  readonly counters: Counters;
  /** Open lots; null: not read (see `needsLots`). */
  readonly lots: readonly Lot[] | null;
  /** The next instant at which `settle` has something to do. */
  readonly dueAt: Instant;
};
