/** Acts that move points without a sale: redemption against an order, manual operations, awards. */
import { type DayAddition, afterAct, type AfterAct, type CounterChanges } from '../program/after';
import { Books, withoutHold } from '../lots/books';
import { CampaignOffers, giftsOf, withCampaigns } from '../campaigns/campaign-offers';
import { collectTasks, partsOfActivity, type TaskResult } from '../campaigns/campaign-tasks';
import { CapMeter, countReceipt, dayIsFullAt } from '../campaigns/caps';
import { taskActOf } from '../campaigns/payouts';
import type { CompiledProgram } from '../program/compile';
import { discountOf } from '../spending/discount';
import { WITH_INACTIVITY } from '../basics/instants';
import { earnedLot, lotOnDays, type NewLot, restoredLot, splitParts, sumOfParts } from '../lots/lots';
import { availableAt } from '../lots/limits';
import { accrueParts, accrueWithGifts, withActivity } from '../lots/validity';
import { minorUnits, type MinorUnits, points } from '../basics/numbers';
import type { CounterRise } from '../act/program.types';
import {
  allowanceDetail,
  paidByAllowance,
  redeemableOf,
  refuseRedemption,
  traceRedeemed,
  withElsewhere,
  worthOf,
  type RedemptionRequest,
} from '../spending/redemption';
import { shareOfReceipt } from '../spending/point-limits';
import { NOTHING_ASKED } from '../act/sale-facts';
import { rankOf, tierAt } from '../tiers/tiers';
import { traced } from '../act/trace';
import type {
  Amounts,
  AwardAct,
  Decision,
  Facts,
  GuestState,
  LineDivision,
  LotPart,
  ManualAct,
  RedemptionAct,
  Refusal,
  SaleDetails,
  TraceEntry,
} from '../act/types';
import type { Context } from '../act/context.types';

export const NO_AMOUNTS: Amounts = {
  amount: minorUnits(0),
  discount: minorUnits(0),
  pointsRedeemed: points(0),
  pointsValue: minorUnits(0),
  payable: minorUnits(0),
  pointsEarned: points(0),
  pointsNotTaken: points(0),
};

/** Redeems points against an order that is or will be paid. The cap is that of a sale of this amount now. */
export function decideRedemption(
  program: CompiledProgram,
  guest: GuestState,
  act: RedemptionAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const { calendar, now } = context;
  const { document } = program;
  const { channel, restaurantId } = act;
  const tier = tierAt(program, rankOf(program, act.tierAsOf ?? guest.tier));
  // The discount only limits the points here; the sale that follows gives the discount and explains it.
  const discount = discountOf({ program, tier, guest, act }, null, calendar, []);
  const net = act.amount - discount.amount;
  const businessDay = calendar.businessDay(now);
  const meter = new CapMeter(guest.counters.caps, businessDay);
  const request: RedemptionRequest = {
    net,
    // The lines of the order are not known yet; the sale that follows says for which of them points pay.
    redeemable: net,
    withinLines: net,
    sharePpm: shareOfReceipt(program.pointLimits, { tier: tier.code, channel, restaurantId }),
    wanted: act.points,
    available: availableAt(guest, act.restaurantId),
    prior: act.prior,
    dayIsFullAt: dayIsFullAt(program.receiptCaps.redemption, act, meter, now),
    networkLimit: act.networkLimit,
    allowance: act.offlineAllowance ?? 0,
  };
  const redeemable = redeemableOf(program, request);
  const refusal = refuseRedemption(redeemable, request);
  if (refusal !== null) return withElsewhere(refusal, guest.balance.available);

  const value = minorUnits(
    Math.min(worthOf(act.points, document.pointValue), Math.max(0, net - (act.prior?.value ?? 0))),
  );
  const books = new Books(guest);
  books.signOfLife(document, act.occurredAt, false, context);
  const byAllowance = paidByAllowance(request);
  const own = act.points - byAllowance;
  const spent = books.spend(own, 'REDEMPTION', 'RESTAURANT_REDEEMED', act.restaurantId, now);
  books.payOffline(byAllowance, act.restaurantId);
  const capDay = countReceipt(program.receiptCaps.redemption, act.prior, act.points, meter) ? businessDay : null;
  const trace =
    byAllowance === 0
      ? [traced('REDEEM', 'redemption', act.points, { value, pointValue: document.pointValue })]
      : traceRedeemed(act.points, byAllowance, document.pointValue, 'redemption');
  return {
    ...decided(books, uncounted(program, guest, books, context, { caps: meter.counts() }), trace),
    amounts: { ...NO_AMOUNTS, amount: act.amount, pointsRedeemed: act.points, pointsValue: value },
    lines: [redeemedLine(act, value)],
    details: {
      ...redemptionDetails(program, act, spent, { day: calendar.localDay(act.occurredAt), capDay }),
      ...allowanceDetail(byAllowance),
    },
    redeemable,
    facts: { ...NOTHING_ASKED, birthdayToday: discount.birthdayToday },
  };
}

function redeemedLine(act: RedemptionAct, pointsValue: MinorUnits): LineDivision {
  const none = { discount: minorUnits(0), payable: minorUnits(0), earned: points(0) };
  return { gross: act.amount, quantityMilli: 1_000, points: act.points, pointsValue, ...none };
}

function redemptionDetails(
  { document: { pointValue, refundPolicy } }: CompiledProgram,
  { restaurantId }: RedemptionAct,
  redeemed: readonly LotPart[],
  days: Pick<SaleDetails, 'day' | 'capDay'>,
): SaleDetails {
  const nothing = { capped: [], firstSaleBonus: points(0) };
  return { kind: 'REDEMPTION', restaurantId, ...days, ...nothing, pointValue, refundPolicy, redeemed };
}

export function decideManual(
  program: CompiledProgram,
  guest: GuestState,
  act: ManualAct,
  context: Context,
): Decision | Refusal {
  if (act.holdId !== undefined) return decidePost(program, guest, act, act.holdId, context);
  const { document } = program;
  const books = new Books(guest);
  const trace: TraceEntry[] = [];
  if (act.direction === 'DEBIT') {
    const available = Math.max(0, guest.balance.available);
    if (act.points > available) return { kind: 'REFUSED', code: 'insufficient_points', data: { available } };
    books.spend(act.points, 'ADJUSTMENT', 'NETWORK_ADJUSTMENT', null, context.now, { fromAll: true });
    trace.push(traced('ADJUST', 'manual.debit', act.points, { reasonCode: act.reasonCode }));
  } else if (act.restores === null) {
    const usual = { ...earnedLot(document, act.occurredAt, null, context), activatesAt: null };
    const onDays = act.period === undefined ? usual : lotOnDays(usual, act.period, context);
    const lot = act.limit === undefined ? onDays : { ...onDays, limit: act.limit };
    if (act.period !== undefined && endsUnused(lot, context))
      return { kind: 'REFUSED', code: 'points_end_unused', data: {} };
    trace.push(traced('ADJUST', 'manual.credit', act.points, { reasonCode: act.reasonCode }));
    if (document.expiry.kind === 'INACTIVITY')
      books.signOfLife(document, act.occurredAt, lot.expiresAt === WITH_INACTIVITY, context);
    const source = { account: 'NETWORK_ADJUSTMENT', code: 'ADJUSTMENT', restaurantId: null } as const;
    const settled = books.accrue(act.points, source, lot);
    if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  } else {
    const max = act.restores.expired - act.restores.before;
    if (act.points > max) return { kind: 'REFUSED', code: 'restore_exceeds_expiry', data: { max } };
    if (act.restores.spentAtOnce === true) {
      trace.push(traced('GIVE_BACK', 'manual.restoredForLateAct', act.points));
      for (const [order, { points: amount, limit }] of restoredParts(act, act.restores).entries())
        books.restoreAtOnce(amount, context, limit, order);
      return moved(act, decided(books, uncounted(program, guest, books, context), trace));
    }
    trace.push(traced('GIVE_BACK', 'manual.restored', act.points, { days: context.restoredForDays }));
    const source = { account: 'NETWORK_EXPIRY', code: 'RESTORE', restaurantId: null } as const;
    const settled = accrueParts(books, restoredParts(act, act.restores), source, restoredLot(null, context));
    if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  }
  return moved(act, decided(books, uncounted(program, guest, books, context), trace));
}

/** Points of an expiry that come back now, by where they may be spent: points that are good everywhere come first. */
function restoredParts(
  { points: wanted }: ManualAct,
  { expired, before, limited = [] }: NonNullable<ManualAct['restores']>,
): LotPart[] {
  const nowhere = { lotId: '', expiresAt: 0, restaurantId: null };
  const everywhere: LotPart = { ...nowhere, points: points(expired - sumOfParts(limited)) };
  return splitParts(splitParts([everywhere, ...limited], before).rest, wanted).taken;
}

/** Whether nobody could ever spend the points, because they end before now or before they begin. */
function endsUnused({ expiresAt, activatesAt }: NewLot, { now }: Context): boolean {
  return expiresAt <= (activatesAt ?? now);
}

/** The second step of a transfer: debits points of the hold, all or a part. The rest goes back to its lots. */
function decidePost(
  program: CompiledProgram,
  guest: GuestState,
  act: ManualAct,
  holdId: string,
  context: Context,
): Decision | Refusal {
  const { holds } = guest.counters;
  const hold = holds.find(({ id }) => id === holdId);
  const isReview = hold?.isReview === true;
  // A blocked guest's hold cannot be captured or debited. Points in review are debited even so.
  if (guest.blocked && !isReview) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  if (hold === undefined) return { kind: 'REFUSED', code: 'hold_expired', data: {} };
  if (act.points > hold.points && !isReview)
    return { kind: 'REFUSED', code: 'redemption_limit_exceeded', data: { max: hold.points } };
  const books = new Books(guest);
  // A refund may have taken points out of the review since the manager decided.
  const wanted = Math.min(act.points, hold.points);
  const { taken, rest } = splitParts(hold.lots, wanted);
  books.post(taken, isReview);
  const trace: TraceEntry[] = [
    isReview
      ? traced('ADJUST', 'review.takenBack', wanted)
      : traced('ADJUST', 'manual.debit', wanted, { reasonCode: act.reasonCode }),
  ];
  const expired = books.release(rest, context.now, (context.inForce ?? program).document, isReview);
  if (rest.length > 0) trace.push(traced('RELEASE', 'hold.voided', hold.points - wanted, { expired }));
  const after = uncounted(program, guest, books, context, { holds: withoutHold(holds, holdId) });
  return moved({ points: points(wanted) }, decided(books, after, trace));
}

function moved(act: Pick<ManualAct, 'points'>, decision: Decision): Decision {
  return { ...decision, amounts: { ...NO_AMOUNTS, pointsEarned: act.points } };
}

/** Gives the points of an activity. An activity without points in the programme is decided too, and its trace says why. */
export function decideAward(
  program: CompiledProgram,
  guest: GuestState,
  act: AwardAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const { calendar, now } = context;
  const { document } = program;
  const rule = `activity.${act.activity}`;
  const activity = program.activities.get(act.activity);
  const books = new Books(guest);
  const meter = new CapMeter(guest.counters.caps, calendar.businessDay(now));
  const failed = activity === undefined ? 'noActivity' : activity.caps === null ? null : meter.useOnce(activity.caps);
  if (activity === undefined || failed !== null) {
    return decided(books, uncounted(program, guest, books, context), [traced('EARN', rule, 0, { failed })]);
  }
  const inForce = context.inForce ?? program;
  const tasks = tasksOfActivity(program, guest, act, context, meter);
  const given = activity.points + (tasks?.result.points ?? 0);
  const gives = given > 0;
  const trace = activity.points > 0 ? [traced('EARN', rule, activity.points)] : [];
  trace.push(...(tasks?.trace ?? []));
  if (document.expiry.kind === 'INACTIVITY') books.signOfLife(document, act.occurredAt, gives, context);
  const settled = accrueWithGifts(
    books,
    {
      all: given,
      gifts: withActivity(giftsOf(tasks?.offers ?? null, tasks?.result.sold ?? []), activity.points, activity),
    },
    {
      account: act.restaurantId === null ? 'NETWORK_ISSUED' : 'RESTAURANT_ISSUED',
      code: 'ACCRUAL',
      restaurantId: act.restaurantId,
    },
    earnedLot(document, act.occurredAt, act.restaurantId, context),
    act.occurredAt,
    context,
  );
  if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  const counted = countedBy(inForce, activity.counts, trace);
  const day = calendar.localDay(act.occurredAt);
  const added: DayAddition = { day, spend: 0, visits: 0, points: given, sales: 0, ...counted };
  const counters = { caps: meter.counts(), campaigns: tasks?.result.campaigns.of(), byHand: tasks?.result.byHand };
  const after = afterAct(inForce, guest, books, context, { added, counters });
  return {
    ...decided(books, after, trace),
    amounts: { ...NO_AMOUNTS, pointsEarned: points(given) },
    details: tasks === null ? null : { kind: 'AWARD', campaigns: tasks.result.sold },
    facts: tasks?.facts ?? NOTHING_ASKED,
  };
}

type TasksOfActivity = {
  readonly offers: CampaignOffers;
  readonly result: TaskResult;
  readonly facts: Facts;
  readonly trace: readonly TraceEntry[];
};

/** The part of the activity in tasks of campaigns. Null: none. */
function tasksOfActivity(
  program: CompiledProgram,
  guest: GuestState,
  act: AwardAct,
  context: Context,
  meter: CapMeter,
): TasksOfActivity | null {
  const { campaigns, calendar } = context;
  if (campaigns === undefined) return null;
  const { document } = program;
  const { occurredAt, restaurantId } = act;
  const offers = new CampaignOffers(
    campaigns,
    { occurredAt, restaurantId, channel: null },
    guest,
    document.pointValue,
    calendar,
  );
  const isMeant = offers.candidates.all.some(({ campaign }) => partsOfActivity(campaign, act.activity).length > 0);
  if (!isMeant) return null;
  const tier = tierAt(program, rankOf(program, guest.tier)).code;
  const segments = act.segments ?? guest.segments;
  const trace: TraceEntry[] = [];
  const result = collectTasks(
    offers,
    taskActOf(act, context, context.inForce ?? program),
    (campaign) => partsOfActivity(campaign, act.activity),
    { tier, segments },
    meter,
    trace,
  );
  if (result === null) return null;
  return { offers, result, facts: withCampaigns({ ...NOTHING_ASKED, segments }, offers, result.sold), trace };
}

/** Whether a tier of the programme in force needs the counter; if not, the trace says that the count has no effect. */
function countedBy(
  inForce: CompiledProgram,
  counts: CounterRise | null,
  trace: TraceEntry[],
): Pick<DayAddition, 'counter'> {
  if (counts === null) return {};
  const { counter, count } = counts;
  const isKnown = inForce.counterCodes.includes(counter);
  trace.push(traced('COUNT', `counter.${counter}`, isKnown ? count : 0, isKnown ? undefined : { failed: 'noCounter' }));
  return isKnown ? { counter: { code: counter, count } } : {};
}

/** The guest after an act that counts for no tier. */
export function uncounted(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  context: Pick<Context, 'now' | 'calendar' | 'inForce'>,
  counters: CounterChanges | null = null,
): AfterAct {
  return afterAct(context.inForce ?? program, guest, books, context, { added: null, counters });
}

/** A decision made of movements alone. A kind of act with more effects overrides members of this result. */
export function decided(books: Books, after: AfterAct, trace: readonly TraceEntry[]): Decision {
  return {
    kind: 'DECIDED',
    amounts: NO_AMOUNTS,
    transfers: books.transfers,
    lots: books.lotChanges(),
    after: after.guest,
    tierBefore: after.tierBefore,
    tier: after.tier,
    progress: after.progress,
    lines: [],
    details: null,
    trace: [...trace, ...after.trace],
    redeemable: null,
    facts: NOTHING_ASKED,
  };
}
