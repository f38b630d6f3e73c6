/**
 * The points of a sale: base, rules, tier, caps; and what each line brought to them. Multipliers of a line multiply one
 * another and what it earns by the base; the tier multiplies that; all other gains are added to it, in the order of
 * their ids. Then caps take away: first those of each rule, then those of the programme.
 */
import { CapMeter } from './caps';
import type { CompiledProgram, CompiledRule, CompiledTier } from './compile';
import { allHold, firstFailed } from './condition-trees';
import { totalsOf } from './division';
import { ONCE, type Fraction } from './fractions';
import { divideByWeights, floorDivide, multiplyDivideRounded } from './integers';
import { assertNever } from './numbers';
import { RatedShares, type Step } from './rated-shares';
import { leftOut } from './restrictions';
import type { SaleFacts } from './sale-facts';
import { traced } from './trace';
import type { CappedGain, Line, TraceArguments, TraceEntry } from './types';

export type Earned = {
  /** By the sale itself, without the first-sale bonus. */
  readonly points: number;
  /** The same by line. */
  readonly byLine: readonly number[];
  /** Points of rules with caps of their own over a period. */
  readonly capped: readonly CappedGain[];
};

/** Points of one rule, with its lines and their weights. */
type RuleGain = {
  readonly rule: CompiledRule;
  points: number;
  readonly lines: readonly number[];
  readonly weights: readonly number[];
};

const NOTHING_CAPPED: readonly CappedGain[] = [];

/** Whether rules or exclusions are asked at all; else the lines matter only for who brought what. */
export function hasRules(program: CompiledProgram): boolean {
  const { rules, excludes, excludedSegments, restrictions } = program;
  return rules.length > 0 || excludes !== null || excludedSegments !== null || restrictions !== null;
}

/** Points by the base alone, of a programme that has no rules. */
export function earnByBase(
  program: CompiledProgram,
  tier: CompiledTier,
  lines: readonly Line[],
  payable: number,
  meter: CapMeter | null,
  trace: TraceEntry[],
): Earned {
  const { base } = program.document.earning;
  if (base === null) return { points: 0, byLine: lines.map(() => 0), capped: NOTHING_CAPPED };
  const byBase = floorDivide(payable, base.step) * base.points;
  trace.push(baseTrace(program, byBase));
  const { numerator, denominator } = tier.multiplier;
  const total = multiplyDivideRounded(byBase, numerator, denominator, program.document.rounding);
  if (numerator !== denominator) {
    trace.push(traced('EARN', tier.multiplierRule, total - byBase, tier.multiplierArguments));
  }
  const points = capped(program, total, meter, trace);
  if (lines.length === 1) return { points, byLine: [points], capped: NOTHING_CAPPED };
  const byLine = divideByWeights(total, sharesOf(lines, payable));
  return {
    points,
    byLine: points === total ? byLine : divideByWeights(points, byLine),
    capped: NOTHING_CAPPED,
  };
}

/**
 * Points for what is paid, spread over the lines by their totals, by base and `rules`, which are in the order of their
 * ids. In the trace the parts of EARN less those of CAP add up to the points.
 */
export function earnByRules(
  program: CompiledProgram,
  rules: readonly CompiledRule[],
  tier: CompiledTier,
  facts: SaleFacts,
  meter: CapMeter | null,
  trace: TraceEntry[],
): Earned {
  const { base } = program.document.earning;
  const shares = earningShares(program, facts, trace);
  const earning = earningLines(shares);
  // Most rules act on all of these lines, and those that count by what is paid then share their weights.
  const all: RuleLines = { lines: earning, weights: weightsByShare(earning, shares) };
  const rated = base === null ? null : new RatedPoints(program, base, shares, trace);
  const multiplied: RuleGain[] = [];
  const added: RuleGain[] = [];
  for (const rule of rules) {
    const matched = matchedLines(rule, facts, earning);
    if (!isLines(matched)) {
      trace.push(traced('EARN', rule.code, 0, matched));
    } else if (rule.gain.kind !== 'MULTIPLIER') {
      const weights = weightsOf(rule, matched, all, shares, facts.lines);
      const points = pointsOf(rule, weights);
      if (points > 0) added.push({ rule, points, lines: matched, weights });
      else trace.push(traced('EARN', rule.code, 0, rule.shortArguments));
    } else if (rated !== null) {
      const points = rated.multiply(matched, rule);
      if (rule.caps !== null && points > 0)
        multiplied.push({ rule, points, lines: matched, weights: weightsOf(rule, matched, all, shares, facts.lines) });
    }
  }
  rated?.multiplyByTier(tier);
  for (const { rule, points } of added) trace.push(traced('EARN', rule.code, points));

  let byRate = rated?.points ?? 0;
  const ownCaps: CappedGain[] = [];
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
  const points = capped(program, total, meter, trace);
  return { points, byLine: points === total ? byLine : divideByWeights(points, byLine), capped: ownCaps };
}

function baseTrace(program: CompiledProgram, byBase: number): TraceEntry {
  return traced('EARN', 'earning.base', byBase, byBase === 0 ? program.baseFailedArguments : program.baseArguments);
}

/** Base points for the shares with their multipliers so far, with the change by each multiplier. */
class RatedPoints {
  points: number;
  private readonly shares: RatedShares;

  constructor(
    private readonly program: CompiledProgram,
    base: Step,
    shares: readonly number[],
    private readonly trace: TraceEntry[],
  ) {
    this.shares = new RatedShares(shares, base);
    this.points = this.shares.points(ONCE, program.document.rounding);
    trace.push(baseTrace(program, this.points));
  }

  /** Returns how many points the rule changed. */
  multiply(lines: readonly number[], { multiplier, code, multiplierArguments }: CompiledRule): number {
    this.shares.multiply(lines, multiplier);
    return this.becomes(ONCE, code, multiplierArguments);
  }

  multiplyByTier({ multiplier, multiplierRule, multiplierArguments }: CompiledTier): void {
    if (multiplier.numerator !== multiplier.denominator) this.becomes(multiplier, multiplierRule, multiplierArguments);
  }

  divide(total: number): number[] {
    return this.shares.divide(total);
  }

  private becomes(tier: Fraction, rule: string, multiplierArguments: TraceArguments): number {
    const before = this.points;
    this.points = this.shares.points(tier, this.program.document.rounding);
    this.trace.push(traced('EARN', rule, this.points - before, multiplierArguments));
    return this.points - before;
  }
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

/** The lines that the rule acts on, or the first condition that failed. */
function matchedLines(
  { condition }: CompiledRule,
  facts: SaleFacts,
  earning: readonly number[],
): readonly number[] | TraceArguments {
  const { ofSale, ofLine } = condition;
  const [firstLine] = facts.lines;
  if (firstLine === undefined) return NO_LINES;
  const failed = firstFailed(ofSale, facts, firstLine);
  if (failed !== null) return failed;
  if (earning.length === 0) return NO_LINES;
  if (ofLine.length === 0) return earning;
  const matched: number[] = [];
  for (const index of earning) if (allHold(ofLine, facts, facts.lines[index] as Line)) matched.push(index);
  if (matched.length > 0) return matched;
  return firstFailed(ofLine, facts, facts.lines[earning[0] as number] as Line) ?? NO_LINES;
}

function isLines(matched: readonly number[] | TraceArguments): matched is readonly number[] {
  return Array.isArray(matched);
}

const NO_LINES: TraceArguments = { failed: 'lines' };

/** Adds the points to the lines of the gain, by their weights. */
function addTo(byLine: number[], { lines, weights }: RuleGain, points: number): void {
  const parts = divideByWeights(points, weights);
  for (let at = 0; at < lines.length; at += 1) {
    const index = lines[at] as number;
    byLine[index] = (byLine[index] as number) + (parts[at] as number);
  }
}

type RuleLines = Pick<RuleGain, 'lines' | 'weights'>;

/** By what a gain is counted, and divided over its lines. */
function weightsOf(
  { gain }: CompiledRule,
  matched: readonly number[],
  all: RuleLines,
  shares: readonly number[],
  lines: readonly Line[],
): readonly number[] {
  if (gain.kind !== 'PER_QUANTITY') return matched === all.lines ? all.weights : weightsByShare(matched, shares);
  const weights = new Array<number>(matched.length);
  for (let at = 0; at < matched.length; at += 1) weights[at] = (lines[matched[at] as number] as Line).quantityMilli;
  return weights;
}

function weightsByShare(matched: readonly number[], shares: readonly number[]): number[] {
  const weights = new Array<number>(matched.length);
  for (let at = 0; at < matched.length; at += 1) weights[at] = shares[matched[at] as number] as number;
  return weights;
}

/** The lines that earn from something. */
function earningLines(shares: readonly number[]): number[] {
  const earning: number[] = [];
  for (let index = 0; index < shares.length; index += 1) if ((shares[index] as number) > 0) earning.push(index);
  return earning;
}

function pointsOf({ gain }: CompiledRule, weights: readonly number[]): number {
  switch (gain.kind) {
    case 'POINTS':
      return gain.points;
    case 'PER_STEP':
      return floorDivide(sumOf(weights), gain.step) * gain.points;
    case 'PER_QUANTITY':
      return floorDivide(sumOf(weights), gain.quantityMilli) * gain.points;
    case 'MULTIPLIER':
      return 0;
    default:
      return assertNever(gain);
  }
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** How many of its points a rule's own caps let it bring; never takes away more than there is. */
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
