import type { Fraction } from '../basics/fractions';
import {
  divideByLargeWeights,
  divideByWeights,
  divideRounded,
  floorDivide,
  multiplyDivideRounded,
  toSafe,
} from '../basics/integers';
import type { Rounding } from '../basics/numbers';

/** Points for each full step. */
export type RateStep = { readonly step: number; readonly points: number };

const NO_SHARES: readonly number[] = [];

/** A weight is a line's share times its multipliers times the scale. All lines have the same scale, which makes every weight a whole number. */
type Weights<Whole extends number | bigint> = {
  readonly weights: Whole[];
  scale: Whole;
};

/**
 * The earning bases of a sale's lines with their multipliers, exact for any number of multipliers. Weights are numbers while they provably fit, and
 * become BigInts otherwise.
 */
export class RatedShares {
  private paid: number;
  private fullSteps: number;
  private small: Weights<number> | null;
  private large: Weights<bigint> | null = null;
  /** An upper bound of the sum of the weights, and of the paid amount times the scale. */
  private bound: number;

  constructor(
    shares: readonly number[],
    private readonly base: RateStep,
  ) {
    let paid = 0;
    for (const share of shares) paid += share;
    this.paid = paid;
    this.bound = paid;
    this.fullSteps = floorDivide(paid, base.step);
    this.small = { weights: shares.slice(), scale: 1 };
  }

  /** Multiplies what these lines earn. `lines`: indexes in rising order. */
  multiply(lines: readonly number[], by: Fraction): void {
    const { numerator, denominator } = by;
    const bound = this.bound * Math.max(numerator, denominator);
    if (this.small !== null && bound < Number.MAX_SAFE_INTEGER) {
      this.bound = bound;
      multiplySmall(this.small.weights, lines, by);
      this.small.scale *= denominator;
      return;
    }
    this.large ??= largeOf(this.small);
    this.small = null;
    multiplyLarge(this.large.weights, lines, by);
    this.large.scale *= BigInt(denominator);
  }

  /**
   * round(tier × points × (fullSteps + Σ shareᵢ ÷ step × (multiplierᵢ − 1))), exact and rounded once. 0 where multipliers below one would take away
   * more than there is.
   */
  points(tier: Fraction, rounding: Rounding): number {
    if (this.small !== null) {
      const { weights, scale } = this.small;
      let sum = 0;
      for (const weight of weights) sum += weight;
      const points = this.pointsOfSmall(sum, scale, tier, rounding);
      if (points !== null) return points;
    }
    const { weights, scale } = this.large ?? largeOf(this.small);
    const ofSteps = BigInt(this.fullSteps) * BigInt(this.base.step);
    const sum = weights.reduce((all, weight) => all + weight, (ofSteps - BigInt(this.paid)) * scale);
    if (sum <= 0n) return 0;
    const dividend = sum * BigInt(this.base.points) * BigInt(tier.numerator);
    return toSafe(divideRounded(dividend, scale * BigInt(this.base.step) * BigInt(tier.denominator), rounding));
  }

  /** Computes the points that `multiply` would leave, and changes nothing. */
  pointsAfter(lines: readonly number[], by: Fraction, tier: Fraction, rounding: Rounding): number {
    const { numerator, denominator } = by;
    if (this.small !== null && this.bound * Math.max(numerator, denominator) < Number.MAX_SAFE_INTEGER) {
      const { weights, scale } = this.small;
      let sum = 0;
      let next = 0;
      for (let index = 0; index < weights.length; index += 1) {
        const isMeant = lines[next] === index;
        if (isMeant) next += 1;
        sum += (weights[index] as number) * (isMeant ? numerator : denominator);
      }
      const points = this.pointsOfSmall(sum, scale * denominator, tier, rounding);
      if (points !== null) return points;
    }
    const copied = this.copy();
    copied.multiply(lines, by);
    return copied.points(tier, rounding);
  }

  /** Divides `total` over the lines by what each line brought: its share times its multipliers. */
  divide(total: number): number[] {
    return this.small !== null
      ? divideByWeights(total, this.small.weights)
      : divideByLargeWeights(total, (this.large ?? largeOf(null)).weights);
  }

  /** Null: the exact result needs BigInts. */
  private pointsOfSmall(sum: number, scale: number, tier: Fraction, rounding: Rounding): number | null {
    const rate = this.base.points * tier.numerator;
    const divisor = scale * this.base.step * tier.denominator;
    if (rate >= Number.MAX_SAFE_INTEGER || divisor >= Number.MAX_SAFE_INTEGER) return null;
    // The steps are at most what was paid, so each term is within the bound.
    const beyond = this.fullSteps * this.base.step * scale + (sum - this.paid * scale);
    return beyond <= 0 ? 0 : multiplyDivideRounded(beyond, rate, divisor, rounding);
  }

  private copy(): RatedShares {
    const copied = new RatedShares(NO_SHARES, this.base);
    copied.paid = this.paid;
    copied.bound = this.bound;
    copied.fullSteps = this.fullSteps;
    copied.small = this.small === null ? null : { weights: this.small.weights.slice(), scale: this.small.scale };
    copied.large = this.large === null ? null : { weights: [...this.large.weights], scale: this.large.scale };
    return copied;
  }
}

function multiplySmall(weights: number[], lines: readonly number[], { numerator, denominator }: Fraction): void {
  let next = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const isMeant = lines[next] === index;
    if (isMeant) next += 1;
    weights[index] = (weights[index] as number) * (isMeant ? numerator : denominator);
  }
}

/** Multiplies BigInts. Kept apart from numbers, so that the engine optimises `multiplySmall` for numbers alone. */
function multiplyLarge(weights: bigint[], lines: readonly number[], { numerator, denominator }: Fraction): void {
  const meant = new Set(lines);
  for (let index = 0; index < weights.length; index += 1)
    weights[index] = (weights[index] as bigint) * BigInt(meant.has(index) ? numerator : denominator);
}

function largeOf(small: Weights<number> | null): Weights<bigint> {
  return { weights: (small?.weights ?? []).map(BigInt), scale: BigInt(small?.scale ?? 1) };
}
