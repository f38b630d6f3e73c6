/** The points of a sale: base, rules, tier, caps; and what each line brought to them. */
import type { CompiledProgram, CompiledRule, CompiledTier, Fraction } from './compile';
import { firstFailed, type SaleFacts } from './conditions';
import {
  divideByLargeWeights,
  divideByWeights,
  divideRounded,
  floorDivide,
  multiplyDivideRounded,
  toSafe,
} from './integers';
import { traced } from './trace';
import type { Line, TraceEntry } from './types';

export type Earned = {
  /** By the sale itself, without the first-sale bonus. */
  readonly points: number;
  /** The same by line. */
  readonly byLine: readonly number[];
};

type EarningLine = { readonly share: number; readonly multipliers: Fraction[] };

/**
 * Points for `payable`, spread over the lines by their totals. With shares in steps and bonuses by line it is
 * round(tier × points × (⌊payable ÷ step⌋ + Σ shareᵢ ÷ step × (multiplierᵢ − 1))): one product, rounded once.
 * `capLeft` is what the daily cap still lets through; null: there is none.
 */
export function earn(
  program: CompiledProgram,
  tier: CompiledTier,
  facts: SaleFacts,
  lines: readonly Line[],
  payable: number,
  capLeft: number | null,
  trace: TraceEntry[],
): Earned {
  const { earning } = program.document;
  if (earning.base === null && program.rules.length === 0) return { points: 0, byLine: lines.map(() => 0) };
  const shares = divideByWeights(
    payable,
    lines.map((line) => line.total),
  );
  const isExcluded = lines.map((line) => program.excludes?.(line.sku, line.category) === true);
  const earning0 = lines.map((_, index): EarningLine => ({
    share: isExcluded[index] ? 0 : (shares[index] as number),
    multipliers: [],
  }));
  const flat: { rule: CompiledRule; byLine: number[] }[] = [];
  traceExclusions(shares, isExcluded, trace);

  const base = earning.base;
  const byRate = base === null ? 0 : fullSteps(earning0, base.step) * base.points;
  if (base !== null) trace.push(baseTrace(byRate, base.step, base.points));
  let soFar = byRate;
  for (const rule of program.rules) {
    const matched = matchedLines(rule, facts, lines, earning0);
    if (typeof matched === 'string') {
      trace.push(traced('EARN', rule.code, 0, { failed: matched }));
    } else if (rule.points !== null) {
      flat.push({
        rule,
        byLine: divideByWeights(
          rule.points,
          earning0.map((line, index) => (matched.has(index) ? line.share : 0)),
        ),
      });
    } else if (rule.multiplier !== null) {
      for (const index of matched) (earning0[index] as EarningLine).multipliers.push(rule.multiplier);
      const withRule = base === null ? 0 : exactPoints(program, ONCE, earning0, base);
      trace.push(traced('EARN', rule.code, withRule - soFar, { multiplierPpm: ppmOf(rule.multiplier) }));
      soFar = withRule;
    }
  }
  const withTier = base === null ? 0 : exactPoints(program, tier.multiplier, earning0, base);
  if (base !== null && tier.multiplier.numerator !== tier.multiplier.denominator) {
    trace.push(traced('EARN', tier.multiplierRule, withTier - soFar, { multiplierPpm: tier.document.multiplierPpm }));
  }
  for (const { rule } of flat) trace.push(traced('EARN', rule.code, rule.points ?? 0));

  const rated = divideByContribution(withTier, earning0);
  const uncapped = rated.map((part, index) => flat.reduce((sum, gain) => sum + (gain.byLine[index] as number), part));
  const total = uncapped.reduce((sum, part) => sum + part, 0);
  const capped = applyCaps(total, earning.caps.perSale, earning.caps.perDay, capLeft, trace);
  return { points: capped, byLine: capped === total ? uncapped : divideByWeights(capped, uncapped) };
}

const ONCE: Fraction = { numerator: 1, denominator: 1 };

function baseTrace(byRate: number, step: number, perStep: number): TraceEntry {
  return traced(
    'EARN',
    'earning.base',
    byRate,
    byRate === 0 ? { step, points: perStep, failed: 'step' } : { step, points: perStep },
  );
}

function traceExclusions(shares: readonly number[], isExcluded: readonly boolean[], trace: TraceEntry[]): void {
  let excluded = 0;
  let count = 0;
  for (let index = 0; index < shares.length; index += 1) {
    if (!isExcluded[index]) continue;
    excluded += shares[index] as number;
    count += 1;
  }
  if (count > 0) trace.push(traced('EARN', 'earning.exclusions', 0, { lines: count, payable: excluded }));
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

function fullSteps(lines: readonly EarningLine[], step: number): number {
  let sum = 0;
  for (const line of lines) sum += line.share;
  return floorDivide(sum, step);
}

function exactPoints(
  program: CompiledProgram,
  tier: Fraction,
  lines: readonly EarningLine[],
  base: { readonly step: number; readonly points: number },
): number {
  const { rounding } = program.document;
  const steps = fullSteps(lines, base.step);
  if (lines.every((line) => line.multipliers.length === 0)) {
    return multiplyDivideRounded(steps * base.points, tier.numerator, tier.denominator, rounding);
  }
  // Over one denominator: what the rules make of each share beyond once, besides the full steps.
  const common = lines.reduce((all, line) => all * product(line.multipliers, 'denominator'), 1n);
  let sum = BigInt(steps) * BigInt(base.step) * common;
  for (const line of lines) {
    if (line.multipliers.length === 0) continue;
    const denominator = product(line.multipliers, 'denominator');
    sum += (BigInt(line.share) * common * (product(line.multipliers, 'numerator') - denominator)) / denominator;
  }
  // Rules that take away can take more than the full steps were worth.
  if (sum <= 0n) return 0;
  const dividend = sum * BigInt(base.points) * BigInt(tier.numerator);
  return toSafe(divideRounded(dividend, common * BigInt(base.step) * BigInt(tier.denominator), rounding));
}

function product(multipliers: readonly Fraction[], side: keyof Fraction): bigint {
  return multipliers.reduce((all, multiplier) => all * BigInt(multiplier[side]), 1n);
}

/** By what each line brought: its share times its multipliers. */
function divideByContribution(total: number, lines: readonly EarningLine[]): number[] {
  if (lines.every((line) => line.multipliers.length === 0))
    return divideByWeights(
      total,
      lines.map((line) => line.share),
    );
  const common = lines.reduce((all, line) => all * product(line.multipliers, 'denominator'), 1n);
  return divideByLargeWeights(
    total,
    lines.map(
      (line) =>
        (BigInt(line.share) * common * product(line.multipliers, 'numerator')) /
        product(line.multipliers, 'denominator'),
    ),
  );
}

function ppmOf(multiplier: Fraction): number {
  return multiplyDivideRounded(multiplier.numerator, 1_000_000, multiplier.denominator, 'FLOOR');
}

function applyCaps(
  total: number,
  perSale: number | null,
  perDay: number | null,
  capLeft: number | null,
  trace: TraceEntry[],
): number {
  let capped = total;
  if (perSale !== null && capped > perSale) {
    trace.push(traced('CAP', 'earning.cap.perSale', capped - perSale, { cap: perSale }));
    capped = perSale;
  }
  if (perDay !== null && capLeft !== null && capped > capLeft) {
    trace.push(traced('CAP', 'earning.cap.perDay', capped - capLeft, { cap: perDay }));
    capped = capLeft;
  }
  return capped;
}
