import type { CompiledProgram, CompiledTier } from '../program/compile';
import type { CompiledRule } from './compile-rule';
import { ONCE, type Fraction } from '../basics/fractions';
import { RatedShares, type RateStep } from './rated-shares';
import { traced } from '../act/trace';
import type { TraceArguments, TraceEntry } from '../act/types';

/** The points that an amount earns with all multipliers that were applied. Says how many points a further multiplier would add. */
export class RatedPoints {
  points: number;
  private readonly shares: RatedShares;
  private tier: Fraction = ONCE;

  constructor(
    private readonly program: CompiledProgram,
    base: RateStep,
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
    return this.becomes(code, multiplierArguments);
  }

  multiplyByTier({ multiplier, multiplierRule, multiplierArguments }: CompiledTier): void {
    if (multiplier.numerator === multiplier.denominator) return;
    this.tier = multiplier;
    this.becomes(multiplierRule, multiplierArguments);
  }

  /** How many points another multiplier would add, the tier's multiplier included. Nothing changes before `accept`. */
  changeBy(lines: readonly number[], by: Fraction): number {
    return this.shares.pointsAfter(lines, by, this.tier, this.program.document.rounding) - this.points;
  }

  /** Applies a multiplier. `change` is the number of points that `changeBy` returned for the multiplier. */
  accept(lines: readonly number[], by: Fraction, change: number): void {
    this.shares.multiply(lines, by);
    this.points += change;
  }

  divide(total: number): number[] {
    return this.shares.divide(total);
  }

  private becomes(rule: string, multiplierArguments: TraceArguments): number {
    const before = this.points;
    this.points = this.shares.points(this.tier, this.program.document.rounding);
    this.trace.push(traced('EARN', rule, this.points - before, multiplierArguments));
    return this.points - before;
  }
}

export function baseTrace(program: CompiledProgram, byBase: number): TraceEntry {
  return traced('EARN', 'earning.base', byBase, byBase === 0 ? program.baseFailedArguments : program.baseArguments);
}
