import { afterAct, type CounterChanges } from '../program/after';
import { Books, withoutHold } from '../lots/books';
import type { CompiledProgram, CompiledTier } from '../program/compile';
import { discountOf, type Discount } from '../spending/discount';
import { roomsOf, sharesOfCategories, traceCategories, type CategoryShares } from '../spending/category-shares';
import { divideByWeights } from '../basics/integers';
import { divideSale, netsOf, type SaleEffects } from '../spending/division';
import { promoCodeFailure, takeMoneyOff, type MoneyOffered } from '../campaigns/campaign-money';
import { CampaignOffers, giftsOf, type MoneySale, withCampaigns } from '../campaigns/campaign-offers';
import { collectTasks, partsOfSale } from '../campaigns/campaign-tasks';
import { CapMeter } from '../campaigns/caps';
import { earnByBase, earnByRules, hasRules } from './earning';
import { soldLot, splitParts } from '../lots/lots';
import type { CategoryRooms } from '../lots/category-room';
import { availableAt, haveCategories, openFirst, openPoints } from '../lots/limits';
import { accrueWithGifts, withActivity } from '../lots/validity';
import { minorUnits, points } from '../basics/numbers';
import { discountByRewards, type RewardDiscount } from '../spending/rewards';
import {
  allowanceDetail,
  paidByAllowance,
  redeemableOf,
  refuseRedemption,
  traceRedeemed,
  withElsewhere,
  worthOf,
  type RedemptionRequest,
  waivedRest,
} from '../spending/redemption';
import {
  redeemableByLine,
  restrictLines,
  sumOf,
  traceKept,
  traceLeftOut,
  type RestrictedLines,
} from '../spending/restrictions';
import { NOTHING_ASKED, SaleFacts } from '../act/sale-facts';
import { collectStamps } from '../stamps/stamps';
import { rankOf, tierAt } from '../tiers/tiers';
import { NO_ARGUMENTS, traced } from '../act/trace';
import type {
  Context,
  Decision,
  Facts,
  GuestState,
  Line,
  LineDivision,
  LotPart,
  OpenHold,
  Redeemable,
  Refusal,
  SaleAct,
  SaleDetails,
  SoldCampaign,
  TraceArguments,
  TraceEntry,
} from '../act/types';

/** A sale as it would be, before any points move: the answer of a quote, and the first half of a sale and of a hold. */
export type SaleQuote = {
  readonly tier: CompiledTier;
  readonly lines: readonly Line[];
  /** The whole discount, with the part that rewards give. */
  readonly discount: Discount;
  readonly byRewards: RewardDiscount;
  /** Null: no campaign takes money off here now. */
  readonly byCampaigns: MoneyOffered | null;
  /** Null: the programme restricts no lines. */
  readonly restricted: RestrictedQuote | null;
  /** Points that this act redeems, besides earlier redemptions of the receipt. */
  readonly redeemed: number;
  /** How many of the redeemed points the till's allowance pays. */
  readonly byAllowance: number;
  /** All points redeemed on the receipt, with those of earlier redemptions. */
  readonly pointsRedeemed: number;
  readonly pointsValue: number;
  readonly payable: number;
  readonly redeemable: Redeemable;
  /** Points that the lines of each category take. Null: the guest has no points for some categories alone. */
  readonly rooms: CategoryRooms | null;
  /** Redeemed points that are good for some categories alone. Null: none. */
  readonly byCategory: CategoryShares | null;
  /** The open hold that the sale captures. */
  readonly hold: OpenHold | null;
  readonly trace: TraceEntry[];
};

/** Amounts of each line under restrictions: its discount, rewards included, and how much of the rest points may pay. */
type RestrictedQuote = {
  readonly lines: RestrictedLines;
  readonly discounts: readonly number[];
  readonly redeemable: readonly number[];
};

export function decideSale(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  context: Context,
): Decision | Refusal {
  const { openedAt } = guest.counters;
  // Only an imported sale has a `now` earlier than its recording.
  if (openedAt !== undefined && context.now < context.recordedAt && act.occurredAt < openedAt)
    return { kind: 'REFUSED', code: 'counted_in_opening', data: {} };
  const { calendar, now, transactionId } = context;
  const offers = campaignOffers(program, guest, act, context);
  const capDay = calendar.businessDay(now);
  const meter = program.hasCaps || offers !== null ? new CapMeter(guest.counters.caps, capDay) : null;
  const quote = quoteSale(program, guest, act, context, offers, meter);
  if ('kind' in quote) return quote;
  const { trace, byCampaigns } = quote;
  const { document } = program;

  const { birthdayToday } = quote.discount;
  const paid = quote.restricted === null ? null : paidOf(quote, quote.restricted);
  const facts =
    byCampaigns !== null
      ? byCampaigns.facts.settle(quote.payable, paid)
      : hasRules(program) || offers !== null
        ? new SaleFacts(act, quote.tier.code, quote.lines, quote.payable, guest, calendar, birthdayToday, paid)
        : null;
  const earned =
    facts === null
      ? earnByBase(program, quote.tier, quote.lines, quote.payable, meter, trace)
      : earnByRules(program, program.rules, quote.tier, facts, meter, trace, offers);
  const bonus = firstSaleBonus(program, guest, quote.payable, trace);
  const lines = divideSale(quote.lines, effectsOf(quote, earned.byLine));
  const stamps =
    program.stampCards.length === 0
      ? null
      : collectStamps(
          program,
          guest,
          act,
          { lines: quote.lines, divided: lines, payable: quote.payable },
          context,
          trace,
        );
  const tasks =
    offers === null || facts === null || meter === null
      ? null
      : tasksOf(context.inForce ?? program, offers, act, context, facts, lines, meter, trace);
  const pointsEarned = earned.points + bonus + (stamps?.sold.points ?? 0) + (tasks?.points ?? 0);

  const books = new Books(guest);
  books.signOfLife(document, act.occurredAt, pointsEarned > 0, context);
  const taken = takeRedeemed(books, act, quote, now, context.inForce ?? program);
  const spent = quote.byCategory?.parts ?? taken;
  const earnedBy = tasks === null ? earned.byCampaigns : [...earned.byCampaigns, ...tasks.sold];
  const byMoney = byCampaigns?.sold ?? act.paidDiscount?.campaigns ?? null;
  const campaigns = byMoney === null ? earnedBy : [...byMoney, ...earnedBy];
  if (pointsEarned > 0) {
    const settled = accrueWithGifts(
      books,
      pointsEarned,
      withActivity(giftsOf(offers, earnedBy), bonus, document.activities.firstSale),
      { account: 'RESTAURANT_ISSUED', code: 'ACCRUAL', restaurantId: act.restaurantId },
      soldLot(document, act.occurredAt, act.restaurantId, context),
      act.occurredAt,
      context,
    );
    if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  }
  if (stamps !== null) books.transfers.push(...stamps.transfers);

  const day = calendar.localDay(act.occurredAt);
  const known = guest.counters;
  const counters: CounterChanges = {
    firstSale: known.firstSale ?? (quote.payable > 0 ? transactionId : null),
    caps: meter === null ? known.caps : meter.counts(),
    holds: quote.hold === null ? known.holds : withoutHold(known.holds, quote.hold.id),
    stamps: stamps?.stamps,
    campaigns: tasks?.campaigns.of(),
    byHand: tasks?.byHand,
  };
  const added = { day, spend: quote.payable, visits: 1, points: pointsEarned, sales: 1 };
  const after = afterAct(context.inForce ?? program, guest, books, now, calendar, added, counters);
  const plain: SaleDetails = {
    kind: 'SALE',
    restaurantId: act.restaurantId,
    day,
    capDay: program.countsCaps || campaigns.some(({ uses }) => uses > 0) ? capDay : null,
    capped: byCampaigns === null ? earned.capped : [...byCampaigns.capped, ...earned.capped],
    pointValue: document.pointValue,
    refundPolicy: document.refundPolicy,
    firstSaleBonus: points(bonus),
    redeemed: act.prior === null ? spent : [...act.prior.lots, ...spent],
  };
  const byAllowance = quote.byAllowance + (act.prior?.byAllowance ?? 0);
  const details = withMore(plain, byAllowance, campaigns, stamps === null ? null : stamps.sold);
  const asked = facts?.asked ?? (birthdayToday === null ? NOTHING_ASKED : { ...NOTHING_ASKED, birthdayToday });
  return decidedSale(
    act,
    quote,
    lines,
    pointsEarned,
    books,
    after,
    details,
    offers === null ? asked : withCampaigns(asked, offers, campaigns),
  );
}

/** Adds details that few sales have. A plain sale returns as it is, since spreading would copy it. */
function withMore(
  plain: SaleDetails,
  byAllowance: number,
  campaigns: readonly SoldCampaign[],
  stamps: NonNullable<SaleDetails['stamps']> | null,
): SaleDetails {
  if (byAllowance === 0 && campaigns.length === 0 && stamps === null) return plain;
  return {
    ...plain,
    ...allowanceDetail(byAllowance),
    ...(campaigns.length === 0 ? {} : { campaigns }),
    ...(stamps === null ? {} : { stamps }),
  };
}

/** The earning part of each line under restrictions: the amount paid for it without its tax. */
function paidOf(quote: SaleQuote, { lines: { tax } }: RestrictedQuote): number[] {
  const divided = divideSale(quote.lines, effectsOf(quote, quote.lines.map(zero)));
  return divided.map(({ payable }, index) => payable - (tax[index] ?? 0));
}

/** A function of its own, because its closure inside `decideSale` would make every sale allocate a context. */
function tasksOf(
  inForce: CompiledProgram,
  offers: CampaignOffers,
  { restaurantId, occurredAt, unpriced }: SaleAct,
  { transactionId, calendar, now }: Context,
  facts: SaleFacts,
  lines: readonly LineDivision[],
  meter: CapMeter,
  trace: TraceEntry[],
): ReturnType<typeof collectTasks> {
  return collectTasks(
    offers,
    { transactionId, restaurantId, occurredAt, inForce, today: calendar.localDay(now) },
    (campaign) => partsOfSale(campaign, facts, lines, unpriced === true),
    facts,
    meter,
    calendar,
    trace,
  );
}

/** Null: no campaign runs here now. */
function campaignOffers(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  { campaigns, calendar }: Context,
): CampaignOffers | null {
  if (campaigns === undefined || campaigns.inOrder.length === 0) return null;
  const offers = new CampaignOffers(campaigns, act, guest, program.document.pointValue, calendar);
  return offers.candidates.all.length === 0 ? null : offers;
}

function effectsOf(quote: SaleQuote, earnedByLine: readonly number[]): SaleEffects {
  const { discount, byRewards, restricted, pointsRedeemed, pointsValue } = quote;
  return {
    discount: discount.amount,
    discountByLine: restricted?.discounts ?? bothOf(discount, byRewards),
    byRewards,
    points: pointsRedeemed,
    pointsValue,
    redeemable: restricted?.redeemable ?? null,
    earnedByLine,
    byCategory: quote.byCategory,
  };
}

/** Null: the discount is not known by line. */
function bothOf({ byLine }: Discount, byRewards: RewardDiscount): readonly number[] | null {
  if (byLine === null) return null;
  return byRewards.byLine === null ? byLine : byLine.map((part, index) => part + (byRewards.byLine?.[index] ?? 0));
}

const zero = (): number => 0;

/** Checks the act and computes all parts of the sale except the points that it earns. */
export function quoteSale(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  context: Context,
  offers: CampaignOffers | null,
  meter: CapMeter | null,
): SaleQuote | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const lines = linesOf(act);
  if ('kind' in lines) return lines;
  const trace: TraceEntry[] = [];
  const tier = tierAt(program, rankOf(program, act.tierAsOf ?? guest.tier));
  const ofLines = program.restrictions === null ? null : restrictLines(program.restrictions, lines);
  const ofTier =
    act.attached === true
      ? asPaid(act, trace)
      : discountOf(program, tier, guest, act, ofLines, context.calendar, trace);
  const byCampaigns =
    offers === null || meter === null || !offers.candidates.haveMoney || act.attached === true
      ? null
      : moneyOffOf(
          program,
          tier,
          guest,
          act,
          { lines, discount: ofTier, restricted: ofLines },
          context,
          offers,
          meter,
          trace,
        );
  const unused =
    act.promoCode === undefined ? null : refusePromoCode(act.promoCode, offers, byCampaigns, context, trace);
  if (unused !== null) return unused;
  const soFar = byCampaigns === null ? ofTier : byCampaigns.discount;
  const sale = { amount: act.amount, lines, tierDiscount: soFar, restricted: ofLines };
  const byRewards = discountByRewards(program, act.rewards, sale, trace);
  if ('kind' in byRewards) return byRewards;
  const { byLine, birthdayToday } = soFar;
  const discount = byRewards.amount === 0 ? soFar : { amount: soFar.amount + byRewards.amount, byLine, birthdayToday };
  const restricted =
    ofLines === null
      ? null
      : restrictQuote(
          program,
          ofLines,
          lines,
          soFar,
          byRewards,
          byCampaigns !== null,
          act.attached === true ? [] : trace,
        );
  const net = act.amount - discount.amount;
  const open = restricted === null ? net : sumOf(restricted.redeemable);

  const hold = act.hold === null ? null : openHold(guest, act.hold.id);
  const payableLines = haveCategories(guest.counters.limits)
    ? {
        lines,
        payable:
          restricted?.redeemable ??
          netsOf(lines, { discount: discount.amount, discountByLine: bothOf(discount, byRewards), byRewards }),
      }
    : null;
  const { pointValue } = program.document;
  const rooms = payableLines === null ? null : roomsOf(payableLines, pointValue);
  const available =
    hold === null ? availableAt(guest, act.restaurantId, rooms) : openPoints(hold.lots, act.restaurantId, rooms);
  const redeemed = act.pointsToRedeem ?? act.hold?.points ?? 0;
  const request: RedemptionRequest = {
    net,
    redeemable: open,
    wanted: redeemed,
    available,
    prior: act.prior,
    networkLimit: act.networkLimit,
    // A hold only sets aside points that the guest has, so no allowance is needed.
    allowance: act.hold === null ? (act.offlineAllowance ?? 0) : 0,
  };
  const redeemable = redeemableOf(program, request);
  const refusal = refuseHold(act, hold, redeemed, guest, rooms, context) ?? refuseRedemption(redeemable, request);
  if (refusal !== null) return withElsewhere(refusal, hold?.points ?? guest.balance.available);

  const byAllowance = paidByAllowance(request);
  const byCategory =
    payableLines === null || rooms === null || redeemed === byAllowance
      ? null
      : sharesOfCategories(
          partsToRedeem(program, guest, act, hold, redeemed - byAllowance, rooms, context),
          payableLines,
          rooms,
          pointValue,
        );
  const pointsValue = valueOf(program, act, open, redeemed, byAllowance, trace);
  if (byCategory !== null) trace.push(traceCategories(byCategory));
  const pointsRedeemed = redeemed + (act.prior?.points ?? 0);
  const isWhole = open === net && byCategory === null && act.attached !== true && pointsRedeemed > 0;
  const waived = isWhole ? waivedRest(program, net - pointsValue) : 0;
  const payable = net - pointsValue - waived;
  const less =
    waived === 0 ? { discount, restricted } : withoutRest(waived, { lines, discount, byRewards, restricted }, trace);
  return {
    tier,
    lines,
    discount: less.discount,
    byRewards,
    byCampaigns,
    restricted: less.restricted,
    redeemed,
    byAllowance,
    pointsRedeemed,
    pointsValue,
    payable,
    redeemable,
    rooms,
    byCategory,
    hold,
    trace,
  };
}

/** The parts of lots that the sale is going to take. The lines are divided by them before the books move any points. */
function partsToRedeem(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  hold: OpenHold | null,
  wanted: number,
  rooms: CategoryRooms,
  context: Context,
): readonly LotPart[] {
  if (hold !== null) return splitParts(openFirst(hold.lots, act.restaurantId, rooms), wanted).taken;
  const books = new Books(guest);
  // False is right even if the sale opens a lot, since that does not change the ends of existing lots.
  books.signOfLife(program.document, act.occurredAt, false, context);
  return books.spend(wanted, 'REDEMPTION', 'RESTAURANT_REDEEMED', act.restaurantId, context.now, false, rooms);
}

/** How many points the lines of each category take. Null: the guest has no points for some categories alone, or the sale is refused. */
export function categoryRooms(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  context: Context,
): CategoryRooms | null {
  if (!haveCategories(guest.counters.limits)) return null;
  const offers = campaignOffers(program, guest, act, context);
  const meter = offers === null ? null : new CapMeter(guest.counters.caps, context.calendar.businessDay(context.now));
  const quote = quoteSale(program, guest, act, context, offers, meter);
  return 'kind' in quote ? null : quote.rooms;
}

/** Takes the money of campaigns off the sale. A function of its own, because few sales need it. */
function moneyOffOf(
  program: CompiledProgram,
  tier: CompiledTier,
  guest: GuestState,
  act: SaleAct,
  sale: Pick<MoneySale, 'lines' | 'discount' | 'restricted'>,
  { calendar }: Context,
  offers: CampaignOffers,
  meter: CapMeter,
  trace: TraceEntry[],
): MoneyOffered {
  const { lines, discount } = sale;
  const payable = act.amount - discount.amount;
  const facts = new SaleFacts(act, tier.code, lines, payable, guest, calendar, discount.birthdayToday);
  return takeMoneyOff(offers, { ...sale, facts, rounding: program.document.rounding }, meter, trace);
}

function openHold(guest: GuestState, id: string): OpenHold | null {
  return guest.counters.holds.find((open) => open.id === id) ?? null;
}

/** Refuses a promo code that takes nothing off, so that the till can tell the guest why. */
export function refusePromoCode(
  promoCode: string,
  offers: CampaignOffers | null,
  byCampaigns: Pick<MoneyOffered, 'sold'> | null,
  { campaigns }: Pick<Context, 'campaigns'>,
  trace: readonly TraceEntry[],
): Refusal | null {
  const reason = promoCodeFailure(promoCode, campaigns?.inOrder ?? [], offers, byCampaigns?.sold ?? [], trace);
  return reason === null ? null : { kind: 'REFUSED', code: 'promo_code_refused', data: { reason } };
}

/** Takes the waived rest off the lines as a discount, by what is left of each of them. */
function withoutRest(
  waived: number,
  { lines, discount, byRewards, restricted }: Pick<SaleQuote, 'lines' | 'discount' | 'byRewards' | 'restricted'>,
  trace: TraceEntry[],
): Pick<SaleQuote, 'discount' | 'restricted'> {
  trace.push(traced('DISCOUNT', 'redemption.rest', waived));
  const known = restricted?.discounts ?? bothOf(discount, byRewards);
  const nets = netsOf(lines, { discount: discount.amount, discountByLine: known, byRewards });
  const parts = divideByWeights(waived, nets);
  const less = (amounts: readonly number[], sign: 1 | -1) =>
    amounts.map((amount, index) => amount + sign * (parts[index] as number));
  const { amount, birthdayToday } = discount;
  return {
    discount: {
      amount: amount + waived,
      byLine: discount.byLine === null ? null : less(discount.byLine, 1),
      birthdayToday,
    },
    restricted:
      restricted === null
        ? null
        : {
            lines: restricted.lines,
            discounts: less(restricted.discounts, 1),
            redeemable: less(restricted.redeemable, -1),
          },
  };
}

/** The discount with which an attached receipt was paid: later knowledge of the guest does not change it (product.md, T7a). */
function asPaid({ paidDiscount }: SaleAct, trace: TraceEntry[]): Discount {
  const amount = paidDiscount === undefined ? 0 : sumOf(paidDiscount.byLine);
  trace.push(traced('DISCOUNT', 'receipt.attached', amount));
  return { amount, byLine: paidDiscount?.byLine ?? null, birthdayToday: null };
}

/** The discount of each line, and how much of the rest points may pay. The trace says why some lines get less. */
function restrictQuote(
  { document, restrictions, hasTierDiscounts, hasBirthdayDiscounts }: CompiledProgram,
  ofLines: RestrictedLines,
  lines: readonly Line[],
  soFar: Discount,
  byRewards: RewardDiscount,
  haveMoneyOff: boolean,
  trace: TraceEntry[],
): RestrictedQuote {
  const discounts = lines.map((_, index) => (soFar.byLine?.[index] ?? 0) + (byRewards.byLine?.[index] ?? 0));
  const redeemable = redeemableByLine(ofLines, lines, discounts);
  const { discount = null, redemption = null } = restrictions ?? {};
  if (hasTierDiscounts || hasBirthdayDiscounts || haveMoneyOff || byRewards.byLine !== null)
    traceLeftOut(trace, 'DISCOUNT', 'lines.noDiscount', discount, lines);
  if (document.redemption !== null) traceLeftOut(trace, 'REDEEM', 'lines.noRedemption', redemption, lines);
  traceKept(trace, ofLines, lines, discounts);
  return { lines: ofLines, discounts, redeemable };
}

/** The lines of a sale. A sale without items counts as one line. */
export function linesOf(act: SaleAct): readonly Line[] | Refusal {
  if (act.lines === null || (act.lines.length === 0 && act.amount === 0)) {
    return [{ sku: null, category: null, quantityMilli: 1_000, total: act.amount }];
  }
  let total = 0;
  for (const line of act.lines) total += line.total;
  if (total === act.amount) return act.lines;
  return { kind: 'REFUSED', code: 'items_total_mismatch', data: { amount: act.amount, total } };
}

/** Lets a sale capture a timed-out hold for a while, if the points are still there; else refuses. */
function refuseHold(
  act: SaleAct,
  open: OpenHold | null,
  wanted: number,
  guest: GuestState,
  rooms: CategoryRooms | null,
  context: Context,
): Refusal | null {
  if (act.hold === null) return null;
  if (wanted > act.hold.points)
    return { kind: 'REFUSED', code: 'redemption_limit_exceeded', data: { max: act.hold.points } };
  if (open !== null) return null;
  const isLate = context.now > act.hold.expiresAt + context.captureGraceMs || context.now < act.hold.expiresAt;
  if (!isLate && wanted <= availableAt(guest, act.restaurantId, rooms)) return null;
  return { kind: 'REFUSED', code: 'hold_expired', data: {} };
}

/** The worth of all points of the receipt. Earlier redemptions keep their worth, but the sum never exceeds what points may pay. */
function valueOf(
  program: CompiledProgram,
  act: SaleAct,
  open: number,
  redeemed: number,
  byAllowance: number,
  trace: TraceEntry[],
): number {
  const { pointValue } = program.document;
  const prior = act.prior;
  if (prior !== null) trace.push(traced('REDEEM', 'redemption.prior', prior.points, { value: prior.value }));
  if (redeemed === 0 && prior === null) return 0;
  const value = worthOf(redeemed, pointValue);
  trace.push(...traceRedeemed(redeemed, byAllowance, pointValue, act.hold === null ? 'redemption' : 'hold.captured'));
  const all = value + (prior?.value ?? 0);
  if (all > open) trace.push(traced('REDEEM', 'redemption.clipped', 0, { value: all - open }));
  return Math.min(all, open);
}

function takeRedeemed(
  books: Books,
  act: SaleAct,
  quote: SaleQuote,
  now: number,
  inForce: CompiledProgram,
): readonly LotPart[] {
  const { hold, redeemed, byAllowance } = quote;
  if (hold === null) {
    const own = redeemed - byAllowance;
    const spent =
      own === 0 ? [] : books.spend(own, 'REDEMPTION', 'RESTAURANT_REDEEMED', act.restaurantId, now, false, quote.rooms);
    books.payOffline(byAllowance, act.restaurantId);
    return spent;
  }
  const { taken, rest } = splitParts(openFirst(hold.lots, act.restaurantId, quote.rooms), redeemed);
  books.capture(taken, act.restaurantId);
  const expired = books.release(rest, now, inForce.document);
  if (hold.points > redeemed) {
    quote.trace.push(traced('RELEASE', 'hold.voided', hold.points - redeemed, { expired }));
  }
  return taken;
}

const NOT_FIRST: TraceArguments = { failed: 'notFirst' };
const NOTHING_PAID: TraceArguments = { failed: 'nothingPaid' };

/** The bonus for the guest's first sale with something to pay. */
function firstSaleBonus(program: CompiledProgram, guest: GuestState, payable: number, trace: TraceEntry[]): number {
  const activity = program.document.activities.firstSale;
  if (activity === null) return 0;
  const reason = guest.counters.firstSale !== null ? NOT_FIRST : payable === 0 ? NOTHING_PAID : null;
  const bonus = reason === null ? activity.points : 0;
  trace.push(traced('EARN', 'activity.firstSale', bonus, reason ?? NO_ARGUMENTS));
  return bonus;
}

function decidedSale(
  act: SaleAct,
  quote: SaleQuote,
  lines: readonly LineDivision[],
  pointsEarned: number,
  books: Books,
  after: ReturnType<typeof afterAct>,
  details: SaleDetails,
  facts: Facts,
): Decision {
  const { discount, pointsRedeemed, pointsValue, payable, trace } = quote;
  trace.push(...after.trace);
  return {
    kind: 'DECIDED',
    amounts: {
      amount: act.amount,
      discount: minorUnits(discount.amount),
      pointsRedeemed: points(pointsRedeemed),
      pointsValue: minorUnits(pointsValue),
      payable: minorUnits(payable),
      pointsEarned: points(pointsEarned),
      pointsNotTaken: points(0),
    },
    transfers: books.transfers,
    lots: books.lotChanges(),
    after: after.guest,
    tierBefore: after.tierBefore,
    tier: after.tier,
    progress: after.progress,
    lines,
    details,
    trace,
    redeemable: quote.redeemable,
    facts,
  };
}
