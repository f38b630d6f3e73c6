/** Acts of a till, a person or the clock on a guest or a receipt, in the form that the decision takes. */
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
import type { Instant, LocalDay } from '../basics/instants';
import type { MinorUnits, Points } from '../basics/numbers';
import type { RewardOffer, SaleReward } from './reward.types';

export type Line = {
  readonly sku: string | null;
  readonly category: string | null;
  /** In thousandths of a piece or of another unit of sale. */
  readonly quantityMilli: number;
  readonly total: MinorUnits;
  /** Absent: the till does not say the type of the item. */
  readonly type?: ItemType | undefined;
  /** The part of the total that is tax; left out: none. */
  readonly tax?: MinorUnits | undefined;
  /** The combo of the till that the line is a part of. Its parts count as one piece. Absent: none. */
  readonly combo?: string | undefined;
};

/** Redemptions that were recorded on the same receipt before this act, summed up. */
export type PriorRedemption = {
  readonly points: Points;
  readonly value: MinorUnits;
  readonly lots: readonly LotPart[];
  /** Points paid by the allowance of an offline till; left out: none. */
  readonly byAllowance?: Points | undefined;
};

/** An open hold, or one that ended by its time-out. The till refuses voided and captured holds before the decision. */
export type HoldReference = { readonly id: string; readonly points: Points; readonly expiresAt: Instant };

type PaidDiscount = {
  /** Minor units taken off each line. */
  readonly byLine: readonly number[];
  /** The campaigns that gave the discount; each names the anonymous receipt in `receiptId`. */
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
  /** Null: the sale came without items and counts as one line. */
  readonly lines: readonly Line[] | null;
  /** New points, besides `prior`. Null with a hold: all points of the hold; null without a hold: none. */
  readonly pointsToRedeem: Points | null;
  readonly hold: HoldReference | null;
  readonly prior: PriorRedemption | null;
  /** The sale was paid before anybody named the guest, so nothing comes off its price. Absent: the guest pays what the decision says. */
  readonly attached?: true | undefined;
  /** The discount with which an attached receipt was paid. Absent: none. */
  readonly paidDiscount?: PaidDiscount | undefined;
  /** The check without a guest was paid before the till asked for a price, so nothing comes off it. Absent: the till asks first. */
  readonly isPaid?: true | undefined;
  /** The promo code that the sale names, so that its campaign takes money off. Absent: the sale names no code. */
  readonly promoCode?: string | undefined;
  /** The goods came without prices, and still count for tasks. Absent: goods that cost nothing were given away and count for no task. */
  readonly unpriced?: true | undefined;
  /** Used rewards: redeemed before, or given by its coupons. */
  readonly rewards: readonly SaleReward[];
  /** The most new points that the guest's way of identification allows (static card). Null: no such limit. */
  readonly networkLimit: Points | null;
  /** The till's signed allowance for points that the guest does not have (ledger.md, rule 26); left out: none. */
  readonly offlineAllowance?: Points | undefined;
  /** For a late act: the tier that the guest held at `occurredAt`. Null: the tier held now. */
  readonly tierAsOf: string | null;
  /** A replay passes the stored fact, since the birthday may have been erased. Null: the guest's birthday decides. */
  readonly birthdayToday: boolean | null;
  /** A replay passes the stored fact about the birthday's month, too. Null: the guest's birthday decides. */
  readonly birthdayMonth: boolean | null;
  /** A replay passes the guest's segments at the time of the sale. Null: the guest's segments now. */
  readonly segments: readonly string[] | null;
};

/** Points against an order. `amount` is the price before discount; the cap on points is that of a sale of this amount. */
export type RedemptionAct = {
  readonly kind: 'REDEMPTION';
  readonly occurredAt: Instant;
  readonly restaurantId: string;
  readonly channel: string;
  readonly amount: MinorUnits;
  readonly points: Points;
  readonly prior: PriorRedemption | null;
  readonly networkLimit: Points | null;
  /** See `SaleAct`: the till's signed allowance for points that the guest does not have (ledger.md, rule 26). Absent: none. */
  readonly offlineAllowance?: Points | undefined;
  readonly tierAsOf: string | null;
  readonly birthdayToday: boolean | null;
};

/** A reward of the catalogue for points. */
export type RewardAct = {
  readonly kind: 'REWARD';
  readonly occurredAt: Instant;
  /** Null: no restaurant, the network itself gives the reward. */
  readonly restaurantId: string | null;
  readonly offer: RewardOffer;
  readonly quantity: number;
  readonly networkLimit: Points | null;
  /** The stamp card whose full cards pay for the reward. Absent: points or a coupon pay. */
  readonly stampCard?: string | undefined;
  /** The campaign whose tasks gave the reward. Absent: points, a coupon or a stamp card pay. */
  readonly campaign?: string | undefined;
};

export type ManualAct = {
  readonly kind: 'MANUAL';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: Points;
  readonly reasonCode: string;
  readonly occurredAt: Instant;
  readonly restaurantId: string | null;
  /** Set for a credit that brings expired points back: how many points that expiry took, and how many of them came back earlier. */
  readonly restores: {
    readonly expiryId: string;
    readonly expired: Points;
    readonly before: Points;
    /** The part of `expired` that may not be spent everywhere, which comes back last. Absent: none. */
    readonly limited?: readonly LotPart[];
    /** A late act from before the expiry spends these points at once (ledger.md, rule 26). Absent: a person brings the points back. */
    readonly spentAtOnce?: boolean;
  } | null;
  /** A debit takes points that this hold set aside; the rest of the hold goes back to its lots. Absent: it takes free points. */
  readonly holdId?: string | undefined;
  /** The first and last day on which a credit's points may be spent. Absent: the programme says when its points end. */
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

/** Points that a partner gives (CREDIT) or takes (DEBIT). A refund moves the points the other way. */
export type PartnerAct = {
  readonly kind: 'PARTNER';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: Points;
  readonly partner: PartnerOfAct;
  readonly isRefund: boolean;
  readonly occurredAt: Instant;
};

/** A partner with its name at the time of the act. */
export type PartnerOfAct = { readonly id: string; readonly name: string };

export type AwardAct = {
  readonly kind: 'AWARD';
  /** `registration`, `birthday`, or the code of an activity that a service reports. */
  readonly activity: string;
  readonly occurredAt: Instant;
  /** Null: no restaurant, the network itself gives the points. */
  readonly restaurantId: string | null;
  /** See `SaleAct`: a replay passes the guest's segments at the time of the act. Null or absent: the guest's segments now. */
  readonly segments?: readonly string[] | null;
};

/** A quote whose `sale.pointsToRedeem` are set aside for the guest. */
export type HoldAct = { readonly kind: 'HOLD'; readonly sale: SaleAct; readonly expiresAt: Instant };
/** The first step of a transfer sets points aside without a sale. The second step takes the points (MANUAL with `holdId`) or frees them (RELEASE). */
export type ReserveAct = { readonly kind: 'RESERVE'; readonly points: Points; readonly expiresAt: Instant };
/**
 * Puts free points of lots that doubtful acts opened in review until `expiresAt`. Without `most`: all points of those lots that can be spent now. With
 * `most`: at most so many, also points that can only be spent later.
 */
export type ReviewAct = {
  readonly kind: 'REVIEW';
  readonly lotIds: readonly string[];
  readonly expiresAt: Instant;
  readonly most?: Points | undefined;
};
/** A warning of expiring points was delivered. It named these lots and this end. */
export type WarningAct = {
  readonly kind: 'WARNING';
  readonly endsAt: Instant;
  readonly lots: readonly Pick<Lot, 'lotId' | 'expiresAt'>[];
};
/** The void of a hold. Refused with `hold_expired` when the hold is not open any more. (`settle` ends holds that time out.) */
export type ReleaseAct = { readonly kind: 'RELEASE'; readonly holdId: string };

export type RefundAct = {
  readonly kind: 'REFUND';
  /** The sale or redemption that is refunded, with the `lines` and `details` that its decision stored. */
  readonly saleId: string;
  readonly lines: readonly LineDivision[];
  readonly details: SaleDetails;
  /** `details` of the refunds of this sale so far. */
  readonly refunds: readonly RefundDetails[];
  /** Codes of the rewards that the sale used up; they return once the whole sale is refunded. */
  readonly rewards: readonly string[];
  /** Points of the sale's own lot (`lotId` = sale) that expired: the sum of its EXPIRY transfers. */
  readonly expired: Points;
  /** `line` counts from 1 (a sale without items has one line). With neither quantity nor total: everything that is left of the line. */
  readonly what:
    | { readonly kind: 'ALL' }
    | { readonly kind: 'AMOUNT'; readonly amount: MinorUnits }
    | { readonly kind: 'LINES'; readonly lines: readonly RefundedLine[] };
  /** The refund was recorded by 0.3 or before, when its details did not say the discount of a line. */
  readonly withoutDiscounts?: true;
  /** Replays a refund recorded before: of two lots with the same end, the older one is taken first, whether its points have begun or not. */
  readonly olderFirst?: true;
};

export type RefundedLine = {
  readonly line: number;
  readonly quantityMilli: number | null;
  readonly total: MinorUnits | null;
};

/**
 * SET: somebody gives the guest at least this tier, which replaces a tier that was set before. END: the tier that was set ends now. REVISE: another
 * programme came into force, and its rule reviews the tier. A revision never raises a tier (the next act does), and lowers one only when its review
 * or grace is due.
 */
export type TierAct = { readonly kind: 'TIER'; readonly change: TierChange };
export type TierChange =
  | { readonly kind: 'SET'; readonly tier: string; readonly untilDay: LocalDay | null }
  | { readonly kind: 'END' }
  | { readonly kind: 'REVISE' };

/** The payment of a sale was confirmed, so the guest may spend the points that waited for the payment. */
export type ConfirmAct = { readonly kind: 'CONFIRM'; readonly saleId: string };

/** Raises one of the programme's own counters for tiers. */
export type CountAct = {
  readonly kind: 'COUNT';
  readonly counter: string;
  readonly count: number;
  readonly occurredAt: Instant;
};

/** Why points go to another guest: a gift, a family's pool, or the undo of an earlier transfer. */
export type TransferPurpose = 'GIFT' | 'FAMILY' | 'UNDO';

/** Points of one lot on their way to another guest, with the lot's warning and extensions (`term`; null: neither). */
export type MovedLot = Pick<Lot, 'lotId' | 'expiresAt' | 'activatesAt' | 'restaurantId'> & {
  readonly points: Points;
  readonly term: Omit<LotTerm, 'lotId' | 'expiresAt'> | null;
  /** The instant at which the lot is void unless its payment is confirmed. Absent: the lot waits for no payment. */
  readonly voidAt?: Instant;
  /** Where the points may be spent. Absent: everywhere. */
  readonly limit?: PointLimit;
};

export type GiveAct = {
  readonly kind: 'GIVE';
  readonly purpose: TransferPurpose;
  readonly toGuestId: string;
  /** Ignored where lots are named. */
  readonly points: Points;
  /** Takes points only from lots opened before this instant. Null: from all lots. */
  readonly earnedBefore: Instant | null;
  /** Takes exactly these points, as far as they are still there. Null: takes lots by earliest expiry. */
  readonly named: readonly Pick<MovedLot, 'lotId' | 'expiresAt' | 'points'>[] | null;
};

/** Lots moved by another guest's GIVE. */
export type ReceiveAct = {
  readonly kind: 'RECEIVE';
  readonly purpose: TransferPurpose;
  readonly fromGuestId: string;
  readonly lots: readonly MovedLot[];
  /** The giver's inactivity, where some of the lots end with it. */
  readonly inactivity: Inactivity | null;
};

/** The guest's state that moves in a merge besides its lots: debt, counters, tier by rule and by hand, stamps. */
export type MovedFigures = Pick<GuestState, 'lifetime' | 'days' | 'graceUntil'> &
  Pick<Counters, 'custom' | 'caps' | 'firstSale'> & {
    readonly receivable: Points;
    readonly tier: string;
    readonly byHand: TierBeside | null;
    /** By card. Absent: the guest never had a stamp. */
    readonly stamps?: readonly CardStamps[];
    /** Absent: the guest takes part in no campaign. */
    readonly campaigns?: CampaignsOfGuest;
    /** First sales of guests merged into this one before. Absent: none. */
    readonly otherFirstSales?: readonly string[];
    /** When the guest's balances were taken over from an earlier system. Absent: none were. */
    readonly openedAt?: Instant;
  };

/** The act of a guest that is another guest's second card and gives up everything. `undoes`: the other guest gives everything back. */
export type SurrenderAct = {
  readonly kind: 'SURRENDER';
  readonly toGuestId: string;
  readonly undoes: {
    /** Lots that the merge moved. */
    readonly lots: NonNullable<GiveAct['named']>;
    readonly figures: MovedFigures;
    /** The receiving guest's figures before the merge, and its tier right after the merge. */
    readonly before: MovedFigures;
    readonly tierAfter: string;
  } | null;
};

/** Takes in the lots that another guest's SURRENDER moved. */
export type AbsorbAct = {
  readonly kind: 'ABSORB';
  readonly fromGuestId: string;
  readonly isUndo: boolean;
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
  readonly figures: MovedFigures;
  /** Replays a merge recorded before a guest could have two first sales: the other guest's first sale is forgotten. Absent: the guest keeps both. */
  readonly forgetsFirstSale?: true;
};

/** Balances, tier and totals that a guest brings from an earlier system. */
export type OpeningBalances = {
  /** `expiresAt` null: the points end as the programme says of points earned now. */
  readonly lots: readonly { readonly points: Points; readonly expiresAt: Instant | null }[];
  /** Stamps on cards that are not full; at most one entry for each card, each below the size of its card. */
  readonly stamps: readonly { readonly card: string; readonly stamps: number }[];
  /**
   * Set like a tier by hand: the guest holds it at least to the end of `untilDay`. With `byRule` it is the tier by the programme's rule, as if the
   * guest had reached it today, and the rule's next review looks at it.
   */
  readonly tier: (GivenTier & { readonly byRule?: true }) | null;
  /** Money spent and visits so far; they count for tiers whose window is the whole life. */
  readonly spend: MinorUnits;
  readonly visits: number;
};

export type OpeningAct = { readonly kind: 'OPENING'; readonly occurredAt: Instant; readonly opening: OpeningBalances };
