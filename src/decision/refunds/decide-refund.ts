/** Refunds reverse the stored effects of a sale; no rule decides them anew (ledger.md, rules 23 to 25). */
import { type Added, afterAct, type CounterChanges } from '../program/after';
import { Books } from '../lots/books';
import { costOf } from '../campaigns/campaign-offers';
import type { UndonePayout } from '../campaigns/campaign-progress';
import { takeBackPayouts } from '../campaigns/payouts';
import { type RefundedTasks, refundTasks } from '../campaigns/campaign-tasks';
import { campaignRule, usesOf } from '../campaigns/campaigns';
import { freeCaps } from '../campaigns/caps';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS } from '../sale/decide-points';
import { returnedParts, returnRedeemed, takeBackEarned, type Taken } from '../spending/refund-points';
import {
  partOfAllowance,
  refundedShares,
  shareOf,
  sumShares,
  type RefundShares,
  type Share,
} from '../spending/refund-shares';
import { refundStamps } from '../stamps/stamps';
import { firstSalesOf, listFirstSales } from '../act/first-sales';
import { multiplyDivide } from '../basics/integers';
import { minorUnits, points } from '../basics/numbers';
import { traced } from '../act/trace';
import type {
  Context,
  Decision,
  GuestState,
  RefundAct,
  RefundDetails,
  Refusal,
  ReturnedCampaign,
  TierBeside,
  TraceEntry,
} from '../act/types';

export function decideRefund(
  program: CompiledProgram,
  guest: GuestState,
  act: RefundAct,
  context: Context,
): Decision | Refusal {
  const shares = refundedShares(act);
  if ('kind' in shares) return shares;
  const now = sumShares(shares);
  const trace: TraceEntry[] = [];
  if (now.discount > 0) trace.push(traced('GIVE_BACK', 'refund.discount', now.discount));
  for (const [campaign, lost] of shares.lostGifts)
    if (lost > 0) trace.push(traced('GIVE_BACK', 'refund.gift', lost, { campaign }));

  // Redeemed points come back before earned ones are taken, so that partial refunds end with the same state as a
  // whole one.
  const books = new Books(guest);
  const { returned, offline } = giveBackRedeemed(books, act, shares, now, context, trace);
  const stamps = refundStamps(program, guest, act, shares, context, trace);
  const tasks = refundTasks(guest, act, shares, context.calendar.localDay(context.now), trace);
  const undone = tasks?.undone ?? [];
  const more = undone.reduce((sum, paid) => sum + paid.points, stamps?.points ?? 0);
  const share = { ...now, points: returned, isWhole: shares.isWhole, more };
  const taken = takeBackEarned(books, act, share, context, trace);
  if (stamps !== null) books.transfers.push(...stamps.transfers);
  if (shares.isWhole) {
    for (const reward of act.rewards) trace.push(traced('GIVE_BACK', 'refund.reward', 0, { reward }));
  }

  const inForce = context.inForce ?? program;
  const counters = {
    ...countersAfter(guest, act, shares, now.earned, undone),
    ...(stamps === null ? {} : { stamps: stamps.stamps }),
    ...(tasks === null ? {} : withoutPayouts(inForce, guest, tasks)),
  };
  const added = figuresOf(act, shares.isWhole, now.payable, now.earned + taken.bonus + more);
  const after = afterAct(inForce, guest, books, context, { added, counters, isRefund: true });
  return {
    ...decided(books, after, trace),
    amounts: {
      ...NO_AMOUNTS,
      amount: minorUnits(now.gross),
      discount: minorUnits(now.discount),
      pointsRedeemed: points(now.points),
      pointsValue: minorUnits(now.pointsValue),
      payable: minorUnits(now.payable),
      pointsEarned: points(taken.taken),
      pointsNotTaken: points(Math.max(0, taken.notTaken)),
    },
    details: refundDetails(
      shares,
      act.withoutDiscounts !== true,
      taken,
      offline,
      returnedCampaigns(act, shares, undone),
    ),
  };
}

/** Returns redeemed points to the guest's lots, and what the till's allowance paid to the restaurant. */
function giveBackRedeemed(
  books: Books,
  act: RefundAct,
  shares: RefundShares,
  now: Share,
  context: Context,
  trace: TraceEntry[],
): { readonly returned: number; readonly offline: number } {
  const before = partOfAllowance(act, shares.pointsBefore);
  const offline = partOfAllowance(act, shares.pointsBefore + now.points) - before;
  const returned = now.points - offline;
  const parts = returnedParts(act, shares, returned, shares.pointsBefore - before);
  returnRedeemed(books, act, parts, returned, context, trace);
  books.returnOffline(offline, act.details.restaurantId);
  if (offline > 0) trace.push(traced('GIVE_BACK', 'refund.allowance', offline));
  return { returned, offline };
}

/** The figures that the refund takes off the day of its sale. */
function figuresOf({ details: { day, kind } }: RefundAct, isWhole: boolean, payable: number, due: number): Added {
  const isSale = kind === 'SALE';
  const visits = isSale && isWhole ? 1 : 0;
  return negated({ day, spend: isSale ? -payable : 0, visits: -visits, points: -due, sales: -visits });
}

/** Subtracts from 0, since −0 of a float is another value than 0; figures have one zero. */
function negated<T extends Record<string, number>>(figures: T): T {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === 0 ? 0 : value])) as T;
}

function refundDetails(
  shares: RefundShares,
  saysDiscounts: boolean,
  taken: Taken,
  offline: number,
  campaigns: readonly ReturnedCampaign[],
): RefundDetails {
  return {
    kind: 'REFUND',
    lines: shares.lines
      .filter((line) => line.gross > 0 || line.quantityMilli > 0)
      .map((line) => ({
        line: line.line,
        gross: minorUnits(line.gross),
        quantityMilli: line.quantityMilli,
        payable: minorUnits(line.payable),
        ...(saysDiscounts && line.discount > 0 ? { discount: minorUnits(line.discount) } : {}),
        ...(line.lostGift === 0 ? {} : { lostGift: minorUnits(line.lostGift) }),
      })),
    whole: shares.isWhole,
    expired: points(taken.expired),
    forgiven: taken.forgiven,
    ...(offline === 0 ? {} : { toAllowance: points(offline) }),
    ...(campaigns.length === 0 ? {} : { campaigns }),
    ...(taken.begunFirst === true ? { begunFirst: true } : {}),
  };
}

/** Frees the first-sale bonus, so that a guest without another first sale may earn it again, and the caps that the sale had used in the periods of its day. */
function countersAfter(
  guest: GuestState,
  act: RefundAct,
  shares: RefundShares,
  earned: number,
  undone: readonly UndonePayout[],
): CounterChanges {
  const { counters } = guest;
  const { capDay, capped, campaigns = [] } = act.details;
  let { caps } = counters;
  if (capDay !== null) {
    caps = freeCaps(caps, 'earning', capDay, earned);
    for (const { owner, byLine } of capped) {
      const gift = campaigns.find(({ campaign, restsOn }) => restsOn !== undefined && campaignRule(campaign) === owner);
      const lost = gift === undefined ? 0 : (shares.lostGifts.get(gift.campaign) ?? 0);
      caps = freeCaps(caps, owner, capDay, shareOf(byLine, act.lines, shares) + lost);
    }
    if (shares.isWhole)
      for (const { campaign, uses, tasks } of campaigns)
        if (tasks === undefined) caps = freeCaps(caps, usesOf(campaign), capDay, uses);
  }
  for (const { campaign, uses } of undone) caps = freeCaps(caps, usesOf(campaign), act.details.day, uses);
  return {
    ...(shares.isWhole ? firstSalesOf(listFirstSales(counters).filter((sale) => sale !== act.saleId)) : {}),
    caps,
  };
}

/** The guest's part in campaigns and given tiers, without what undone payouts gave. */
function withoutPayouts(
  inForce: CompiledProgram,
  { counters: { byHand } }: GuestState,
  { campaigns, undone }: RefundedTasks,
): CounterChanges {
  const from = { inForce, campaigns, byHand: byHand as TierBeside | null };
  takeBackPayouts(undone, from);
  return { campaigns: campaigns.of(), ...(from.byHand === byHand ? {} : { byHand: from.byHand }) };
}

/** The parts that go back to campaigns' budgets: points in proportion to the refund, the use with the whole sale, an undone payout at once. */
function returnedCampaigns(
  act: RefundAct,
  shares: RefundShares,
  undone: readonly UndonePayout[],
): readonly ReturnedCampaign[] {
  const { campaigns = [], pointValue } = act.details;
  const ofOffers = campaigns.flatMap(
    ({ campaign, arm, points: given, uses, byLine, tasks, money, receiptId }): ReturnedCampaign[] => {
      if (arm !== 'OFFERED' || tasks !== undefined) return [];
      const before = sharedBefore(byLine, act, shares);
      const back = shareOf(byLine, act.lines, shares) + (shares.lostGifts.get(campaign) ?? 0);
      const worth =
        money === undefined ? costOf(given - before, pointValue) - costOf(given - before - back, pointValue) : back;
      const returned = {
        campaign,
        transactionId: receiptId ?? act.saleId,
        points: points(money === undefined ? back : 0),
        money: minorUnits(worth),
        uses: shares.isWhole ? uses : 0,
      };
      return back > 0 || returned.uses > 0 ? [returned] : [];
    },
  );
  const ofPayouts = undone.map(({ campaign, transactionId, points: paid, uses, before }) => ({
    campaign,
    transactionId,
    points: paid,
    money: minorUnits(costOf(before, pointValue) - costOf(before - paid, pointValue)),
    uses,
  }));
  return [...ofOffers, ...ofPayouts];
}

/** The part of an effect divided by lines that earlier refunds gave back. */
function sharedBefore(byLine: readonly number[], { lines }: RefundAct, shares: RefundShares): number {
  return shares.lines.reduce((sum, { grossBefore }, index) => {
    const line = lines[index];
    const brought = byLine[index] ?? 0;
    return line === undefined || line.gross === 0 ? sum : sum + multiplyDivide(brought, grossBefore, line.gross);
  }, 0);
}
