/** Data stored with a sale, a redemption or a refund for later acts on it. */
import type { FullCards, LotPart } from './guest.types';
import type { LocalDay } from '../basics/instants';
import type { MinorUnits, Points } from '../basics/numbers';
import type { RefundPolicy } from './program.types';

/** One line's share in each effect of the act. Refunds are counted from these shares. */
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

/** Data of a SALE or REDEMPTION that a later refund needs besides the lines. */
export type SaleDetails = {
  readonly kind: 'SALE' | 'REDEMPTION';
  /** Null: the network itself gave the reward. */
  readonly restaurantId: string | null;
  /** Local day of `occurredAt`, on which the guest's spend and visit were counted. */
  readonly day: LocalDay;
  /** Business day whose periods the used caps belong to. Null: no cap by period applied. */
  readonly capDay: LocalDay | null;
  /** Points of each rule with caps by period, line by line. */
  readonly capped: readonly CappedGain[];
  /** Worth of a point, in millionths of a minor unit. */
  readonly pointValue: number;
  readonly refundPolicy: RefundPolicy;
  readonly firstSaleBonus: Points;
  /** Redeemed points in the order of spending, earlier redemptions of the receipt first. */
  readonly redeemed: readonly LotPart[];
  /** Absent: the act moved no stamps. */
  readonly stamps?: SaleStamps;
  /** Redeemed points of the receipt that the allowance of an offline till paid, so they come from no lot. Absent: none. */
  readonly byAllowance?: Points;
  /** Absent: no campaign gave, counted or would have given anything. */
  readonly campaigns?: readonly SoldCampaign[];
  /** The reward from a campaign's tasks that this redemption took. Absent: the redemption took no such reward. */
  readonly takenReward?: TakenReward;
};

export type TakenReward = { readonly campaign: string; readonly occurrence: LocalDay; readonly reward: string };

/** CONTROL: the guest is in the campaign's control group. HELD_OUT: in the network's. Guests of both groups get nothing. */
export type CampaignArm = 'OFFERED' | 'CONTROL' | 'HELD_OUT';

/** A campaign's part in one sale or activity. */
export type SoldCampaign = {
  readonly campaign: string;
  readonly version: number;
  /** The local day on which the occurrence began. 0: the campaign does not recur. */
  readonly occurrence: LocalDay;
  readonly arm: CampaignArm;
  /** Points given. For a guest of a control group: the points that an offered guest would have got. */
  readonly points: Points;
  readonly uses: number;
  /** The points of an offer, or its money off, by line. Empty for a payout, and where nothing was given. */
  readonly byLine: readonly number[];
  /** Minor units taken off. For a guest of a control group: those that would have been. Absent: the campaign takes no money off. */
  readonly money?: MinorUnits;
  /** The parts that the act added to the campaign's tasks. Absent: the campaign has an offer. */
  readonly tasks?: readonly TaskPart[];
  /** The variant whose offer applied. Absent: the campaign has no variants, or it has tasks. */
  readonly variant?: string;
  /** The anonymous receipt that got the discount before the sale had a guest. Absent: this act got it. */
  readonly receiptId?: string;
  /** The goods that had to be bought for the money off. Absent: it asked for none. */
  readonly restsOn?: BoughtGoods;
};

/** Once refunds leave less than `amount` of the price of `lines` bought, they take the money off back in proportion. */
export type BoughtGoods = {
  /** Minor units of the lines' price before discounts. */
  readonly amount: MinorUnits;
  /** Indexes of lines. */
  readonly lines: readonly number[];
};

export type TaskPart = {
  /**
   * The id of the task. A task that counts different restaurants, categories or weeks adds `/` and the restaurant, the category or the week's Monday
   * as a local day.
   */
  readonly task: string;
  readonly byLine: readonly number[];
  /** The part that goes back only with the whole sale. */
  readonly whole: number;
};

/** A campaign's part that a refund gives back to its budgets. */
export type ReturnedCampaign = {
  readonly campaign: string;
  /** The sale or activity by which the campaign gave this part. */
  readonly transactionId: string;
  readonly points: Points;
  /** The worth of the points, or the money off, as budgets count it. */
  readonly money: MinorUnits;
  readonly uses: number;
};

/** Stamps put on cards by a sale, or full cards that a reward used. */
export type SaleStamps = {
  readonly cards: readonly CollectedStamps[];
  /** Points given for cards that the sale filled. They are part of the sale's points, but of no line. */
  readonly points: Points;
  readonly paidBy: (FullCards & { readonly card: string }) | null;
};

export type CollectedStamps = {
  readonly card: string;
  readonly byLine: readonly number[];
  /** Stamps that go back only with the whole sale. */
  readonly whole: number;
};

/** Adds to the details of earlier refunds; the next refund reads the details of all refunds of the sale. */
export type RefundDetails = {
  readonly kind: 'REFUND';
  readonly lines: readonly RefundedPart[];
  /** The refund leaves nothing of the sale. */
  readonly whole: boolean;
  /** Earned points that the guest does not owe, because they had expired. */
  readonly expired: Points;
  /** Points forgiven by the policy FORGIVE. Below zero: points that the sale gave back later made up for forgiven ones. */
  readonly forgiven: number;
  /** The part of the returned points that goes back to the till's allowance; left out: none. */
  readonly toAllowance?: Points;
  /** Absent: campaigns had given nothing that goes back. */
  readonly campaigns?: readonly ReturnedCampaign[];
  /** Points that had begun were taken before others with the same end. Absent: there were no such two lots, or the refund was recorded before this order. */
  readonly begunFirst?: true;
};

type RefundedPart = {
  readonly line: number;
  readonly gross: MinorUnits;
  /** The refunded quantity of the line, in thousandths. */
  readonly quantityMilli: number;
  readonly payable: MinorUnits;
  /** The part of the line's discount that falls away. Absent: none, or a refund of version 0.3 or earlier. */
  readonly discount?: MinorUnits;
  /**
   * The part of `discount` that falls away on other lines, because the goods of this line were bought for it; below zero on these other lines, where it
   * fell away before. Absent: none.
   */
  readonly lostGift?: MinorUnits;
};
