/** Data stored with a sale, a redemption or a refund for later acts on it. */
import type { FullCards, LotPart } from './guest.types';
import type { LocalDay } from '../basics/instants';
import type { MinorUnits, Points } from '../basics/numbers';
import type { RefundPolicy } from './program.types';

/** Shares of one line in each effect of the act; the base of refunds. */
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

/** Data of a SALE or REDEMPTION that a later refund needs besides its lines. */
export type SaleDetails = {
  readonly kind: 'SALE' | 'REDEMPTION';
  /** Null: a reward that the network itself gave. */
  readonly restaurantId: string | null;
  /** Local day of `occurredAt`: where spend and visit were counted. */
  readonly day: LocalDay;
  /** Business day in whose periods caps were used; null: nothing was capped by period. */
  readonly capDay: LocalDay | null;
  /** Points of each rule with such caps, by line. */
  readonly capped: readonly CappedGain[];
  /** Worth of a point, in millionths of a minor unit. */
  readonly pointValue: number;
  readonly refundPolicy: RefundPolicy;
  readonly firstSaleBonus: Points;
  /** In the order of spending, earlier redemptions of the receipt first. */
  readonly redeemed: readonly LotPart[];
  /** Left out where the act moved none. */
  readonly stamps?: SaleStamps;
  /** Redeemed points of the receipt that the allowance of an offline till paid, of no lot; left out: none. */
  readonly byAllowance?: Points;
  /** Left out where no campaign gave, counted or would have given anything. */
  readonly campaigns?: readonly SoldCampaign[];
  /** A reward that the tasks of a campaign gave, taken by this redemption; left out: another one, or none. */
  readonly takenReward?: TakenReward;
};

export type TakenReward = { readonly campaign: string; readonly occurrence: LocalDay; readonly reward: string };

/** CONTROL: of the campaign's own control group, HELD_OUT: of the network's; both get nothing. */
export type CampaignArm = 'OFFERED' | 'CONTROL' | 'HELD_OUT';

/** A campaign's part in one sale or activity. */
export type SoldCampaign = {
  readonly campaign: string;
  readonly version: number;
  /** The local day on which the occurrence began; 0: the campaign has one alone. */
  readonly occurrence: LocalDay;
  readonly arm: CampaignArm;
  /** Given; to a guest of a control group they would have been. */
  readonly points: Points;
  readonly uses: number;
  /** The points of an offer, or its money off, by line; empty for a payout, and where nothing was given. */
  readonly byLine: readonly number[];
  /** Minor units taken off, or that would have been of a guest in a control group; left out: it takes no money off. */
  readonly money?: MinorUnits;
  /** The parts in its tasks; left out: it has an offer. */
  readonly tasks?: readonly TaskPart[];
  /** The variant whose offer it was; left out: the campaign has none, or it has tasks. */
  readonly variant?: string;
  /** The anonymous receipt to which it was given, before the sale had a guest; left out: it was given to this act. */
  readonly receiptId?: string;
};

export type TaskPart = {
  /** The id of the task; a task that counts different restaurants, categories or weeks adds `/` and the restaurant, the category or the local day of Monday. */
  readonly task: string;
  readonly byLine: readonly number[];
  /** Effects that go back only with the whole sale. */
  readonly whole: number;
};

/** A campaign's part that a refund gives back to its budgets. */
export type ReturnedCampaign = {
  readonly campaign: string;
  /** The sale or activity that it was given by. */
  readonly transactionId: string;
  readonly points: Points;
  /** The worth of the points, or the money off, as budgets count it. */
  readonly money: MinorUnits;
  readonly uses: number;
};

/** Stamps put on cards by a sale, or full cards that a reward used. */
export type SaleStamps = {
  readonly cards: readonly CollectedStamps[];
  /** Given for cards that the sale filled; part of what it earned, but of no line. */
  readonly points: Points;
  readonly paidBy: (FullCards & { readonly card: string }) | null;
};

export type CollectedStamps = {
  readonly card: string;
  readonly byLine: readonly number[];
  /** Effects that go back only with the whole sale. */
  readonly whole: number;
};

/** A refund's addition to earlier ones; the next refund reads all refunds of the sale together. */
export type RefundDetails = {
  readonly kind: 'REFUND';
  readonly lines: readonly RefundedPart[];
  /** Nothing of the sale is left. */
  readonly whole: boolean;
  /** Points that were not owed because they had expired. */
  readonly expired: Points;
  /** By the policy FORGIVE; below zero where points that came back later made up for it. */
  readonly forgiven: number;
  /** The part of the returned points that goes back to the till's allowance; left out: none. */
  readonly toAllowance?: Points;
  /** Left out where campaigns gave nothing that went back. */
  readonly campaigns?: readonly ReturnedCampaign[];
};

export type RefundedPart = {
  readonly line: number;
  readonly gross: MinorUnits;
  /** Refunded quantities. */
  readonly quantityMilli: number;
  readonly payable: MinorUnits;
  /** The discount that falls away; left out: none, or a refund of 0.3 or before. */
  readonly discount?: MinorUnits;
};
