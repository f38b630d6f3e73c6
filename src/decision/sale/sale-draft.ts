import { Books } from '../lots/books';
import type { CompiledProgram, CompiledTier } from '../program/compile';
import type { MoneyOffered } from '../campaigns/campaign-money';
import { CampaignOffers } from '../campaigns/campaign-offers';
import type { TaskResult } from '../campaigns/campaign-tasks';
import { CapMeter } from '../campaigns/caps';
import type { CategoryShares } from '../spending/category-shares';
import type { Discount } from '../spending/discount';
import type { SaleEffects } from '../spending/division';
import type { SpendingPlace } from '../spending/point-limits';
import type { RestrictedLines } from '../spending/restrictions';
import { NO_REWARD_DISCOUNT, type RewardDiscount } from '../spending/rewards';
import type { StampsOfSale } from '../stamps/stamps';
import type { CategoryRooms } from '../lots/category-room';
import { rankOf, tierAt } from '../tiers/tiers';
import type { SaleFacts } from '../act/sale-facts';
import type {
  GuestState,
  Line,
  LineDivision,
  LocalDay,
  LotPart,
  OpenHold,
  Redeemable,
  Refusal,
  SaleAct,
  SoldCampaign,
  TraceEntry,
} from '../act/types';
import type { Context } from '../act/context.types';
import type { EarnedPoints } from './parts/earned-points';
import type { RefundDraft } from './refund-draft';

/**
 * One part of the decision of a sale and of its refunds. `quote` computes amounts and moves nothing; `take` computes what the sale earns and moves points. A part does
 * not refuse in `take`, so that a quote refuses all that its sale would.
 */
export type SalePart = {
  readonly name: string;
  /** Whether sales of the programme have the part. Absent: all have it. */
  readonly isIn?: (program: CompiledProgram) => boolean;
  /** Whether plain sales of the programme have it (`SaleDraft.isPlain`). Absent: if others do. */
  readonly isInPlain?: (program: CompiledProgram) => boolean;
  readonly quote?: (draft: SaleDraft) => Refusal | null;
  readonly take?: (draft: SaleDraft) => void;
  /** Reverses what `quote` and `take` stored with the sale, as far as it is refunded; no rule decides it anew (ledger.md, rules 23 to 25). */
  readonly takeBack?: (draft: RefundDraft) => void;
};

const NO_DISCOUNT: Discount = { amount: 0, byLine: null, birthdayToday: null };
const NOTHING_EARNED: EarnedPoints = { points: 0, byLine: [], capped: [], byCampaigns: [] };
const NO_LINES: readonly LineDivision[] = [];
const NO_LOTS: readonly LotPart[] = [];

/** A sale while it is decided. Each part reads what earlier parts left here and adds its own. Amounts in minor units. */
export class SaleDraft {
  readonly trace: TraceEntry[] = [];
  readonly tier: CompiledTier;
  /** Null: no campaign runs here now. */
  readonly offers: CampaignOffers | null;
  /** The day whose caps the sale uses. */
  readonly capDay: LocalDay;
  /** Null: neither the programme nor a campaign of the sale has caps. */
  readonly meter: CapMeter | null;

  /** The lines under the programme's restrictions. Null: it restricts none. */
  restrictions: RestrictedLines | null = null;
  /** All discounts so far; `byLine` leaves out those of rewards. */
  discount = NO_DISCOUNT;
  /** Null: no campaign takes money off here now. */
  byCampaigns: MoneyOffered | null = null;
  byRewards: RewardDiscount = NO_REWARD_DISCOUNT;
  /** Null: the programme restricts no lines. */
  restricted: RestrictedAmounts | null = null;

  /** The open hold that the sale captures. */
  hold: OpenHold | null = null;
  /** Points that this act redeems, besides earlier redemptions of the receipt. */
  redeemed = 0;
  /** How many of the redeemed points the till's allowance pays. */
  byAllowance = 0;
  /** All points redeemed on the receipt, with those of earlier redemptions. */
  pointsRedeemed = 0;
  pointsValue = 0;
  redeemable: Redeemable | null = null;
  /** Points that the lines of each category take. Null: the guest has no points for some categories alone. */
  rooms: CategoryRooms | null = null;
  /** Redeemed points that are good for some categories alone. Null: none. */
  byCategory: CategoryShares | null = null;
  payable = 0;

  /** Null: neither the programme nor a campaign asks for facts. */
  facts: SaleFacts | null = null;
  earned = NOTHING_EARNED;
  firstSaleBonus = 0;
  /** The lines with their parts of every amount. */
  divided = NO_LINES;
  /** Null: no card of the programme collects stamps by this sale. */
  stamps: StampsOfSale | null = null;
  /** Null: no campaign with tasks runs here for this guest. */
  tasks: TaskResult | null = null;
  /** Parts of lots that paid the redeemed points. */
  spent = NO_LOTS;
  readonly books: Books;

  constructor(
    readonly program: CompiledProgram,
    readonly guest: GuestState,
    readonly act: SaleAct,
    readonly context: Context,
    readonly lines: readonly Line[],
  ) {
    this.tier = tierAt(program, rankOf(program, act.tierAsOf ?? guest.tier));
    this.offers = offersOf(program, guest, act, context);
    this.capDay = context.calendar.businessDay(context.now);
    this.meter = program.hasCaps || this.offers !== null ? new CapMeter(guest.counters.caps, this.capDay) : null;
    this.books = new Books(guest);
  }

  get place(): SpendingPlace {
    return { tier: this.tier.code, channel: this.act.channel, restaurantId: this.act.restaurantId };
  }

  /** Whether the sale meets no campaign, uses neither reward nor promo code, and was not paid before. */
  get isPlain(): boolean {
    const { offers, act } = this;
    return offers === null && act.rewards.length === 0 && act.promoCode === undefined && act.attached !== true;
  }

  /** The version in force now, which a sale of an earlier day is counted by. */
  get inForce(): CompiledProgram {
    return this.context.inForce ?? this.program;
  }

  /** The discount of each line, rewards included. Null: it is not known by line. */
  get discountByLine(): readonly number[] | null {
    const { byLine } = this.discount;
    const { byLine: byRewards } = this.byRewards;
    if (byLine === null || byRewards === null) return byLine;
    return byLine.map((part, index) => part + (byRewards[index] as number));
  }

  /** The amounts that `divideSale` divides over the lines. `earnedByLine` comes from outside, since earning itself needs a division before it. */
  effects(earnedByLine: readonly number[]): SaleEffects {
    return {
      discount: this.discount.amount,
      discountByLine: this.discountByLine,
      byRewards: this.byRewards,
      points: this.pointsRedeemed,
      pointsValue: this.pointsValue,
      redeemable: this.restricted?.redeemable ?? null,
      earnedByLine,
      byCategory: this.byCategory,
    };
  }

  /** The parts of campaigns that gave points or progress in tasks. */
  get earnedBy(): readonly SoldCampaign[] {
    const { earned, tasks } = this;
    return tasks === null ? earned.byCampaigns : [...earned.byCampaigns, ...tasks.sold];
  }

  get pointsEarned(): number {
    return this.earned.points + this.firstSaleBonus + (this.stamps?.sold.points ?? 0) + (this.tasks?.points ?? 0);
  }
}

/** Amounts of each line under restrictions, after all discounts. */
export type RestrictedAmounts = {
  /** The most that points may pay of each line, by which they are divided over the lines. */
  readonly redeemable: readonly number[];
  /** The same without limits by category: shares of the receipt are counted from it. */
  readonly unlimited: readonly number[];
};

function offersOf(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  { campaigns, calendar }: Context,
): CampaignOffers | null {
  if (campaigns === undefined || campaigns.inOrder.length === 0) return null;
  const isLeftOut = paysWithPoints(act) ? program.isNotWithPoints : null;
  const offers = new CampaignOffers(campaigns, act, guest, program.document.pointValue, calendar, { isLeftOut });
  return offers.candidates.all.length + offers.leftOut.length === 0 ? null : offers;
}

function paysWithPoints({ pointsToRedeem, hold, prior }: SaleAct): boolean {
  return prior !== null || (pointsToRedeem ?? hold?.points ?? 0) > 0;
}
