/** The results of a decision. */
import type {
  GiveAct,
  MovedFigures,
  MovedLot,
  OpeningBalances,
  SurrenderAct,
  TierChange,
  TransferPurpose,
} from './act.types';
import type { RefusalCode, TraceEffect } from './codes.types';
import type { LineDivision, RefundDetails, SaleDetails, SoldCampaign } from './details.types';
import type { GuestState, Inactivity, Lot, LotPart } from './guest.types';
import type { Instant } from '../basics/instants';
import type { MinorUnits, Points } from '../basics/numbers';

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
  | 'NETWORK_ADJUSTMENT'
  | 'NETWORK_OPENING'
  | 'PARTNER';

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
  | 'OFFLINE_LOSS'
  | 'TRANSFER'
  | 'OPENING';

/**
 * The owner of a GUEST_ account is the guest of the act (on the credit side `toGuestId`, if there is one). The owner of a RESTAURANT_ account is
 * `restaurantId`, of a NETWORK_ account the network, of a PARTNER account `partnerId`.
 */
export type Transfer = {
  readonly code: TransferCode;
  readonly debit: AccountKind;
  readonly credit: AccountKind;
  readonly restaurantId: string | null;
  readonly amount: Points;
  /**
   * Null only for points below zero by the policy NEGATIVE and their return, for GUEST_RECEIVABLE from outside, and between accounts of one
   * restaurant.
   */
  readonly lotId: string | null;
  /** `expiresAt` and `lotId` together identify the lot. Null without a lot. */
  readonly expiresAt: Instant | null;
  /** When a lot that is opened pending becomes active. */
  readonly activatesAt: Instant | null;
  /** The guest on the credit side. Absent: the guest of the act. Where a debt passes to another guest, that guest is debited. */
  readonly toGuestId?: string;
  /** The stamp card whose stamps move. Absent: points move. */
  readonly unit?: string;
  /** The partner whose account is on one side. Absent: no side is a partner's account. */
  readonly partnerId?: string;
};

/** A lot after the act, to be written by (`expiresAt`, `lotId`). The row of a lot with nothing remaining is deleted. */
export type LotChange = Lot;

export type Amounts = {
  /** The price before discount. REFUND: the part of this price that is refunded. */
  readonly amount: MinorUnits;
  readonly discount: MinorUnits;
  /** SALE: all points redeemed on this receipt. REDEMPTION: those of this act. REFUND: points given back. HOLD: points held. */
  readonly pointsRedeemed: Points;
  readonly pointsValue: MinorUnits;
  /** SALE: the amount that the guest pays. REFUND: the amount handed back to the guest. */
  readonly payable: MinorUnits;
  /** SALE, AWARD, OPENING, MANUAL credit: points given. REFUND, EXPIRY, MANUAL debit, undo of an OPENING: points taken. TRANSFER: points moved. */
  readonly pointsEarned: Points;
  /** REFUND: earned points that became debt, went below zero or were forgiven. */
  readonly pointsNotTaken: Points;
};

/** The act itself: how the tier changes, which the journal row says nowhere else. */
export type TierDetails = { readonly kind: 'TIER'; readonly change: TierChange };
export type CountDetails = { readonly kind: 'COUNT'; readonly counter: string; readonly count: number };
/** The act of the giver or the receiver, and the points that moved. For the giver, `earnedBefore` and `named` are those of the request. */
export type TransferDetails = {
  readonly kind: 'TRANSFER';
  readonly purpose: TransferPurpose;
  readonly otherGuestId: string;
  readonly earnedBefore: Instant | null;
  readonly named: GiveAct['named'];
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
};
/** The act of one side of a merge, and the points and figures that moved. */
export type MergeDetails = {
  readonly kind: 'MERGE';
  readonly otherGuestId: string;
  readonly undoes: SurrenderAct['undoes'];
  readonly lots: readonly MovedLot[];
  readonly inactivity: Inactivity | null;
  readonly figures: MovedFigures;
  /** For the guest who takes in the other's figures: the state before the merge. For its undo: the figures that go back. */
  readonly before?: MovedFigures;
  readonly isUndo?: boolean;
  /** The guest's own first sale and the other guest's both stand. Absent: one of them had none, or the merge was recorded before both were kept. */
  readonly keepsFirstSale?: true;
};
/** The parts of an activity in the tasks of campaigns. */
type AwardDetails = { readonly kind: 'AWARD'; readonly campaigns: readonly SoldCampaign[] };
/** The expired points that the guest could not spend everywhere. An expiry without such points has no details. */
export type ExpiryDetails = { readonly kind: 'EXPIRY'; readonly limited: readonly LotPart[] };
/** The opening of a guest, the lots that it opened, and the guest's figures before it, from which an undo restores the guest. */
export type OpeningDetails = {
  readonly kind: 'OPENING';
  readonly opening: OpeningBalances;
  readonly lots: readonly LotPart[];
  readonly before: MovedFigures;
  readonly tierAfter: string;
};
/** The undo of an opening, with the details of that opening. */
export type UndoneOpeningDetails = { readonly kind: 'UNDO_OPENING'; readonly opened: OpeningDetails };
export type Details =
  | AwardDetails
  | ExpiryDetails
  | SaleDetails
  | RefundDetails
  | TierDetails
  | CountDetails
  | TransferDetails
  | MergeDetails
  | OpeningDetails
  | UndoneOpeningDetails;

export type TierProgress = {
  /** All four are null for a guest on the highest tier. Where one need is enough, a need that the next tier does not have is null. */
  readonly next: string | null;
  readonly amountToNext: MinorUnits | null;
  readonly visitsToNext: number | null;
  readonly pointsToNext: Points | null;
};

export type TraceArguments = Readonly<Record<string, number | string | null>>;
/** Why one effect is as it is. `amount` 0: why the effect did not happen, by the first condition that failed. Codes only. */
export type TraceEntry = {
  readonly effect: TraceEffect;
  readonly rule: string;
  readonly amount: number;
  readonly arguments: TraceArguments;
};

export type LimitedBy = 'BALANCE' | 'PROGRAM' | 'MINIMUM' | 'NETWORK';
/** Points that a sale of this amount could redeem now. `limitedBy` null: only the price of the order limits them. */
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
  /** For SALE, REDEMPTION, and HOLD (the lines of its quote); else empty. */
  readonly lines: readonly LineDivision[];
  /** Stored with SALE, REDEMPTION, REFUND, TIER, COUNT, TRANSFER and OPENING, and with some EXPIRY; else null. */
  readonly details: Details | null;
  readonly trace: readonly TraceEntry[];
  /** For SALE, REDEMPTION and HOLD; else null. */
  readonly redeemable: Redeemable | null;
  /** Facts without personal data on which the decision rests. Null where no rule of the programme asked. */
  readonly facts: Facts;
};

export type Facts = {
  readonly birthdayToday: boolean | null;
  readonly birthdayMonth: boolean | null;
  /** All segments of the guest, where a rule asked for one. Null: no rule asked. */
  readonly segments: readonly string[] | null;
  /** Absent: no budget was short, and the guest is not in the network's control group. */
  readonly campaigns?: CampaignFacts;
  /** Absent: one version decided. */
  readonly noRegret?: NoRegretFacts;
};

/** The versions that decided a receipt, and which one counted. */
export type NoRegretFacts = {
  readonly now: number;
  readonly before: number;
  readonly counted: 'NOW' | 'BEFORE';
  /** How much more the earlier version gave, in minor units, which the budget paid. Absent: it did not count, or gave no more. */
  readonly paid?: number;
  /** The rest of the budget, which did not pay the difference to the earlier version. Absent: it was enough. */
  readonly left?: number;
};

export type CampaignFacts = {
  readonly isHeldOut?: true;
  /** The network learned of the check without a guest after its payment, while a campaign for everybody took money off. */
  readonly isPaid?: true;
  /** Budgets that were too short, by the code of their campaign. */
  readonly short?: Readonly<Record<string, ShortBudget>>;
};

/** The rest of a budget whose campaign would have given more. */
export type ShortBudget = {
  readonly points: number;
  /** Minor units that were left for money off. Absent: the campaign gives points. */
  readonly money?: number;
  readonly isHeldElsewhere: boolean;
};

/** The business says no. A refusal is a value like any other decision; only the answer is stored. */
export type Refusal = {
  readonly kind: 'REFUSED';
  readonly code: RefusalCode;
  /** `available`, `elsewhere`, `max`, `min`, `limitedBy`, `line`, `left`, `reason` as they apply. */
  readonly data: Readonly<Record<string, number | string>>;
};

/** A settlement that was due. It is written as a journal row of this type, in this order, before the act is decided. */
export type Settlement = {
  readonly type: 'RELEASE' | 'EXPIRY' | 'EXTENSION' | 'ACTIVATION' | 'TIER';
  /** The instant at which it was due: `occurredAt` of the row. */
  readonly at: Instant;
  /** RELEASE: the id of the hold that ended. Else null. */
  readonly relatedId: string | null;
  /** UNWARNED: the lot expired after its last extension without a delivered warning. UNPAID: the payment was not confirmed in time. */
  readonly reasonCode: 'UNWARNED' | 'UNPAID' | null;
  readonly decision: Decision;
};
