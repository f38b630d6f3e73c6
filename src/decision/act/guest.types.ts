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

/** Points earned together. Sorted by `expiresAt`, then `lotId`, wherever there are several. */
export type Lot = {
  /** The transaction that opened it. */
  readonly lotId: string;
  /** As it was opened; never changes. When the lot ends as things stand: `endOf`. */
  readonly expiresAt: Instant;
  readonly amount: Points;
  readonly remaining: Points;
  /** The part of `remaining` that open holds have set aside. */
  readonly held: Points;
  /** Not spendable before; null: active. NEVER: once the payment of their sale is confirmed. */
  readonly activatesAt: Instant | null;
  readonly restaurantId: string | null;
};

/** Points of one lot that were spent or are held. */
export type LotPart = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly points: Points;
  readonly restaurantId: string | null;
  /** Where they may be spent; left out: everywhere. */
  readonly limit?: PointLimit;
  /** Points of each line that they paid, of a sale and of points for some categories alone; left out: of any line. */
  readonly byLine?: readonly number[];
};

/** Where points may be spent that may not be spent everywhere; it has one of its members or both. */
export type PointLimit = {
  /** Any of these restaurants, each once and sorted; left out: all. */
  readonly restaurantIds?: readonly string[];
  /** Lines of any of these menu categories, each once, as somebody wrote them, and in one order; left out: all. */
  readonly categories?: readonly string[];
};

/** A lot whose points may not be spent everywhere. */
export type LotLimit = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly limit: PointLimit;
  /** Points of it that may be spent now, so that a balance can be told without its lots. */
  readonly free: number;
};

export type OpenHold = {
  readonly id: string;
  readonly points: Points;
  readonly expiresAt: Instant;
  /** In the order of spending. */
  readonly lots: readonly LotPart[];
  /** Points that fraud watch keeps in review; left out: a quote or a transfer set them aside. */
  readonly isReview?: true;
};

/** Warning and extensions of a lot near its end. A lot without this was neither warned of nor extended. */
export type LotTerm = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  /** `expiresAt`, or the end of its last extension. */
  readonly endsAt: Instant;
  /** The warning of this end was delivered. */
  readonly isWarned: boolean;
  readonly extensions: number;
};

/** A lot whose payment has to be confirmed before this instant. */
export type UnpaidLot = { readonly lotId: string; readonly expiresAt: Instant; readonly voidAt: Instant };

/** The common end of the lots that end with their guest's inactivity; stays when they are gone, for points that come back. */
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
  /** The sale that was the guest's first with something to pay, `'IMPORT'` for a guest who gets no such bonus; null: still to come. */
  readonly firstSale: string | null;
  /** By the name of the cap; only what was used in a period that is not over. */
  readonly caps: readonly CapCount[];
  /** By id. */
  readonly holds: readonly OpenHold[];
  /** The next instant at which a lot with an end of its own ends, or any becomes active, so that a sale need not read the lots. */
  readonly lotsDueAt: Instant;
  /** In no particular order, but always the same. */
  readonly terms: readonly LotTerm[];
  /** Lots that wait for a payment and are void at an instant, in the order in which they were opened. */
  readonly unpaid: readonly UnpaidLot[];
  /** Lots that may not be spent everywhere, in the order in which they came; left out: the guest has none. */
  readonly limits?: readonly LotLimit[];
  /** Null: the guest never had such lots. */
  readonly inactivity: Inactivity | null;
  /** The start of the next local day on which the tier held may have to be looked at. */
  readonly tierDueAt: Instant;
  /** That day itself, by which the tier is then looked at, also where the zone was changed meanwhile; null: none. */
  readonly tierDueDay: LocalDay | null;
  readonly byHand: TierByHand | null;
  /** By code. */
  readonly custom: readonly CustomCounter[];
  /** The guest is another one's second card, gave up everything to it, and acts no more. Left out: it is its own. */
  readonly mergedInto?: string;
  /** By card; left out: the guest never had a stamp. */
  readonly stamps?: readonly CardStamps[];
  /** Left out: the guest joined no campaign and did no task. */
  readonly campaigns?: CampaignsOfGuest;
  /** When balances and totals of an earlier system were taken over, which count all that happened before. Left out: none were. */
  readonly openedAt?: Instant;
};

export type CampaignsOfGuest = {
  /** Codes, sorted. */
  readonly joined: readonly string[];
  /** By campaign and occurrence. */
  readonly progress: readonly CampaignProgress[];
  /** Badges in the order in which they were given; left out: none. */
  readonly badges?: readonly GuestBadge[];
};

/** A badge that the guest has, as the version of its campaign draws it. */
export type GuestBadge = {
  readonly campaign: string;
  readonly version: number;
  /** The act that brought the badge. A refund of the act may take the badge back. */
  readonly transactionId: string;
  /** The local day on which the badge was given. */
  readonly day: LocalDay;
};

/** How far the tasks of one occurrence of a campaign are. */
export type CampaignProgress = {
  readonly campaign: string;
  /** The local day on which it began; 0: the campaign has one alone. */
  readonly occurrence: LocalDay;
  /** Kept to the end of this day, so that refunds find it; null: for ever. */
  readonly until: LocalDay | null;
  /** By id: thousandths, minor units, visits or times. */
  readonly tasks: readonly TaskAmount[];
  /** Null: not all of them were met yet, or a refund undid it. */
  readonly paid: PaidOut | null;
  /** Steps that were paid, by rising share; left out: none. */
  readonly steps?: readonly PaidStep[];
};

/**
 * `freezes` marks a week of a streak, and tells how many weeks the streak may miss. With the plain id of a task: how many more weeks a
 * manager forgives this guest.
 */
export type TaskAmount = { readonly id: string; readonly amount: number; readonly freezes?: number };

/** The payout for the tasks of an occurrence; nothing to a guest of a control group. */
export type PaidOut = {
  readonly transactionId: string;
  readonly restaurantId: string | null;
  readonly points: Points;
  /** Codes of rewards that wait to be taken. */
  readonly rewards: readonly string[];
  readonly uses: number;
  /** The tasks as they were then. */
  readonly targets?: readonly TaskAmount[];
  /** How many of its rewards were taken; left out: none. */
  readonly taken?: number;
};

/** The points of a step; none for a guest of a control group. */
export type PaidStep = Pick<PaidOut, 'transactionId' | 'points'> & {
  readonly sharePpm: number;
  /** The amounts that the tasks had to reach for the step. */
  readonly targets: readonly TaskAmount[];
};

/** A guest's state of one stamp card. */
export type CardStamps = {
  /** The unit of the ledger. */
  readonly card: string;
  /** On the card that is begun; below zero: owed after a refund. */
  readonly collected: number;
  /** Cards that were filled, less those that refunds undid. */
  readonly completed: number;
  /** The same by what they gave, the latest last, without those whose reward was taken from the catalogue since. */
  readonly full: readonly FullCards[];
  /** Stamps that ended with their card, which no refund asks for. */
  readonly expired: number;
  /** The end of the card that is begun; null: it has none. */
  readonly endsAt: Instant | null;
};

/** Cards filled alike: `points` each were given, or else rewards of this code wait to be taken. */
export type FullCards = {
  readonly size: number;
  readonly points: Points | null;
  readonly rewardCode: string | null;
  readonly count: number;
};

/** A tier beside the rule: the guest holds at least this one, to the end of `untilDay`; null: without an end. */
export type GivenTier = {
  readonly tier: string;
  readonly untilDay: LocalDay | null;
  /** The campaign that gave it, and by which act; left out: a person set it. */
  readonly campaign?: string;
  readonly transactionId?: string;
};

/** The highest tier beside the rule, and those that hold after its end; left out: none. */
export type TierBeside = GivenTier & { readonly beneath?: readonly GivenTier[] };

export type TierByHand = TierBeside & {
  /** The tier by the programme's rule, which goes on beneath it and holds again when the one by hand ends. */
  readonly rule: string;
};

/** `days`: day, count, day, …, by day; only what a window still counts. */
export type CustomCounter = { readonly code: string; readonly total: number; readonly days: readonly number[] };

/** The used part of one cap in its period: points, or times of an activity. */
export type CapCount = {
  /** The cap and its period: `earning.perDay`, `earning.rule.dessert.perWeek`. */
  readonly cap: string;
  /** The business day that the period begins with; 0 of a guest's whole life. */
  readonly period: LocalDay;
  readonly used: number;
};

export type GuestState = {
  /** Rises by one with each decision. */
  readonly version: number;
  /** Null: nothing was decided yet; the lowest. */
  readonly tier: string | null;
  /** The local day until whose end a tier that is no longer deserved by rule is kept; null: deserved. */
  readonly graceUntil: LocalDay | null;
  readonly blocked: boolean;
  /** Month × 100 + day. */
  readonly birthday: number | null;
  /** The date of the registration. The years of an ANNIVERSARY window begin on it. */
  readonly joinedDay: LocalDay;
  /** Codes of the segments that the guest is in, sorted. No act changes them. */
  readonly segments: readonly string[];
  readonly balance: Balance;
  /** `available` may be below zero. Set by the refund policy NEGATIVE alone. */
  readonly overdraft: boolean;
  /** Less refunds. `points`: earned by sales and activities. */
  readonly lifetime: {
    readonly spend: MinorUnits;
    readonly visits: number;
    readonly points: Points;
    readonly sales: number;
  };
  /** day, spend, visits, points, day, …, by day; only what a window still counts, so nothing with a lifetime one. */
  readonly days: readonly number[];
  readonly counters: Counters;
  /** Open lots; null: not read (see `needsLots`). */
  readonly lots: readonly Lot[] | null;
  /** The next instant at which `settle` has something to do. */
  readonly dueAt: Instant;
};
