/** The points of a sale: base, rules, tier, caps; and what each line brought to them. */
import type { CompiledProgram, CompiledRule, CompiledTier } from './compile';
import { firstFailed, SaleFacts } from './conditions';
import { divideByContribution, ONCE, pointsOf, type Fraction, type Step } from './fractions';
import { divideByWeights, floorDivide, multiplyDivideRounded } from './integers';
import { traced } from './trace';
import type { Calendar, Line, SaleAct, TraceEntry } from './types';

export type Earned = {
  /** By the sale itself, without the first-sale bonus. */
  readonly points: number;
  /** The same by line. */
  readonly byLine: readonly number[];
};

type EarningLine = { readonly share: number; readonly multipliers: Fraction[] };
type FlatGain = { readonly rule: CompiledRule; readonly points: number; readonly byLine: readonly number[] };

/**
 * Points for `payable`, spread over the lines by their totals. `capLeft` is what the daily cap still lets through; null:
 * there is none. In the trace the parts of EARN less those of CAP add up to the points.
 */
export function earn(
  program: CompiledProgram,
  tier: CompiledTier,
  act: SaleAct,
  calendar: Calendar,
  lines: readonly Line[],
  payable: number,
  capLeft: number | null,
  trace: TraceEntry[],
): Earned {
  const { base, caps } = program.document.earning;
  if (base === null && program.rules.length === 0) return { points: 0, byLine: lines.map(() => 0) };
  if (base !== null && program.rules.length === 0 && program.excludes === null) {
    return earnByBase(program, tier, base, lines, payable, capLeft, trace);
  }
  const facts = new SaleFacts(act, tier.code, calendar);
  const earning = earningLines(program, lines, payable, trace);
  const rated = base === null ? null : new RatedPoints(program, base, earning, trace);
  const flat: FlatGain[] = [];
  for (const rule of program.rules) {
    const matched = matchedLines(rule, facts, lines, earning);
    if (typeof matched === 'string') {
      trace.push(traced('EARN', rule.code, 0, { failed: matched }));
    } else if (rule.points !== null) {
      const weights = earning.map((line, index) => (matched.has(index) ? line.share : 0));
      flat.push({ rule, points: rule.points, byLine: divideByWeights(rule.points, weights) });
    } else if (rule.multiplier !== null) {
      for (const index of matched) (earning[index] as EarningLine).multipliers.push(rule.multiplier);
      rated?.becomes(ONCE, rule.code, rule.multiplierPpm);
    }
  }
  if (tier.multiplier.numerator !== tier.multiplier.denominator) {
    rated?.becomes(tier.multiplier, tier.multiplierRule, tier.document.multiplierPpm);
  }
  for (const gain of flat) trace.push(traced('EARN', gain.rule.code, gain.points));

  const byRate = divideByContribution(rated?.points ?? 0, earning);
  const uncapped = byRate.map((part, index) => flat.reduce((sum, gain) => sum + (gain.byLine[index] as number), part));
  const total = uncapped.reduce((sum, part) => sum + part, 0);
  const capped = applyCaps(total, caps, capLeft, trace);
  return { points: capped, byLine: capped === total ? uncapped : divideByWeights(capped, uncapped) };
}

/** Without rules and exclusions the lines matter only for who brought what. */
function earnByBase(
  program: CompiledProgram,
  tier: CompiledTier,
  base: Step,
  lines: readonly Line[],
  payable: number,
  capLeft: number | null,
  trace: TraceEntry[],
): Earned {
  const steps = floorDivide(payable, base.step);
  const byBase = steps * base.points;
  trace.push(baseTrace(program, byBase));
  const { numerator, denominator } = tier.multiplier;
  const total = multiplyDivideRounded(byBase, numerator, denominator, program.document.rounding);
  if (numerator !== denominator) {
    trace.push(traced('EARN', tier.multiplierRule, total - byBase, { multiplierPpm: tier.document.multiplierPpm }));
  }
  const capped = applyCaps(total, program.document.earning.caps, capLeft, trace);
  if (lines.length === 1) return { points: capped, byLine: [capped] };
  const shares = divideByWeights(
    payable,
    lines.map((line) => line.total),
  );
  const byLine = divideByWeights(total, shares);
  return { points: capped, byLine: capped === total ? byLine : divideByWeights(capped, byLine) };
}

function baseTrace(program: CompiledProgram, byBase: number): TraceEntry {
  return traced('EARN', 'earning.base', byBase, byBase === 0 ? program.baseFailedArguments : program.baseArguments);
}

/** What the base gives for the shares with the multipliers that they have so far; tells what each multiplier changed. */
class RatedPoints {
  points: number;
  private readonly fullSteps: number;

  constructor(
    private readonly program: CompiledProgram,
    private readonly base: Step,
    private readonly lines: readonly EarningLine[],
    private readonly trace: TraceEntry[],
  ) {
    let paid = 0;
    for (const line of lines) paid += line.share;
    this.fullSteps = floorDivide(paid, base.step);
    this.points = this.fullSteps * base.points;
    this.trace.push(baseTrace(program, this.points));
  }

  becomes(tier: Fraction, rule: string, multiplierPpm: number): void {
    const points = pointsOf(this.lines, this.fullSteps, this.base, tier, this.program.document.rounding);
    this.trace.push(traced('EARN', rule, points - this.points, { multiplierPpm }));
    this.points = points;
  }
}

/** What each line earns from; an excluded line earns from nothing. */
function earningLines(
  program: CompiledProgram,
  lines: readonly Line[],
  payable: number,
  trace: TraceEntry[],
): EarningLine[] {
  const shares = divideByWeights(
    payable,
    lines.map((line) => line.total),
  );
  let excluded = 0;
  let count = 0;
  const earning = lines.map((line, index): EarningLine => {
    const share = shares[index] as number;
    if (program.excludes?.(line.sku, line.category) !== true) return { share, multipliers: [] };
    excluded += share;
    count += 1;
    return { share: 0, multipliers: [] };
  });
  if (count > 0) trace.push(traced('EARN', 'earning.exclusions', 0, { lines: count, payable: excluded }));
  return earning;
}

/** The lines that the rule acts on, or the first condition that failed. */
function matchedLines(
  rule: CompiledRule,
  facts: SaleFacts,
  lines: readonly Line[],
  earning: readonly EarningLine[],
): ReadonlySet<number> | string {
  const failed = firstFailed(rule, facts);
  if (failed !== null) return failed;
  const matched = new Set<number>();
  lines.forEach((line, index) => {
    const isEarning = (earning[index] as EarningLine).share > 0;
    if (isEarning && (rule.matchesLine === null || rule.matchesLine(line.sku, line.category))) matched.add(index);
  });
  return matched.size > 0 ? matched : 'lines';
}

function applyCaps(
  total: number,
  caps: { readonly perSale: number | null; readonly perDay: number | null },
  capLeft: number | null,
  trace: TraceEntry[],
): number {
  let capped = total;
  if (caps.perSale !== null && capped > caps.perSale) {
    trace.push(traced('CAP', 'earning.cap.perSale', capped - caps.perSale, { cap: caps.perSale }));
    capped = caps.perSale;
  }
  if (caps.perDay !== null && capLeft !== null && capped > capLeft) {
    trace.push(traced('CAP', 'earning.cap.perDay', capped - capLeft, { cap: caps.perDay }));
    capped = capLeft;
  }
  return capped;
}
