/** Acts and their context. */
import type { RunningCampaigns } from '../campaigns/campaigns';
import type { CompiledProgram } from '../program/compile';
import type { LineDivision, RefundDetails, SaleDetails, SoldCampaign } from './details.types';
import type { ItemType } from './goods.types';
import type {
  CampaignsOfGuest,
  CardStamps,
  Counters,
  GuestState,
  Inactivity,
  Lot,
  LotPart,
  LotTerm,
  PointLimit,
  GivenTier,
  TierBeside,
} from './guest.types';
import type { Calendar, Instant, LocalDay } from '../basics/instants';
import type { MinorUnits, Points } from '../basics/numbers';
import type { RewardOffer, SaleReward } from './reward.types';

export type Line = {
  readonly sku: string | null;
  readonly category: string | null;
  /** Thousandths. */
  readonly quantityMilli: number;
  readonly total: MinorUnits;
  /** Left out: the till says nothing of it. */
  readonly type?: ItemType | undefined;
  /** The part of the total that is tax; left out: none. */
  readonly tax?: MinorUnits | undefined;
};

/** Redemptions that were recorded on the same receipt before this act, as one. */
export type PriorRedemption = {
  readonly points: Points;
  readonly value: MinorUnits;
  readonly lots: readonly LotPart[];
  /** Points paid by the allowance of an offline till; left out: none. */
  readonly byAllowance?: Points | undefined;
};

/** An open hold, or one that ended by its time-out; the till refuses a voided or captured one itself. */
export type HoldReference = { readonly id: string; readonly points: Points; readonly expiresAt: Instant };

export type PaidDiscount = {
  /** Minor units of each line. */
  readonly byLine: readonly number[];
  /** The campaigns that gave the discount, each with the id of the receipt in `receiptId`. */
  readonly campaigns: readonly SoldCampaign[];
};

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
  /** It was paid before anybody named the guest, so nothing comes off it; left out: the guest pays by its decision. */
  readonly attached?: true | undefined;
  /** The discount with which an attached receipt was paid; left out: none. */
  readonly paidDiscount?: PaidDiscount | undefined;
  /** A check without a guest that was paid at a till which asked for no price, so nothing comes off it; left out: it asks. */
  readonly isPaid?: true | undefined;
  /** The promo code that the sale names, so that its campaign takes money off; left out: it names none. */
  readonly promoCode?: string | undefined;
  /** It came without the price of its goods, which count for tasks; left out: what cost nothing was given away. */
  readonly unpriced?: true | undefined;
  /** Used rewards: redeemed before, or given by its coupons. */
  readonly rewards: readonly SaleReward[];
  /** The most new points that the way of identifying allows (static card); null: no such limit. */
  readonly networkLimit: Points | null;
  /** The till's signed allowance for points that the guest does not have (ledger.md, rule 26); left out: none. */
  readonly offlineAllowance?: Points | undefined;
  /** For a late act the tier as of `occurredAt`; null: the tier held now. */
  readonly tierAsOf: string | null;
  /** A replay gives the stored fact, since the birthday may have been erased; null: from the guest's birthday. */
  readonly birthdayToday: boolean | null;
  /** The same of the month of the birthday. */
  readonly birthdayMonth: boolean | null;
  /** A replay gives those of then; null: the guest's. */
  readonly segments: readonly string[] | null;
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
  /** As of a sale. */
  readonly offlineAllowance?: Points | undefined;
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
  /** The campaign whose tasks gave it; left out: something else pays. */
  readonly campaign?: string | undefined;
};

export type ManualAct = {
  readonly kind: 'MANUAL';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: Points;
  readonly reasonCode: string;
  readonly occurredAt: Instant;
  readonly restaurantId: string | null;
  /** A credit that brings back what expired: points of that expiry, and how many of them came back before. */
  readonly restores: {
    readonly expiryId: string;
    readonly expired: Points;
    readonly before: Points;
    /** The part of `expired` that may not be spent everywhere; left out: none. It comes back last. */
    readonly limited?: readonly LotPart[];
    /** For an act of before that came late and spends them at once (ledger.md, rule 26); left out: by hand. */
    readonly spentAtOnce?: boolean;
  } | null;
  /** A debit of points that this hold set aside; what is left of it goes back. Left out: of points that are free. */
  readonly holdId?: string | undefined;
  /** Days of a credit's own; left out: the programme says when its points end. */
  readonly period?: PointsPeriod | undefined;
  /** Where points of a credit may be spent; left out: everywhere. */
  readonly limit?: PointLimit | undefined;
};

/** When points may be spent, in local days. */
export type PointsPeriod = {
  /** The first day; null: at once. */
  readonly beginsOn: LocalDay | null;
  /** The last day; null: as the programme says. */
  readonly endsOn: LocalDay | null;
};

/** Points that a partner gives (CREDIT) or takes (DEBIT); a refund is the same the other way. */
export type PartnerAct = {
  readonly kind: 'PARTNER';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: Points;
  readonly partner: PartnerOfAct;
  readonly isRefund: boolean;
  readonly occurredAt: Instant;
};

/** A partner with its name at that time. */
export type PartnerOfAct = { readonly id: string; readonly name: string };

export type AwardAct = {
  readonly kind: 'AWARD';
  /** `registration`, `birthday`, or the code of a reported one. */
  readonly activity: string;
  readonly occurredAt: Instant;
  /** Null: no place; the network itself issues. */
  readonly restaurantId: string | null;
  /** As of a sale. */
  readonly segments?: readonly string[] | null;
};

/** A quote that holds `sale.pointsToRedeem`. */
export type HoldAct = { readonly kind: 'HOLD'; readonly sale: SaleAct; readonly expiresAt: Instant };
/**
 * The first step of a transfer sets points aside without a sale. The second one takes them (MANUAL with `holdId`), or lets
 * them go (RELEASE).
 */
export type ReserveAct = { readonly kind: 'RESERVE'; readonly points: Points; readonly expiresAt: Instant };
/** Free points of lots opened by doubtful acts wait in review until `expiresAt`: all of them, or those that are left. */
export type ReviewAct = { readonly kind: 'REVIEW'; readonly lotIds: readonly string[]; readonly expiresAt: Instant };
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
  /** Stored by the sale or redemption: `lines` and `details` of its decision. */
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
  /** The refund was recorded by 0.3 or before, when its details did not say the discount of a line. */
  readonly withoutDiscounts?: true;
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
  /** The end of a lot that waits for a payment; left out: none. */
  readonly voidAt?: Instant;
  /** Where they may be spent; left out: everywhere. */
  readonly limit?: PointLimit;
};

export type GiveAct = {
  readonly kind: 'GIVE';
  readonly purpose: TransferPurpose;
  readonly toGuestId: string;
  /** Ignored where lots are named. */
  readonly points: Points;
  /** Only of lots that were opened before; null: of all. */
  readonly earnedBefore: Instant | null;
  /** Just these, as far as they are there; null: by earliest expiry. */
  readonly named: readonly Pick<MovedLot, 'lotId' | 'expiresAt' | 'points'>[] | null;
};

/** Lots moved by another guest's GIVE. */
export type ReceiveAct = {
  readonly kind: 'RECEIVE';
  readonly purpose: TransferPurpose;
  readonly fromGuestId: string;
  readonly lots: readonly MovedLot[];
  /** The giver's, where some of the lots end with it. */
  readonly inactivity: Inactivity | null;
};

/** The guest's state that moves in a merge besides its lots: debt, counters, tier by rule and by hand, stamps. */
export type MovedFigures = Pick<GuestState, 'lifetime' | 'days' | 'graceUntil'> &
  Pick<Counters, 'custom' | 'caps' | 'firstSale'> & {
    readonly receivable: Points;
    readonly tier: string;
    readonly byHand: TierBeside | null;
    /** By card; left out: the guest never had a stamp. */
    readonly stamps?: readonly CardStamps[];
    /** Left out: the guest has no part in any. */
    readonly campaigns?: CampaignsOfGuest;
    /** Left out: nothing was taken over from an earlier system. */
    readonly openedAt?: Instant;
  };

/** A guest that is another one's second card gives up everything; `undoes`: the other gives it up again. */
export type SurrenderAct = {
  readonly kind: 'SURRENDER';
  readonly toGuestId: string;
  readonly undoes: {
    /** Lots moved by the merge. */
    readonly lots: NonNullable<GiveAct['named']>;
    readonly figures: MovedFigures;
    /** The guest before the merge, and its tier right after it. */
    readonly before: MovedFigures;
    readonly tierAfter: string;
  } | null;
};

/** Lots moved by another guest's SURRENDER. */
export type AbsorbAct = {
  readonly kind: 'ABSORB';
  readonly fromGuestId: string;
  readonly isUndo: boolean;
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
  readonly figures: MovedFigures;
};

/** Balances, tier and totals that a guest brings from an earlier system. */
export type Opening = {
  /** `expiresAt` null: they end as the programme says of points that are earned now. */
  readonly lots: readonly { readonly points: Points; readonly expiresAt: Instant | null }[];
  /** On the begun card; at most one entry a card, each below the size of its card. */
  readonly stamps: readonly { readonly card: string; readonly stamps: number }[];
  /** Held at least to the end of `untilDay`, as a tier set by hand. */
  readonly tier: GivenTier | null;
  /** Money spent and visits so far; they count for tiers whose window is the whole life. */
  readonly spend: MinorUnits;
  readonly visits: number;
};

export type OpeningAct = { readonly kind: 'OPENING'; readonly occurredAt: Instant; readonly opening: Opening };

export type Context = {
  /** By the database's clock (an import: `occurredAt`). Settlements due by then are done already. */
  readonly now: Instant;
  /** By the database's clock, of an import too. */
  readonly recordedAt: Instant;
  readonly calendar: Calendar;
  /**
   * The programme in force at `now`, by which tiers are looked at after the act, where the act itself is decided by
   * another version: that of `occurredAt` for a late act, that of the sale for a refund. Null: the same one.
   */
  readonly inForce: CompiledProgram | null;
  /** The id of the row to be written; a new lot bears it. */
  readonly transactionId: string;
  /** How long after its end a hold may still be captured: the network's setting, 15 minutes by default. */
  readonly captureGraceMs: number;
  /** Left out: none runs. */
  readonly campaigns?: RunningCampaigns | undefined;
  /** Local days that redeemed points past their date come back for: the network's setting, 30 by default. */
  readonly restoredForDays: number;
};
