/** The results of a decision. */
import type { GiveAct, MovedFigures, MovedLot, Opening, SurrenderAct, TierChange, TransferPurpose } from './act.types';
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

/** The owner of a GUEST_ account is the guest of the act (credited: `toGuestId`, where there is one), of a RESTAURANT_ account `restaurantId`, of a NETWORK_ account the network, of PARTNER `partnerId`. */
export type Transfer = {
  readonly code: TransferCode;
  readonly debit: AccountKind;
  readonly credit: AccountKind;
  readonly restaurantId: string | null;
  readonly amount: Points;
  /** Null only for what goes below zero by the policy NEGATIVE and comes back, for GUEST_RECEIVABLE from outside, and between accounts of a restaurant. */
  readonly lotId: string | null;
  /** The lot's identity is (`expiresAt`, `lotId`); null without a lot. */
  readonly expiresAt: Instant | null;
  /** For a lot that is opened pending. */
  readonly activatesAt: Instant | null;
  /** Left out: it stays with the guest of the act. A debt that passes to another guest is debited there. */
  readonly toGuestId?: string;
  /** The stamp card whose stamps are moved; left out: points. */
  readonly unit?: string;
  /** The partner whose account is one of the two; left out: neither is a partner's. */
  readonly partnerId?: string;
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
  /** SALE, AWARD, OPENING, MANUAL credit: given. REFUND, EXPIRY, MANUAL debit, undo of an OPENING: taken. TRANSFER: moved. */
  readonly pointsEarned: Points;
  /** REFUND: became debt, went below zero or was forgiven. */
  readonly pointsNotTaken: Points;
};

/** The tier set by hand and the figures at that time: the act itself, since the journal holds nothing else of it. */
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
  /** For the guest who received it: the state before; or its return. */
  readonly before?: MovedFigures;
  readonly isUndo?: boolean;
};
/** An activity that brought something to tasks of campaigns. */
export type AwardDetails = { readonly kind: 'AWARD'; readonly campaigns: readonly SoldCampaign[] };
/** An expiry that took points which might not be spent everywhere: those of them. Any other expiry has no details. */
export type ExpiryDetails = { readonly kind: 'EXPIRY'; readonly limited: readonly LotPart[] };
/** The opening of a guest, the lots that it opened, and the guest before it, for an undo. */
export type OpeningDetails = {
  readonly kind: 'OPENING';
  readonly opening: Opening;
  readonly lots: readonly LotPart[];
  readonly before: MovedFigures;
  readonly tierAfter: string;
};
/** An opening was undone: the details of that opening. */
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
  /** All null at the top; where one need is enough, null for what it does not ask. */
  readonly next: string | null;
  readonly amountToNext: MinorUnits | null;
  readonly visitsToNext: number | null;
  readonly pointsToNext: Points | null;
};

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
  /** To be stored with SALE, REDEMPTION, REFUND, TIER, COUNT, TRANSFER and OPENING, and some EXPIRY; else null. */
  readonly details: Details | null;
  readonly trace: readonly TraceEntry[];
  /** SALE, REDEMPTION, HOLD; else null. */
  readonly redeemable: Redeemable | null;
  /** Derived facts without personal data that the decision rests on; null where the programme did not ask. */
  readonly facts: Facts;
};

export type Facts = {
  readonly birthdayToday: boolean | null;
  readonly birthdayMonth: boolean | null;
  /** All that the guest was in, where a rule asked for one. */
  readonly segments: readonly string[] | null;
  /** Left out where no budget was short and the guest is not of the network's control group. */
  readonly campaigns?: CampaignFacts;
};

export type CampaignFacts = {
  readonly isHeldOut?: true;
  /** A check without a guest that was paid before it was told of, while a campaign for everybody took money off. */
  readonly isPaid?: true;
  /** By the code of the campaign. */
  readonly short?: Readonly<Record<string, ShortBudget>>;
};

/** A budget that did not pay for all that its campaign would have given. */
export type ShortBudget = {
  readonly points: number;
  /** Minor units that were left for money off; left out: it gives points. */
  readonly money?: number;
  readonly isHeldElsewhere: boolean;
};

/** The business says no. A value like any other decision; nothing is written of it but the answer. */
export type Refusal = {
  readonly kind: 'REFUSED';
  readonly code: RefusalCode;
  /** `available`, `elsewhere`, `max`, `min`, `limitedBy`, `line`, `left`, `reason` as they apply. */
  readonly data: Readonly<Record<string, number | string>>;
};

/** A due settlement; written as a journal row of this type, in this order, before the act is decided. */
export type Settlement = {
  readonly type: 'RELEASE' | 'EXPIRY' | 'EXTENSION' | 'ACTIVATION' | 'TIER';
  /** The instant at which it was due: `occurredAt` of the row. */
  readonly at: Instant;
  /** RELEASE: the hold that ended. */
  readonly relatedId: string | null;
  /** EXPIRY after the last extension of a lot without a warning, or of points whose payment was not confirmed in time. */
  readonly reasonCode: 'UNWARNED' | 'UNPAID' | null;
  readonly decision: Decision;
};
