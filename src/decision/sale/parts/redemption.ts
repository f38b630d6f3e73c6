import { Books } from '../../lots/books';
import { countReceipt, dayIsFullAt, freeCaps, PAID_RECEIPTS } from '../../campaigns/caps';
import { divideByWeights } from '../../basics/integers';
import { MILLION } from '../../basics/numbers';
import { splitParts } from '../../lots/lots';
import type { CategoryRooms } from '../../lots/category-room';
import { availableAt, haveCategories, openFirst, openPoints } from '../../lots/limits';
import { roomsOf, sharesOfCategories, traceCategories } from '../../spending/category-shares';
import { netsOf } from '../../spending/division';
import { type CompiledPointLimits, shareOfReceipt, traceLineLimits } from '../../spending/point-limits';
import {
  isLimited,
  paidByAllowance,
  redeemableOf,
  type RedemptionRequest,
  refuseRedemption,
  traceRedeemed,
  waivedRest,
  withElsewhere,
  worthOf,
} from '../../spending/redemption';
import { returnedParts, returnRedeemed } from '../../spending/refund-points';
import { partOfAllowance } from '../../spending/refund-shares';
import { sumOf } from '../../spending/restrictions';
import { traced } from '../../act/trace';
import type { LotPart, Redeemable, Refusal } from '../../act/types';
import type { RefundDraft } from '../refund-draft';
import type { SaleDraft, SalePart } from '../sale-draft';

/** The points that pay for the amount after discounts, within the limits of the programme, the guest's lots and a hold. */
export const REDEMPTION: SalePart = {
  name: 'redemption',
  quote: (draft) => {
    const { act, guest } = draft;
    const net = act.amount - draft.discount.amount;
    const { restricted } = draft;
    const open = restricted === null ? net : sumOf(restricted.unlimited);
    draft.hold = guest.counters.holds.find(({ id }) => id === act.hold?.id) ?? null;
    const payableLines = haveCategories(guest.counters.limits) ? payableByLine(draft) : null;
    draft.rooms = payableLines === null ? null : roomsOf(payableLines, draft.program.document.pointValue);
    draft.redeemed = act.pointsToRedeem ?? act.hold?.points ?? 0;
    const request = requestOf(draft, net, open);
    const redeemable = redeemableOf(draft.program, request);
    draft.redeemable = redeemable;
    if (request.dayIsFullAt !== null)
      draft.trace.push(traced('REDEEM', PAID_RECEIPTS, 0, { cap: request.dayIsFullAt }));
    if (draft.program.pointLimits !== null) traceLimits(draft, draft.program.pointLimits, request, redeemable);
    const refusal = refuseHold(draft) ?? refuseRedemption(redeemable, request);
    if (refusal !== null) return withElsewhere(refusal, draft.hold?.points ?? guest.balance.available);
    countReceipt(draft.program.receiptCaps.redemption, act.prior, draft.redeemed, draft.meter);
    draft.byAllowance = paidByAllowance(request);
    if (payableLines !== null) divideByCategory(draft, payableLines);
    pay(draft, request);
    return null;
  },
  takeBack: (draft) => {
    const { books, act, shares, now, context, trace } = draft;
    const before = partOfAllowance(act, shares.pointsBefore);
    const offline = partOfAllowance(act, shares.pointsBefore + now.points) - before;
    const returned = now.points - offline;
    const parts = returnedParts(act, shares, returned, shares.pointsBefore - before);
    returnRedeemed(books, act, parts, returned, context, trace);
    books.returnOffline(offline, act.details.restaurantId);
    if (offline > 0) trace.push(traced('GIVE_BACK', 'refund.allowance', offline));
    draft.returned = returned;
    draft.offline = offline;
    freeReceipt(draft);
  },
};

/** Frees the count of a receipt that points paid for, once all of it is refunded. */
function freeReceipt(draft: RefundDraft): void {
  const { act, shares, program } = draft;
  const { capDay } = act.details;
  if (program.receiptCaps.redemption === null || capDay === null || !shares.isWhole) return;
  if (act.lines.some(({ points }) => points > 0)) draft.caps = freeCaps(draft.caps, PAID_RECEIPTS, capDay, 1);
}

type PayableLines = Parameters<typeof roomsOf>[0];

function payableByLine({ lines, restricted, discount, discountByLine, byRewards }: SaleDraft): PayableLines {
  const payable = restricted?.redeemable ?? netsOf(lines, { discount: discount.amount, discountByLine, byRewards });
  return { lines, payable };
}

function requestOf(draft: SaleDraft, net: number, open: number): RedemptionRequest {
  const { act, guest, hold, rooms, redeemed, restricted, program } = draft;
  return {
    net,
    redeemable: open,
    withinLines: restricted === null ? open : sumOf(restricted.redeemable),
    sharePpm: shareOfReceipt(program.pointLimits, draft.place),
    wanted: redeemed,
    available:
      hold === null ? availableAt(guest, act.restaurantId, rooms) : openPoints(hold.lots, act.restaurantId, rooms),
    prior: act.prior,
    dayIsFullAt: dayIsFullAt(program.receiptCaps.redemption, act, draft.meter, draft.context.now),
    networkLimit: act.networkLimit,
    // A hold only sets aside points that the guest has, so no allowance is needed.
    allowance: act.hold === null ? (act.offlineAllowance ?? 0) : 0,
  };
}

/** Writes the limits by tier, channel, restaurant and category into the trace, if one of them sets the most that points may pay. */
function traceLimits(
  { program, place, lines, trace }: SaleDraft,
  limits: CompiledPointLimits,
  request: RedemptionRequest,
  { limitedBy }: Redeemable,
): void {
  if (limitedBy !== 'PROGRAM' || !isLimited(program, request)) return;
  const { sharePpm, withinLines, redeemable: open } = request;
  if (sharePpm < MILLION) trace.push(traced('REDEEM', 'redemption.limit', 0, { ratePpm: sharePpm }));
  if (withinLines < open) traceLineLimits(trace, limits, place, lines);
}

/** Lets a sale capture a timed-out hold for a while, if the points are still there; else refuses. */
function refuseHold({ act, hold: open, redeemed: wanted, guest, rooms, context }: SaleDraft): Refusal | null {
  if (act.hold === null) return null;
  if (wanted > act.hold.points)
    return { kind: 'REFUSED', code: 'redemption_limit_exceeded', data: { max: act.hold.points } };
  if (open !== null) return null;
  const isLate = context.now > act.hold.expiresAt + context.captureGraceMs || context.now < act.hold.expiresAt;
  if (!isLate && wanted <= availableAt(guest, act.restaurantId, rooms)) return null;
  return { kind: 'REFUSED', code: 'hold_expired', data: {} };
}

function divideByCategory(draft: SaleDraft, payableLines: PayableLines): void {
  const { rooms, redeemed, byAllowance, program } = draft;
  if (rooms === null || redeemed === byAllowance) return;
  const parts = partsToRedeem(draft, redeemed - byAllowance, rooms);
  draft.byCategory = sharesOfCategories(parts, payableLines, rooms, program.document.pointValue);
}

/** The parts of lots that the sale is going to take. The lines are divided by them before the books move any points. */
function partsToRedeem(
  { program, guest, act, hold, context }: SaleDraft,
  wanted: number,
  rooms: CategoryRooms,
): readonly LotPart[] {
  if (hold !== null) return splitParts(openFirst(hold.lots, act.restaurantId, rooms), wanted).taken;
  const books = new Books(guest);
  // Whether the sale opens a lot does not matter here: it changes no end of an existing lot.
  books.signOfLife(program.document, act.occurredAt, false, context);
  return books.spend(wanted, 'REDEMPTION', 'RESTAURANT_REDEEMED', act.restaurantId, context.now, { rooms });
}

/** Pays with the points of the receipt, and waives a rest that nobody pays by the programme. */
function pay(draft: SaleDraft, { net, redeemable: open, withinLines, sharePpm }: RedemptionRequest): void {
  const { act, program, byCategory, redeemed, restricted } = draft;
  draft.pointsValue = valueOf(draft, open);
  // A redemption before the sale knew no lines, so its points pay although a limit by category would let fewer pay.
  if (restricted !== null && draft.pointsValue > withinLines)
    draft.restricted = { redeemable: restricted.unlimited, unlimited: restricted.unlimited };
  if (byCategory !== null) draft.trace.push(traceCategories(byCategory));
  draft.pointsRedeemed = redeemed + (act.prior?.points ?? 0);
  const isWhole = withinLines === net && byCategory === null && act.attached !== true && draft.pointsRedeemed > 0;
  const waived = isWhole ? waivedRest(program, net - draft.pointsValue, sharePpm) : 0;
  draft.payable = net - draft.pointsValue - waived;
  if (waived > 0) takeRestOff(draft, waived);
}

/** The worth of all points of the receipt. Earlier redemptions keep their worth, but the sum never exceeds what points may pay. */
function valueOf({ program, act, redeemed, byAllowance, trace }: SaleDraft, open: number): number {
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

/** Takes the waived rest off the lines as a discount, by what is left of each of them. */
function takeRestOff(draft: SaleDraft, waived: number): void {
  const { lines, discount, discountByLine, byRewards, restricted, trace } = draft;
  trace.push(traced('DISCOUNT', 'redemption.rest', waived));
  const nets = netsOf(lines, { discount: discount.amount, discountByLine, byRewards });
  const parts = divideByWeights(waived, nets);
  const less = (amounts: readonly number[], sign: 1 | -1) =>
    amounts.map((amount, index) => amount + sign * (parts[index] as number));
  const byLine = discount.byLine === null ? null : less(discount.byLine, 1);
  draft.discount = { amount: discount.amount + waived, byLine, birthdayToday: discount.birthdayToday };
  if (restricted === null) return;
  const redeemable = less(restricted.redeemable, -1);
  draft.restricted = { redeemable, unlimited: redeemable };
}
