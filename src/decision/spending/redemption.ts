/** How many points an order takes, and which limit sets this number. */
import type { CompiledProgram } from '../program/compile';
import { MILLION, points, type Points } from '../basics/numbers';
import { multiplyDivide } from '../basics/integers';
import { traced } from '../act/trace';
import type { LimitedBy, PriorRedemption, Redeemable, Refusal, TraceEntry } from '../act/types';

export type RedemptionRequest = {
  /** `amount − discount`. */
  readonly net: number;
  /** The part of `net` that points may pay; less where the programme excludes lines. */
  readonly redeemable: number;
  /** How much of `redeemable` points may pay within the limits by category. */
  readonly withinLines: number;
  /** The share of `redeemable` that points may pay within the limits by tier, channel and restaurant, in parts per million. */
  readonly sharePpm: number;
  /** New points, besides those of earlier redemptions. */
  readonly wanted: number;
  /** Points that the guest may spend at the restaurant: free ones, or those of the captured hold. */
  readonly available: number;
  readonly prior: PriorRedemption | null;
  /** The daily number of receipts that points may pay for, where the guest has reached it. Null: points may pay for this receipt. */
  readonly dayIsFullAt: number | null;
  readonly networkLimit: number | null;
  /** The points that an offline till may grant. */
  readonly allowance: number;
};

/** The programme's limit in points: floor(limit ÷ worth of a point), counted from the amount that points may pay. */
function capOf(
  program: CompiledProgram,
  { net, redeemable, withinLines, sharePpm, dayIsFullAt }: RedemptionRequest,
): { cap: number; isWholeOrder: boolean } {
  const { redemption, pointValue } = program.document;
  if (redemption === null || dayIsFullAt !== null) return { cap: 0, isWholeOrder: false };
  const wholeOrder = multiplyDivide(net, MILLION, pointValue);
  const byRest = multiplyDivide(Math.max(0, redeemable - redemption.leaveAtLeast), MILLION, pointValue);
  const byShare = multiplyDivide(redeemable, Math.min(redemption.maxSharePpm ?? MILLION, sharePpm), pointValue);
  const byLines = withinLines === net ? wholeOrder : multiplyDivide(withinLines, MILLION, pointValue);
  const cap = Math.min(byRest, byShare, byLines);
  return { cap, isWholeOrder: cap === wholeOrder };
}

/** Whether the programme would let points pay more without its limits by tier, channel, restaurant and category. */
export function isLimited(program: CompiledProgram, request: RedemptionRequest): boolean {
  const unlimited = { ...request, withinLines: request.redeemable, sharePpm: MILLION };
  return capOf(program, request).cap < capOf(program, unlimited).cap;
}

export function redeemableOf(program: CompiledProgram, request: RedemptionRequest): Redeemable {
  const min = program.document.redemption?.minPoints ?? points(0);
  const { cap, isWholeOrder } = capOf(program, request);
  const before = request.prior?.points ?? 0;
  const balance = Math.max(0, request.available) + request.allowance;
  const byProgram = Math.max(0, cap - before);
  const byNetwork = request.networkLimit ?? Number.MAX_SAFE_INTEGER;
  const most = Math.min(balance, byProgram, byNetwork);
  const limitedBy = limitOf(most, balance, byProgram, isWholeOrder);
  if (most === 0) return { min, max: points(0), limitedBy };
  return before + most < min ? { min, max: points(0), limitedBy: 'MINIMUM' } : { min, max: points(most), limitedBy };
}

function limitOf(most: number, balance: number, byProgram: number, isWholeOrder: boolean): LimitedBy | null {
  if (balance === most) return 'BALANCE';
  if (byProgram === most) return isWholeOrder ? null : 'PROGRAM';
  return 'NETWORK';
}

/** Null: the points may be redeemed. The guest's lack of points is reported before any limit. */
export function refuseRedemption(redeemable: Redeemable, request: RedemptionRequest): Refusal | null {
  const { wanted } = request;
  if (wanted === 0) return null;
  const available = Math.max(0, request.available);
  if (wanted > available + request.allowance)
    return { kind: 'REFUSED', code: 'insufficient_points', data: { available } };
  if ((request.prior?.points ?? 0) + wanted < redeemable.min) {
    return { kind: 'REFUSED', code: 'redemption_below_minimum', data: { min: redeemable.min } };
  }
  if (wanted > redeemable.max) {
    return {
      kind: 'REFUSED',
      code: 'redemption_limit_exceeded',
      data: {
        max: redeemable.max,
        ...(redeemable.limitedBy === null ? {} : { limitedBy: redeemable.limitedBy }),
        ...(request.dayIsFullAt === null ? {} : { receiptsPerDay: request.dayIsFullAt }),
      },
    };
  }
  return null;
}

/** Adds to a refusal for lack of points how many of the guest's points are only good in other restaurants. */
export function withElsewhere(refusal: Refusal, all: number): Refusal {
  if (refusal.code !== 'insufficient_points') return refusal;
  const elsewhere = Math.max(0, all) - Number(refusal.data['available']);
  return elsewhere > 0 ? { ...refusal, data: { ...refusal.data, elsewhere } } : refusal;
}

/** Redeemed points that the guest does not have and the till's allowance pays. */
export function paidByAllowance({ wanted, available }: RedemptionRequest): number {
  return Math.max(0, wanted - Math.max(0, available));
}

/** Tells in the trace the worth of the points: those of the guest, and those of the till's allowance. */
export function traceRedeemed(redeemed: number, byAllowance: number, pointValue: number, rule: string): TraceEntry[] {
  const own = redeemed - byAllowance;
  const ownValue = worthOf(own, pointValue);
  const value = worthOf(redeemed, pointValue) - ownValue;
  const ofGuest = own === 0 ? [] : [traced('REDEEM', rule, own, { value: ownValue, pointValue })];
  return byAllowance === 0 ? ofGuest : [...ofGuest, traced('REDEEM', 'redemption.allowance', byAllowance, { value })];
}

/** The detail stored with an act whose points the till's allowance paid in part. */
export function allowanceDetail(byAllowance: number): { readonly byAllowance?: Points } {
  return byAllowance === 0 ? {} : { byAllowance: points(byAllowance) };
}

/**
 * The part of the money left to pay that the programme waives: all of it, where points may pay whole orders and it is small and worth less than one
 * point; else nothing.
 */
export function waivedRest(
  { document: { redemption, pointValue } }: CompiledProgram,
  rest: number,
  sharePpm: number,
): number {
  if (redemption === null || redemption.leaveAtLeast > 0) return 0;
  if (Math.min(redemption.maxSharePpm ?? MILLION, sharePpm) < MILLION) return 0;
  const isSmall = rest > 0 && rest < (redemption.waiveRestBelow ?? 0);
  return isSmall && multiplyDivide(rest, MILLION, pointValue) === 0 ? rest : 0;
}

/** floor(points × worth of a point). */
export function worthOf(amount: number, pointValue: number): number {
  return multiplyDivide(amount, pointValue, MILLION);
}
