/** Refunds reverse what was written; nothing is decided anew (ledger.md, rules 23 to 25). */
import { afterAct, type CounterChanges } from './after';
import { Books } from './books';
import { freeCaps } from './caps';
import type { CompiledProgram } from './compile';
import { decided, NO_AMOUNTS } from './decide-points';
import { returnRedeemed, takeBackEarned, type Taken } from './refund-points';
import { partOfAllowance, refundedShares, shareOf, sumShares, type RefundShares } from './refund-shares';
import { refundStamps } from './stamps';
import { minorUnits, points } from './numbers';
import { traced } from './trace';
import type { Context, Decision, GuestState, RefundAct, RefundDetails, Refusal, TraceEntry } from './types';

export function decideRefund(
  program: CompiledProgram,
  guest: GuestState,
  act: RefundAct,
  context: Context,
): Decision | Refusal {
  const shares = refundedShares(act);
  if ('kind' in shares) return shares;
  const now = sumShares(shares);
  const { details } = act;
  const trace: TraceEntry[] = [];
  if (now.discount > 0) trace.push(traced('GIVE_BACK', 'refund.discount', now.discount));

  // Back come the redeemed points before the earned ones are taken, so that parts end where the whole does.
  const books = new Books(guest);
  const toAllowance = partOfAllowance(act, shares.pointsBefore + now.points);
  const toAllowanceBefore = partOfAllowance(act, shares.pointsBefore);
  const offline = toAllowance - toAllowanceBefore;
  const returned = now.points - offline;
  returnRedeemed(books, act, returned, shares.pointsBefore - toAllowanceBefore, context, trace);
  books.returnOffline(offline, details.restaurantId);
  if (offline > 0) trace.push(traced('GIVE_BACK', 'refund.allowance', offline));
  const stamps = refundStamps(program, guest, act, shares, context, trace);
  const ofCards = stamps?.points ?? 0;
  const taken = takeBackEarned(books, act, { ...now, points: returned }, shares.isWhole, ofCards, context, trace);
  if (stamps !== null) books.transfers.push(...stamps.transfers);
  if (shares.isWhole) {
    for (const reward of act.rewards) trace.push(traced('GIVE_BACK', 'refund.reward', 0, { reward }));
  }

  const day = details.day;
  const isSale = details.kind === 'SALE';
  const visits = isSale && shares.isWhole ? 1 : 0;
  const due = now.earned + taken.bonus + ofCards;
  const added = { day, spend: isSale ? -now.payable : 0, visits: -visits, points: -due, sales: -visits };
  const after = afterAct(
    context.inForce ?? program,
    guest,
    books,
    context.now,
    context.calendar,
    negated(added),
    { ...countersAfter(guest, act, shares, now.earned), ...(stamps === null ? {} : { stamps: stamps.stamps }) },
    true,
  );
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
    details: refundDetails(shares, taken, offline),
  };
}

/** 0 − 0 is −0 in a float; figures have one zero. */
function negated<T extends Record<string, number>>(figures: T): T {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === 0 ? 0 : value])) as T;
}

function refundDetails(shares: RefundShares, taken: Taken, offline: number): RefundDetails {
  return {
    kind: 'REFUND',
    lines: shares.lines
      .filter((line) => line.gross > 0 || line.quantityMilli > 0)
      .map((line) => ({
        line: line.line,
        gross: minorUnits(line.gross),
        quantityMilli: line.quantityMilli,
        payable: minorUnits(line.payable),
      })),
    whole: shares.isWhole,
    expired: points(taken.expired),
    forgiven: taken.forgiven,
    ...(offline === 0 ? {} : { toAllowance: points(offline) }),
  };
}

/** The first-sale bonus may be earned again; what the sale had used of caps is free again in the periods of its day. */
function countersAfter(guest: GuestState, act: RefundAct, shares: RefundShares, earned: number): CounterChanges {
  const { counters } = guest;
  const { capDay, capped } = act.details;
  let { caps } = counters;
  if (capDay !== null) {
    caps = freeCaps(caps, 'earning', capDay, earned);
    for (const { owner, byLine } of capped) caps = freeCaps(caps, owner, capDay, shareOf(byLine, act.lines, shares));
  }
  return { ...(shares.isWhole && counters.firstSale === act.saleId ? { firstSale: null } : {}), caps };
}
