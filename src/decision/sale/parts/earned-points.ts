/**
 * The points of a sale: base, rules, tier, caps; and how many of them each line brought. Multipliers on one line
 * multiply each other and the line's points by the base. The tier multiplies the result. All other gains are added to
 * that, in the order of their ids. Then caps reduce the points: first the caps of each rule, then those of the
 * programme.
 */
import { CapMeter } from '../../campaigns/caps';
import { earnByCampaigns, type CampaignOffers } from '../../campaigns/campaign-offers';
import type { CompiledProgram, CompiledTier } from '../../program/compile';
import type { CompiledRule } from '../../campaigns/compile-rule';
import { totalsOf } from '../../spending/lines-left';
import { divideByWeights, floorDivide, multiplyDivide, multiplyDivideRounded } from '../../basics/integers';
import { points as pointsOfNumber } from '../../basics/numbers';
import { baseTrace, RatedPoints } from '../../campaigns/rated-points';
import { leftOut } from '../../spending/restrictions';
import {
  addTo,
  isLines,
  matchedLines,
  pointsOf,
  weightsByShare,
  weightsOf,
  type RuleGain,
  type RuleLines,
} from '../../campaigns/rule-gains';
import type { SaleFacts } from '../../act/sale-facts';
import { traced } from '../../act/trace';
import type { CappedGain, Line, SoldCampaign, TraceEntry } from '../../act/types';

export type EarnedPoints = {
  /** Points that the sale itself earned, without the first-sale bonus. */
  readonly points: number;
  /** Those points by line. */
  readonly byLine: readonly number[];
  /** Points of rules that have caps of their own by period. */
  readonly capped: readonly CappedGain[];
  /** Campaigns that gave something, or would have given it but for a control group. */
  readonly byCampaigns: readonly SoldCampaign[];
};

const NO_CAMPAIGNS: readonly SoldCampaign[] = [];
const NOTHING_CAPPED: readonly CappedGain[] = [];

/** Whether the programme has rules or exclusions. Without them, lines only matter for the division of the points. */
export function hasRules(program: CompiledProgram): boolean {
  const { rules, excludes, excludedSegments, restrictions } = program;
  return rules.length > 0 || excludes !== null || excludedSegments !== null || restrictions !== null;
}

export function earnNothing(lines: readonly Line[]): EarnedPoints {
  return { points: 0, byLine: lines.map(() => 0), capped: NOTHING_CAPPED, byCampaigns: NO_CAMPAIGNS };
}

/** Points by the base alone, of a programme that has no rules. */
export function earnByBase(
  program: CompiledProgram,
  tier: CompiledTier,
  lines: readonly Line[],
  payable: number,
  meter: CapMeter | null,
  trace: TraceEntry[],
): EarnedPoints {
  const { base } = program.document.earning;
  if (base === null) return earnNothing(lines);
  const byBase = floorDivide(payable, base.step) * base.points;
  trace.push(baseTrace(program, byBase));
  const { numerator, denominator } = tier.multiplier;
  const total = multiplyDivideRounded(byBase, numerator, denominator, program.document.rounding);
  if (numerator !== denominator) {
    trace.push(traced('EARN', tier.multiplierRule, total - byBase, tier.multiplierArguments));
  }
  const points = capped(program, total, meter, trace);
  if (lines.length === 1) return { points, byLine: [points], capped: NOTHING_CAPPED, byCampaigns: NO_CAMPAIGNS };
  const byLine = divideByWeights(total, sharesOf(lines, payable));
  return {
    points,
    byLine: points === total ? byLine : divideByWeights(points, byLine),
    capped: NOTHING_CAPPED,
    byCampaigns: NO_CAMPAIGNS,
  };
}

/**
 * Points for the amount paid, which is spread over the lines by their totals. In the trace,
 * the amounts of EARN minus those of CAP add up to the points.
 */
export function earnByRules(
  program: CompiledProgram,
  tier: CompiledTier,
  facts: SaleFacts,
  meter: CapMeter | null,
  trace: TraceEntry[],
  campaigns: CampaignOffers | null,
): EarnedPoints {
  const { base } = program.document.earning;
  const shares = earningShares(program, facts, trace);
  const earning = earningLines(shares);
  // Most rules act on all of these lines; those that count the amount paid then share one array of weights.
  const all: RuleLines = { lines: earning, weights: weightsByShare(earning, shares) };
  const rated = base === null ? null : new RatedPoints(program, base, shares, trace);
  const { multiplied, added } = gainsOfRules(program.rules, facts, { shares, all, rated }, trace);
  rated?.multiplyByTier(tier);
  for (const { rule, points } of added) trace.push(traced('EARN', rule.code, points));

  const ownCaps: CappedGain[] = [];
  const offered =
    campaigns === null || meter === null
      ? null
      : earnByCampaigns(campaigns, { facts, shares, all, rated, meter, capped: ownCaps }, trace);

  let byRate = (rated?.points ?? 0) - (offered?.cutOfRate ?? 0);
  for (const gain of multiplied) {
    const over = gain.points - capRule(gain, byRate, shares.length, meter, ownCaps, trace);
    byRate -= over;
  }
  for (const gain of added) gain.points = capRule(gain, gain.points, shares.length, meter, ownCaps, trace);

  const byLine = rated === null ? shares.map(() => 0) : rated.divide(byRate);
  let total = byRate;
  for (const gain of added) {
    total += gain.points;
    addTo(byLine, gain, gain.points);
  }
  for (const { points: given, byLine: ofLines } of offered?.added ?? NO_CAMPAIGNS) {
    total += given;
    for (let index = 0; index < byLine.length; index += 1)
      byLine[index] = (byLine[index] as number) + (ofLines[index] as number);
  }
  const points = capped(program, total, meter, trace);
  const sold = offered?.sold ?? NO_CAMPAIGNS;
  return {
    points,
    byLine: points === total ? byLine : divideByWeights(points, byLine),
    capped: ownCaps,
    byCampaigns: points === total ? sold : sold.map((one) => keptOf(one, points, total)),
  };
}

type EarningLines = {
  readonly shares: readonly number[];
  readonly all: RuleLines;
  /** Null: the programme has no base. */
  readonly rated: RatedPoints | null;
};

/** Points that the programme's rules multiply and add, before their caps. */
function gainsOfRules(
  rules: readonly CompiledRule[],
  facts: SaleFacts,
  { shares, all, rated }: EarningLines,
  trace: TraceEntry[],
): { readonly multiplied: readonly RuleGain[]; readonly added: readonly RuleGain[] } {
  const multiplied: RuleGain[] = [];
  const added: RuleGain[] = [];
  for (const rule of rules) {
    const lines = matchedLines(rule, facts, all.lines);
    if (!isLines(lines)) {
      trace.push(traced('EARN', rule.code, 0, lines));
    } else if (rule.adds !== null) {
      const weights = weightsOf(rule, lines, all, shares, facts.lines);
      const points = pointsOf(rule, weights);
      if (points > 0) added.push({ rule, points, lines, weights });
      else trace.push(traced('EARN', rule.code, 0, rule.shortArguments));
    } else if (rated !== null) {
      const points = rated.multiply(lines, rule);
      if (rule.caps !== null && points > 0)
        multiplied.push({ rule, points, lines, weights: weightsOf(rule, lines, all, shares, facts.lines) });
    }
  }
  return { multiplied, added };
}

/** A campaign's part of the points that the programme's caps allowed. For a control guest, the points stay as they would have been. */
function keptOf(sold: SoldCampaign, left: number, total: number): SoldCampaign {
  if (sold.arm !== 'OFFERED') return sold;
  const kept = multiplyDivide(sold.points, left, total);
  return { ...sold, points: pointsOfNumber(kept), byLine: divideByWeights(kept, sold.byLine) };
}

function sharesOf(lines: readonly Line[], payable: number): number[] {
  return divideByWeights(payable, totalsOf(lines));
}

/** The earning base of each line; 0 for an excluded line. */
function earningShares(program: CompiledProgram, facts: SaleFacts, trace: TraceEntry[]): number[] {
  const shares = facts.earnsFrom === null ? sharesOf(facts.lines, facts.payable) : [...facts.earnsFrom];
  const { excludes, excludedSegments } = program;
  const segment = excludedSegments === null ? undefined : facts.segments.find((code) => excludedSegments.has(code));
  if (segment !== undefined) {
    trace.push(traced('EARN', 'earning.exclusions', 0, { lines: shares.length, payable: facts.payable, segment }));
    return shares.map(() => 0);
  }
  if (excludes === null) return shares;
  const named = leftOut(excludes, facts.lines);
  if (named === null) return shares;
  let excluded = 0;
  for (const index of named.indexes) {
    excluded += shares[index] as number;
    shares[index] = 0;
  }
  const { lines, ...which } = named.arguments;
  const said = { lines, payable: excluded };
  trace.push(traced('EARN', 'earning.exclusions', 0, program.form === 1 ? said : { ...said, ...which }));
  return shares;
}

/** The lines with something that earns points. */
function earningLines(shares: readonly number[]): number[] {
  const earning: number[] = [];
  for (let index = 0; index < shares.length; index += 1) if ((shares[index] as number) > 0) earning.push(index);
  return earning;
}

/** How many points of a rule its own caps allow. A rule that multiplies by less than one never takes away more than there is. */
function capRule(
  gain: RuleGain,
  atMost: number,
  lineCount: number,
  meter: CapMeter | null,
  own: CappedGain[],
  trace: TraceEntry[],
): number {
  const { rule, points } = gain;
  if (rule.caps === null || meter === null) return points;
  const least = points - atMost;
  const taken = meter.take(rule.caps, points, least, trace);
  if (rule.caps.periods.length > 0 && taken > 0) {
    const byLine = new Array<number>(lineCount).fill(0);
    addTo(byLine, gain, taken);
    own.push({ owner: rule.code, byLine });
  }
  return taken;
}

function capped(program: CompiledProgram, total: number, meter: CapMeter | null, trace: TraceEntry[]): number {
  return program.caps === null || meter === null ? total : meter.take(program.caps, total, 0, trace);
}
