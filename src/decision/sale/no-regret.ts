/** A receipt by two versions of a programme while a no-regret change lasts. */
import { divideRounded, toSafe } from '../basics/integers';
import { traced } from '../act/trace';
import { deservedRank, heldRank, qualifyingOf, tierAt, tierPositionOf } from '../tiers/tiers';
import { tallyOn } from '../tiers/tier-windows';
import type { CompiledProgram } from '../program/compile';
import type { Decision, GuestState, HoldAct, RedemptionAct, Refusal, SaleAct } from '../act/types';
import type { Context, NoRegret } from '../act/context.types';

export type ReceiptAct = SaleAct | RedemptionAct | HoldAct;

type Result = Decision | Refusal;
type Decide = (program: CompiledProgram, act: ReceiptAct, context: Context) => Result;

const MILLION = 1_000_000n;

/**
 * Decides by the version in force and by the one that it replaced, on the one state of the guest. The better for the guest
 * counts, by what is paid and earned, in money by the worth of a point in the version in force; a tie is the newer's. Where
 * the budget does not cover the difference, the newer counts.
 */
export function decideWithoutRegret(
  program: CompiledProgram,
  guest: GuestState,
  act: ReceiptAct,
  { noRegret, ...context }: Context & { readonly noRegret: NoRegret },
  decideBy: Decide,
): Result {
  const now = decideBy(program, act, context);
  const tier = tierBy(noRegret.program, guest, context);
  const before = decideBy(noRegret.program, heldTier(act, tier), {
    ...context,
    inForce: context.inForce ?? program,
    campaigns: noRegret.campaigns,
  });
  const { versions } = noRegret;
  if (before.kind === 'REFUSED') return now.kind === 'REFUSED' ? now : counted(now, { ...versions, counted: 'NOW' });
  const isRefused = now.kind === 'REFUSED';
  // Points that only the earlier version takes cost the network nothing: without them the guest would pay with money.
  const instead = isRefused ? withoutPoints(act) : null;
  const usual = instead === null ? now : decideBy(program, instead, context);
  const more = worthOf(before, program) - worthOf(usual, program);
  if (!isRefused && more <= 0n) {
    const result = counted(now, { ...versions, counted: 'NOW' });
    return more === 0n ? result : told(result, 'noRegret.now', costOf(-more), now, before);
  }
  // A hold gives nothing; the sale that captures it does.
  const cost = act.kind === 'HOLD' ? 0 : costOf(more > 0n ? more : 0n);
  const left = cost === 0 ? Infinity : noRegret.left(cost);
  if (left >= cost) {
    const facts = { ...versions, counted: 'BEFORE' as const, ...(cost > 0 && { paid: cost }) };
    return told(counted(before, facts), 'noRegret.before', cost, now, before);
  }
  if (isRefused) return now;
  return told(counted(now, { ...versions, counted: 'NOW', left }), 'noRegret.short', cost, now, before);
}

/**
 * The guest's tier by the earlier version: the one that it knows by its code, or a higher one that the guest's figures
 * deserve there, so that nobody regrets higher thresholds.
 */
function tierBy(program: CompiledProgram, guest: GuestState, { calendar, now }: Context): string {
  const tally = tallyOn(program, qualifyingOf(guest), calendar.localDay(now));
  const rank = Math.max(heldRank(program, tierPositionOf(program, guest)), deservedRank(program, tally));
  return tierAt(program, rank).code;
}

/** A late act keeps the tier of its time. */
function heldTier(act: ReceiptAct, tier: string): ReceiptAct {
  if (act.kind === 'HOLD') return { ...act, sale: { ...act.sale, tierAsOf: act.sale.tierAsOf ?? tier } };
  return { ...act, tierAsOf: act.tierAsOf ?? tier };
}

/** The same receipt paid with money. Null: the act is nothing but a payment with points. */
function withoutPoints(act: ReceiptAct): SaleAct | null {
  return act.kind === 'SALE' ? { ...act, pointsToRedeem: null, hold: null } : null;
}

/** The worth of a receipt for the guest in millionths of a minor unit: money off and points, less the points that pay for it. 0: it is refused. */
function worthOf(result: Result, { document: { pointValue } }: CompiledProgram): bigint {
  if (result.kind === 'REFUSED') return 0n;
  const { amounts } = result;
  const { discount, pointsValue, pointsEarned, pointsRedeemed } = amounts;
  return BigInt(discount + pointsValue) * MILLION + BigInt(pointsEarned - pointsRedeemed) * BigInt(pointValue);
}

/** In whole minor units, rounded up, so that no budget is overspent by fractions. */
function costOf(millionths: bigint): number {
  return toSafe(divideRounded(millionths + MILLION - 1n, MILLION, 'FLOOR'));
}

function counted(decision: Decision, noRegret: NonNullable<Decision['facts']['noRegret']>): Decision {
  return { ...decision, facts: { ...decision.facts, noRegret } };
}

function told(
  decision: Decision,
  rule: 'noRegret.now' | 'noRegret.before' | 'noRegret.short',
  difference: number,
  now: Result,
  before: Decision,
): Decision {
  const [paidNow, earnedNow] = now.kind === 'REFUSED' ? [null, null] : figuresOf(now);
  const [paidBefore, earnedBefore] = figuresOf(before);
  const isPaidAlike = paidNow === paidBefore;
  // A figure that is alike is not told; all of them are missing where the newer version refuses the receipt.
  const args = {
    ...(paidNow === null || isPaidAlike ? {} : { paidNow, paidBefore }),
    ...(earnedNow === null || (earnedNow === earnedBefore && !isPaidAlike) ? {} : { earnedNow, earnedBefore }),
  };
  return { ...decision, trace: [...decision.trace, traced('CHOOSE', rule, difference, args)] };
}

function figuresOf({ amounts }: Decision): [paid: number, earned: number] {
  return [amounts.payable, amounts.pointsEarned];
}

/** The name of a version's no-regret budget among the budgets of campaigns. A campaign's code has no blank, so no campaign has this name. */
export function noRegretBudgetOf(version: number): string {
  return `program ${String(version)}`;
}
