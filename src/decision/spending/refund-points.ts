import type { Books } from '../lots/books';
import type { AccrualSource } from '../lots/guest-points';
import { isElsewhere } from '../lots/expiry';
import { partOf, restoredLot, splitParts, sumOfParts } from '../lots/lots';
import { accrueParts } from '../lots/validity';
import { assertNever } from '../basics/numbers';
import type { RefundShares, Share } from './refund-shares';
import { traced } from '../act/trace';
import type { LotPart, RefundAct, TraceEntry } from '../act/types';
import type { Context } from '../act/context.types';

/**
 * The parts of redeemed points that a refund returns, those spent last first. Points for some categories return
 * together with the lines that they paid, before other points of these lines. If the till's allowance paid a part, all
 * points return in one order.
 */
export function returnedParts(
  { details }: RefundAct,
  { lines }: RefundShares,
  returned: number,
  before: number,
): LotPart[] {
  const lastFirst = [...details.redeemed].reverse();
  const knowLines = lastFirst.flatMap((part) => (part.byLine === undefined ? [] : [{ part, byLine: part.byLine }]));
  if (knowLines.length === 0 || details.byAllowance !== undefined)
    return splitParts(splitParts(lastFirst, before).rest, returned).taken;
  const back = knowLines.map(({ part, byLine }, index) => {
    const ahead = knowLines.slice(0, index);
    let points = 0;
    lines.forEach(({ pointsBefore, points: now }, line) => {
      const aheadOnLine = ahead.reduce((sum, one) => sum + (one.byLine[line] as number), 0);
      const upTo = (count: number) => Math.min(byLine[line] as number, Math.max(0, count - aheadOnLine));
      points += upTo(pointsBefore + now) - upTo(pointsBefore);
    });
    return partOf(part, points, part.limit);
  });
  const ofOthers = (count: number, line: number) =>
    Math.max(0, count - knowLines.reduce((sum, { byLine }) => sum + (byLine[line] as number), 0));
  const othersBefore = lines.reduce((sum, { pointsBefore }, line) => sum + ofOthers(pointsBefore, line), 0);
  const others = lines.reduce(
    (sum, { pointsBefore, points }, line) => sum + ofOthers(pointsBefore + points, line) - ofOthers(pointsBefore, line),
    0,
  );
  const rest = lastFirst.filter(({ byLine }) => byLine === undefined);
  const taken = splitParts(splitParts(rest, othersBefore).rest, others).taken;
  return [...back.filter(({ points }) => points > 0), ...taken];
}

/**
 * Returns redeemed points with their dates, those spent last first. A lot past its date comes back as a new lot for the
 * network's grace. Like all incoming points, they settle the guest's debt first.
 */
export function returnRedeemed(
  books: Books,
  act: RefundAct,
  taken: readonly LotPart[],
  returned: number,
  context: Context,
  trace: TraceEntry[],
): void {
  if (returned === 0) return;
  const alive = taken.filter((part) => books.endOf(part) > context.now);
  const ended = taken.filter((part) => books.endOf(part) <= context.now);
  const late = sumOfParts(ended);
  let settled = 0;
  for (const part of alive) settled += giveBack(books, part, act.details.restaurantId, context);
  if (late < returned) trace.push(traced('GIVE_BACK', 'refund.redeemed', returned - late));
  if (late > 0) {
    const source = redeemedAt(act.details.restaurantId, 'RESTORE');
    settled += accrueParts(books, ended, source, restoredLot(source.restaurantId, context));
    trace.push(traced('GIVE_BACK', 'refund.restored', late, { days: context.restoredForDays }));
  }
  if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
}

function giveBack(books: Books, part: LotPart, restaurantId: string | null, { recordedAt }: Context): number {
  return books.accrue(part.points, redeemedAt(restaurantId, 'GIVE_BACK'), {
    ...part,
    activatesAt: null,
    isElsewhere: isElsewhere(books.endOf(part), recordedAt),
    voidAt: null,
  });
}

/** The account that received the redeemed points and now gives them back. */
function redeemedAt(restaurantId: string | null, code: 'GIVE_BACK' | 'RESTORE'): AccrualSource {
  return { account: restaurantId === null ? 'NETWORK_REDEEMED' : 'RESTAURANT_REDEEMED', code, restaurantId };
}

export type TakenPoints = {
  /** Points taken from the guest. */
  readonly taken: number;
  /** Points that the refund policy covers. Below zero: the refund took more, to make up for points forgiven earlier. */
  readonly notTaken: number;
  readonly bonus: number;
  /** Points that the guest does not owe, because they had expired. */
  readonly expired: number;
  readonly forgiven: number;
  readonly begunFirst?: true;
};

/** The refunded share, and `more` points of full stamp cards and campaign tasks. */
type ShareToTake = Share & { readonly isWhole: boolean; readonly more: number };

/**
 * Takes back points that were earned. First out of the sale's own lot;
 * the expired part of that lot is not owed; then out of other lots by earliest end; the refund policy covers the rest.
 */
export function takeBackEarned(
  books: Books,
  act: RefundAct,
  share: ShareToTake,
  context: Context,
  trace: TraceEntry[],
): TakenPoints {
  const { details, saleId, refunds } = act;
  const { more } = share;
  const bonus = share.isWhole ? details.firstSaleBonus : 0;
  if (share.earned > 0) trace.push(traced('TAKE_BACK', 'refund.earned', share.earned));
  if (bonus > 0) trace.push(traced('TAKE_BACK', 'refund.firstSale', bonus));
  const forgivenBefore = refunds.reduce((sum, refund) => sum + refund.forgiven, 0);
  const expiredBefore = refunds.reduce((sum, refund) => sum + refund.expired, 0);
  // Points forgiven by an earlier refund are taken from points that this sale now gives back.
  const madeUp = details.refundPolicy === 'FORGIVE' ? Math.min(forgivenBefore, share.points) : 0;
  const due = share.earned + bonus + more + madeUp;

  const free = books.takeBackOwn(due, saleId, details.restaurantId, context.now);
  const own = free + books.takeBackReviewed(due - free, saleId, details.restaurantId);
  const expired = Math.min(due - own, Math.max(0, act.expired - expiredBefore));
  const rest = due - own - expired;
  const fromOthers = books.takeBackOthers(rest, saleId, details.restaurantId, context.now, act.olderFirst);
  const others = fromOthers.taken;
  const notTaken = rest - others;
  const begun = rest > 0 && fromOthers.isAnother ? { begunFirst: true as const } : {};
  if (expired > 0) trace.push(traced('NOT_TAKEN', 'refund.expired', expired));
  const taken = own + others;
  switch (details.refundPolicy) {
    case 'DEBT':
      books.owe(notTaken, details.restaurantId);
      if (notTaken > 0) trace.push(traced('NOT_TAKEN', 'refund.debt', notTaken));
      return { taken, notTaken, bonus, expired, forgiven: 0, ...begun };
    case 'NEGATIVE':
      books.goBelowZero(notTaken, details.restaurantId);
      if (notTaken > 0) trace.push(traced('NOT_TAKEN', 'refund.negative', notTaken));
      return { taken, notTaken, bonus, expired, forgiven: 0, ...begun };
    case 'FORGIVE':
      if (notTaken > 0) trace.push(traced('NOT_TAKEN', 'refund.forgiven', notTaken));
      return { taken, notTaken: notTaken - madeUp, bonus, expired, forgiven: notTaken - madeUp, ...begun };
    default:
      return assertNever(details.refundPolicy);
  }
}
