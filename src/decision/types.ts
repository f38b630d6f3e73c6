/** The contract of the decision: what goes in and what comes out. All of it is plain data that JSON keeps whole. */
import type { CompiledProgram } from './compile';
import type { MinorUnits, Points } from './numbers';
import type { RefundPolicy } from './program.types';
import type { RewardOffer, SaleReward } from './reward.types';

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;
/** Days since 1970-01-01, on the network's calendar. */
export type LocalDay = number;

/** The instant of what never comes: a lot without expiry, a guest for whom nothing is due. `infinity` in the database. */
export const NEVER: Instant = 8_640_000_000_000_000;

/**
 * What a lot bears in place of an instant of its own when it ends with its guest's inactivity: the start of the last
 * day of 9999, which no other rule can reach. When that is stands in `Counters.inactivity`, and moves with each act.
 */
export const WITH_INACTIVITY: Instant = 253_402_214_400_000;

/** The network's time zone and day start as values. Pure: the same question always has the same answer. */
export interface Calendar {
  localDay(at: Instant): LocalDay;
  /** 0 to 1,439. */
  minuteOfDay(at: Instant): number;
  /** ISO: 1 is Monday, 7 Sunday. */
  weekday(at: Instant): number;
  /** The day that a shift or a daily cap belongs to; it starts at the network's day start. */
  businessDay(at: Instant): LocalDay;
  /** The first instant of a local day; of a midnight that is skipped the first after it, of one that comes twice the first. */
  startOfDay(day: LocalDay): Instant;
}

// --- The guest -------------------------------------------------------------------------------------------------

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
};

export type OpenHold = {
  readonly id: string;
  readonly points: Points;
  readonly expiresAt: Instant;
  /** In the order of spending. */
  readonly lots: readonly LotPart[];
};

/** A lot near its end: what was done so that its end surprises nobody. A lot without one was neither warned of nor extended. */
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
};

/** What a guest has of one stamp card. */
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

/** A tier that somebody set: the guest holds at least this one, to the end of `untilDay`; null: without an end. */
export type TierByHand = {
  readonly tier: string;
  readonly untilDay: LocalDay | null;
  /** The tier by the programme's rule, which goes on beneath it and holds again when the one by hand ends. */
  readonly rule: string;
};

/** `days`: day, count, day, …, by day; only what a window still counts. */
export type CustomCounter = { readonly code: string; readonly total: number; readonly days: readonly number[] };

/** What was used of one cap in its period: points, or times of an activity. */
export type CapCount = {
  /** Of what, and how long: `earning.perDay`, `earning.rule.dessert.perWeek`. */
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
  /** Of the registration. The years of an ANNIVERSARY window begin on it. */
  readonly joinedDay: LocalDay;
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

// --- Acts ------------------------------------------------------------------------------------------------------

export type Line = {
  readonly sku: string | null;
  readonly category: string | null;
  /** Thousandths. */
  readonly quantityMilli: number;
  readonly total: MinorUnits;
};

/** Redemptions that were recorded on the same receipt before this act, as one. */
export type PriorRedemption = {
  readonly points: Points;
  readonly value: MinorUnits;
  readonly lots: readonly LotPart[];
};

/** An open hold, or one that ended by its time-out; the till refuses a voided or captured one itself. */
export type HoldReference = { readonly id: string; readonly points: Points; readonly expiresAt: Instant };

export type SaleAct = {
  readonly kind: 'SALE';
  readonly occurredAt: Instant;
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
  readonly channel: string;
  readonly paymentMethod: string | null;
  readonly amount: MinorUnits;
  /** Null: without items, which counts as one line. */
  readonly lines: readonly Line[] | null;
  /** New points, besides `prior`; null with a hold: all that it holds; null without: none. */
  readonly pointsToRedeem: Points | null;
  readonly hold: HoldReference | null;
  readonly prior: PriorRedemption | null;
  /** What it uses up: rewards redeemed before, and those that its coupons give. */
  readonly rewards: readonly SaleReward[];
  /** The most new points that the way of identifying allows (static card); null: no such limit. */
  readonly networkLimit: Points | null;
  /** Of a late act: the tier as of `occurredAt`; null: the tier held now. */
  readonly tierAsOf: string | null;
  /** A replay gives the stored fact, since the birthday may have been erased; null: from the guest's birthday. */
  readonly birthdayToday: boolean | null;
  /** The same of the month of the birthday. */
  readonly birthdayMonth: boolean | null;
};

/** Points against an order; `amount` is gross and its cap is that of a sale of this amount. */
export type RedemptionAct = {
  readonly kind: 'REDEMPTION';
  readonly occurredAt: Instant;
  readonly restaurantId: string;
  readonly amount: MinorUnits;
  readonly points: Points;
  readonly prior: PriorRedemption | null;
  readonly networkLimit: Points | null;
  readonly tierAsOf: string | null;
  readonly birthdayToday: boolean | null;
};

/** A reward of the catalogue for points. */
export type RewardAct = {
  readonly kind: 'REWARD';
  readonly occurredAt: Instant;
  /** Null: no place; the network itself gives it. */
  readonly restaurantId: string | null;
  readonly offer: RewardOffer;
  readonly quantity: number;
  readonly networkLimit: Points | null;
  /** The stamp card whose full ones pay for it; left out: points or a coupon do. */
  readonly stampCard?: string | undefined;
};

export type ManualAct = {
  readonly kind: 'MANUAL';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: Points;
  readonly reasonCode: string;
  readonly occurredAt: Instant;
  readonly restaurantId: string | null;
  /** A credit that brings back what expired: points of that expiry, and how many of them came back before. */
  readonly restores: { readonly expiryId: string; readonly expired: Points; readonly before: Points } | null;
};

export type AwardAct = {
  readonly kind: 'AWARD';
  /** `registration`, `birthday`, or the code of a reported one. */
  readonly activity: string;
  readonly occurredAt: Instant;
  /** Null: no place; the network itself issues. */
  readonly restaurantId: string | null;
};

/** A quote that holds `sale.pointsToRedeem`. */
export type HoldAct = { readonly kind: 'HOLD'; readonly sale: SaleAct; readonly expiresAt: Instant };
/** A warning of points that end was delivered: which lots it named, and the end that it told. */
export type WarningAct = {
  readonly kind: 'WARNING';
  readonly endsAt: Instant;
  readonly lots: readonly Pick<Lot, 'lotId' | 'expiresAt'>[];
};
/** A void. (The time-out is made by `settle`.) A hold that is not open any more: refused with `hold_expired`. */
export type ReleaseAct = { readonly kind: 'RELEASE'; readonly holdId: string };

export type RefundAct = {
  readonly kind: 'REFUND';
  /** What the sale (or the redemption) stored: `lines` and `details` of its decision. */
  readonly saleId: string;
  readonly lines: readonly LineDivision[];
  readonly details: SaleDetails;
  /** `details` of the refunds of this sale so far. */
  readonly refunds: readonly RefundDetails[];
  /** Codes of the rewards that the sale used up; they return with the whole of it. */
  readonly rewards: readonly string[];
  /** Points of the sale's own lot (`lotId` = sale) that expired: the sum of its EXPIRY transfers. */
  readonly expired: Points;
  /** `line` counts from 1 (a sale without items has one); with neither quantity nor total: all that the line has left. */
  readonly what:
    | { readonly kind: 'ALL' }
    | { readonly kind: 'AMOUNT'; readonly amount: MinorUnits }
    | { readonly kind: 'LINES'; readonly lines: readonly RefundedLine[] };
};

export type RefundedLine = {
  readonly line: number;
  readonly quantityMilli: number | null;
  readonly total: MinorUnits | null;
};

/**
 * SET: somebody gives the guest at least this tier; it takes the place of one that was set before. END: what was set
 * ends now. REVISE: another programme came into force, and the tier is looked at by its rule: never upwards, which the
 * next act does, and downwards not before its review or grace.
 */
export type TierAct = { readonly kind: 'TIER'; readonly change: TierChange };
export type TierChange =
  | { readonly kind: 'SET'; readonly tier: string; readonly untilDay: LocalDay | null }
  | { readonly kind: 'END' }
  | { readonly kind: 'REVISE' };

/** The payment of a sale was confirmed: what waits for it may be spent. */
export type ConfirmAct = { readonly kind: 'CONFIRM'; readonly saleId: string };

/** A custom counter of tiers rises. */
export type CountAct = {
  readonly kind: 'COUNT';
  readonly counter: string;
  readonly count: number;
  readonly occurredAt: Instant;
};

/** Why points go to another guest: given away, out of the family's pool, or back to where they came from. */
export type TransferPurpose = 'GIFT' | 'FAMILY' | 'UNDO';

/** Points of one lot on their way to another guest, with what was put off of its end; `term` null: nothing. */
export type MovedLot = Pick<Lot, 'lotId' | 'expiresAt' | 'activatesAt' | 'restaurantId'> & {
  readonly points: Points;
  readonly term: Omit<LotTerm, 'lotId' | 'expiresAt'> | null;
  /** Of a lot that waits for a payment and is void then; left out: at no instant. */
  readonly voidAt?: Instant;
};

export type GiveAct = {
  readonly kind: 'GIVE';
  readonly purpose: TransferPurpose;
  readonly toGuestId: string;
  /** Of no account where lots are named. */
  readonly points: Points;
  /** Only of lots that were opened before; null: of all. */
  readonly earnedBefore: Instant | null;
  /** Just these, as far as they are there; null: by earliest expiry. */
  readonly named: readonly Pick<MovedLot, 'lotId' | 'expiresAt' | 'points'>[] | null;
};

/** What a GIVE of another guest moved. */
export type ReceiveAct = {
  readonly kind: 'RECEIVE';
  readonly purpose: TransferPurpose;
  readonly fromGuestId: string;
  readonly lots: readonly MovedLot[];
  /** The giver's, where some of the lots end with it. */
  readonly inactivity: Inactivity | null;
};

/** What of a guest besides its lots goes over in a merge: what is owed, what counts, and the tier by rule and by hand. */
export type MovedFigures = Pick<GuestState, 'lifetime' | 'days' | 'graceUntil'> &
  Pick<Counters, 'custom' | 'caps' | 'firstSale'> & {
    readonly receivable: Points;
    readonly tier: string;
    readonly byHand: Pick<TierByHand, 'tier' | 'untilDay'> | null;
  };

/** A guest that is another one's second card gives up everything; `undoes`: the other gives it up again. */
export type SurrenderAct = {
  readonly kind: 'SURRENDER';
  readonly toGuestId: string;
  readonly undoes: {
    /** What the merge moved. */
    readonly lots: NonNullable<GiveAct['named']>;
    readonly figures: MovedFigures;
    /** The guest before the merge, and its tier right after it. */
    readonly before: MovedFigures;
    readonly tierAfter: string;
  } | null;
};

/** What a SURRENDER of another guest moved. */
export type AbsorbAct = {
  readonly kind: 'ABSORB';
  readonly fromGuestId: string;
  readonly isUndo: boolean;
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
  readonly figures: MovedFigures;
};

export type Act =
  | SaleAct
  | RedemptionAct
  | RewardAct
  | ManualAct
  | AwardAct
  | HoldAct
  | ReleaseAct
  | RefundAct
  | WarningAct
  | TierAct
  | CountAct
  | GiveAct
  | ReceiveAct
  | SurrenderAct
  | AbsorbAct
  | ConfirmAct;

export type Context = {
  /** By the database's clock (an import: `occurredAt`). What was due by then is settled already. */
  readonly now: Instant;
  /** By the database's clock, of an import too. */
  readonly recordedAt: Instant;
  readonly calendar: Calendar;
  /**
   * The programme in force at `now`, by which tiers are looked at after the act, where the act itself is decided by
   * another version: that of `occurredAt` for a late act, that of the sale for a refund. Null: the same one.
   */
  readonly inForce: CompiledProgram | null;
  /** Of the row to be written; a lot that is opened bears it. */
  readonly transactionId: string;
  /** How long after its end a hold may still be captured: the network's setting, 15 minutes by default. */
  readonly captureGraceMs: number;
  /** Local days that redeemed points past their date come back for: the network's setting, 30 by default. */
  readonly restoredForDays: number;
};

// --- Decisions -------------------------------------------------------------------------------------------------

export type AccountKind =
  | 'GUEST_AVAILABLE'
  | 'GUEST_PENDING'
  | 'GUEST_HELD'
  | 'GUEST_IN_REVIEW'
  | 'GUEST_RECEIVABLE'
  | 'RESTAURANT_ISSUED'
  | 'RESTAURANT_REDEEMED'
  | 'RESTAURANT_OFFLINE_LOSS'
  | 'NETWORK_ISSUED'
  | 'NETWORK_REDEEMED'
  | 'NETWORK_EXPIRY'
  | 'NETWORK_BREAKAGE'
  | 'NETWORK_ADJUSTMENT';

export type TransferCode =
  | 'ACCRUAL'
  | 'REDEMPTION'
  | 'EXPIRY'
  | 'HOLD'
  | 'RELEASE'
  | 'ACTIVATION'
  | 'TAKE_BACK'
  | 'DEBT'
  | 'SETTLEMENT'
  | 'GIVE_BACK'
  | 'RESTORE'
  | 'ADJUSTMENT'
  | 'TRANSFER';

/** The owner of a GUEST_ account is the guest of the act (credited: `toGuestId`, where there is one), of a RESTAURANT_ account `restaurantId`, of a NETWORK_ account the network. */
export type Transfer = {
  readonly code: TransferCode;
  readonly debit: AccountKind;
  readonly credit: AccountKind;
  readonly restaurantId: string | null;
  readonly amount: Points;
  /** Null only for what goes below zero by the policy NEGATIVE and comes back, and for GUEST_RECEIVABLE from outside. */
  readonly lotId: string | null;
  /** Of the lot, which is (`expiresAt`, `lotId`); null without a lot. */
  readonly expiresAt: Instant | null;
  /** Of a lot that is opened pending. */
  readonly activatesAt: Instant | null;
  /** Left out: it stays with the guest of the act. A debt that passes to another guest is debited there. */
  readonly toGuestId?: string;
  /** The stamp card whose stamps are moved; left out: points. */
  readonly unit?: string;
};

/** A lot after the act, to be written by (`expiresAt`, `lotId`); with nothing remaining its row leaves. */
export type LotChange = Lot;

export type Amounts = {
  /** Gross; of a refund what is refunded of it. */
  readonly amount: MinorUnits;
  readonly discount: MinorUnits;
  /** SALE: in all on this receipt. REDEMPTION: of this act. REFUND: given back. HOLD: held. */
  readonly pointsRedeemed: Points;
  readonly pointsValue: MinorUnits;
  /** SALE: to be paid; of a refund: to be handed back. */
  readonly payable: MinorUnits;
  /** SALE, AWARD, MANUAL credit: given. REFUND, EXPIRY, MANUAL debit: taken. TRANSFER: moved. */
  readonly pointsEarned: Points;
  /** REFUND: became debt, went below zero or was forgiven. */
  readonly pointsNotTaken: Points;
};

/** What each effect of the act owes to one line; the base of refunds. */
export type LineDivision = {
  readonly gross: MinorUnits;
  readonly quantityMilli: number;
  readonly discount: MinorUnits;
  readonly points: Points;
  readonly pointsValue: MinorUnits;
  readonly payable: MinorUnits;
  readonly earned: Points;
};

export type CappedGain = { readonly owner: string; readonly byLine: readonly number[] };

/** What a later refund has to know of a SALE or REDEMPTION besides its lines. */
export type SaleDetails = {
  readonly kind: 'SALE' | 'REDEMPTION';
  /** Null: a reward that the network itself gave. */
  readonly restaurantId: string | null;
  /** Local day of `occurredAt`: where spend and visit were counted. */
  readonly day: LocalDay;
  /** Business day in whose periods caps were used; null: nothing was capped by period. */
  readonly capDay: LocalDay | null;
  /** What each rule with such caps brought by line. */
  readonly capped: readonly CappedGain[];
  /** Worth of a point, in millionths of a minor unit. */
  readonly pointValue: number;
  readonly refundPolicy: RefundPolicy;
  readonly firstSaleBonus: Points;
  /** In the order of spending, earlier redemptions of the receipt first. */
  readonly redeemed: readonly LotPart[];
  /** Left out where the act moved none. */
  readonly stamps?: SaleStamps;
};

/** What a sale put on cards, or which full cards a reward was taken for. */
export type SaleStamps = {
  readonly cards: readonly CollectedStamps[];
  /** Given for cards that the sale filled; part of what it earned, but of no line. */
  readonly points: Points;
  readonly paidBy: (FullCards & { readonly card: string }) | null;
};

export type CollectedStamps = {
  readonly card: string;
  readonly byLine: readonly number[];
  /** What goes back only with the whole sale. */
  readonly whole: number;
};

/** What a refund adds to those before it; of its sale all refunds together are read by the next. */
export type RefundDetails = {
  readonly kind: 'REFUND';
  readonly lines: readonly RefundedPart[];
  /** Nothing of the sale is left. */
  readonly whole: boolean;
  /** Points that were not owed because they had expired. */
  readonly expired: Points;
  /** By the policy FORGIVE; below zero where points that came back later made up for it. */
  readonly forgiven: number;
};

export type RefundedPart = {
  readonly line: number;
  readonly gross: MinorUnits;
  /** What was refunded by quantity. */
  readonly quantityMilli: number;
  readonly payable: MinorUnits;
};

/** What a tier set by hand was, and what was counted: the act itself, since nothing else of it stands in the journal. */
export type TierDetails = { readonly kind: 'TIER'; readonly change: TierChange };
export type CountDetails = { readonly kind: 'COUNT'; readonly counter: string; readonly count: number };
/** The act of either side, and what was moved; of the giver `earnedBefore` and `named` as they were asked. */
export type TransferDetails = {
  readonly kind: 'TRANSFER';
  readonly purpose: TransferPurpose;
  readonly otherGuestId: string;
  readonly earnedBefore: Instant | null;
  readonly named: GiveAct['named'];
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
};
/** The act of either side of a merge, and what was moved. */
export type MergeDetails = {
  readonly kind: 'MERGE';
  readonly otherGuestId: string;
  readonly undoes: SurrenderAct['undoes'];
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
  readonly figures: MovedFigures;
  /** Of the guest who took it in: what it was before; or that it came back. */
  readonly before?: MovedFigures;
  readonly isUndo?: boolean;
};
export type Details = SaleDetails | RefundDetails | TierDetails | CountDetails | TransferDetails | MergeDetails;

export type TierProgress = {
  /** All null at the top; where one need is enough, null for what it does not ask. */
  readonly next: string | null;
  readonly amountToNext: MinorUnits | null;
  readonly visitsToNext: number | null;
  readonly pointsToNext: Points | null;
};

export type TraceEffect =
  | 'DISCOUNT'
  | 'EARN'
  | 'REDEEM'
  | 'HOLD'
  | 'RELEASE'
  | 'TIER'
  | 'COUNT'
  | 'EXPIRE'
  | 'EXTEND'
  | 'WARN'
  | 'ACTIVATE'
  | 'ADJUST'
  | 'SETTLE_DEBT'
  | 'TAKE_BACK'
  | 'NOT_TAKEN'
  | 'GIVE_BACK'
  | 'GIVE'
  | 'RECEIVE'
  | 'STAMP'
  | 'CAP';
export type TraceArguments = Readonly<Record<string, number | string | null>>;
/** Why one effect is as it is, or why there was none (`amount` 0 and the first condition that failed). Codes only. */
export type TraceEntry = {
  readonly effect: TraceEffect;
  readonly rule: string;
  readonly amount: number;
  readonly arguments: TraceArguments;
};

export type LimitedBy = 'BALANCE' | 'PROGRAM' | 'MINIMUM' | 'NETWORK';
/** Points that a sale of this amount could redeem now; limitedBy null: the order itself takes no more. */
export type Redeemable = { readonly min: Points; readonly max: Points; readonly limitedBy: LimitedBy | null };

export type Decision = {
  readonly kind: 'DECIDED';
  readonly amounts: Amounts;
  readonly transfers: readonly Transfer[];
  readonly lots: readonly LotChange[];
  readonly after: GuestState;
  readonly tierBefore: string;
  readonly tier: string;
  readonly progress: TierProgress;
  /** SALE, REDEMPTION, and of the quote behind a HOLD; else empty. */
  readonly lines: readonly LineDivision[];
  /** To be stored with SALE, REDEMPTION, REFUND, TIER, COUNT and TRANSFER; else null. */
  readonly details: Details | null;
  readonly trace: readonly TraceEntry[];
  /** SALE, REDEMPTION, HOLD; else null. */
  readonly redeemable: Redeemable | null;
  /** Derived facts without personal data that the decision rests on; null where the programme did not ask. */
  readonly facts: Facts;
};

export type Facts = { readonly birthdayToday: boolean | null; readonly birthdayMonth: boolean | null };

export type RefusalCode =
  | 'insufficient_points'
  | 'points_already_spent'
  | 'guest_merged'
  | 'merge_not_possible'
  | 'redemption_limit_exceeded'
  | 'redemption_below_minimum'
  | 'refund_exceeds_sale'
  | 'items_total_mismatch'
  | 'hold_expired'
  | 'guest_blocked'
  | 'restore_exceeds_expiry'
  | 'tier_unknown'
  | 'tier_not_set_by_hand'
  | 'counter_unknown'
  | 'payment_not_awaited'
  | 'reward_not_available'
  | 'reward_limit_reached'
  | 'out_of_stock'
  | 'slot_taken'
  | 'order_minimum_not_met';

/** The business says no. A value like any other decision; nothing is written of it but the answer. */
export type Refusal = {
  readonly kind: 'REFUSED';
  readonly code: RefusalCode;
  /** `available`, `max`, `min`, `limitedBy`, `line`, `left`, `reason` as they apply. */
  readonly data: Readonly<Record<string, number | string>>;
};

/** What came due of itself; written as a journal row of this type, in this order, before the act is decided. */
export type Settlement = {
  readonly type: 'RELEASE' | 'EXPIRY' | 'EXTENSION' | 'ACTIVATION' | 'TIER';
  /** The instant at which it was due: `occurredAt` of the row. */
  readonly at: Instant;
  /** RELEASE: the hold that ended. */
  readonly relatedId: string | null;
  /** EXPIRY after the last extension, nobody having been warned, or of points whose payment was not confirmed in time. */
  readonly reasonCode: 'UNWARNED' | 'UNPAID' | null;
  readonly decision: Decision;
};
