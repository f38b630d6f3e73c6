/** Multipliers as exact fractions, and sums of shares under them. */
import {
  divideByLargeWeights,
  divideByWeights,
  divideRounded,
  exactQuotient,
  floorDivide,
  greatestDivisor,
  multiplyDivideRounded,
  toSafe,
} from './integers';
import { MILLION } from './numbers';
import type { Rounding } from './program.types';

/** In lowest terms. */
export type Fraction = { readonly numerator: number; readonly denominator: number };

export const ONCE: Fraction = { numerator: 1, denominator: 1 };

export function fractionOfPpm(ppm: number): Fraction {
  const divisor = greatestDivisor(ppm, MILLION);
  return { numerator: floorDivide(ppm, divisor), denominator: floorDivide(MILLION, divisor) };
}

/** What one line of a sale earns from: its share of what is paid, as often as its multipliers say. */
export type MultipliedShare = { readonly share: number; readonly multipliers: readonly Fraction[] };

/** Every share with its multipliers as one fraction over a denominator common to all lines. */
type Common = { readonly denominator: bigint; readonly numerators: readonly bigint[] };
type SmallCommon = { readonly denominator: number; readonly numerators: readonly number[] };

export type Step = { readonly step: number; readonly points: number };

/**
 * round(tier × points × (fullSteps + Σ shareᵢ ÷ step × (multiplierᵢ − 1))), exact and rounded once; 0 where rules that
 * take away take more than there was.
 */
export function pointsOf(
  shares: readonly MultipliedShare[],
  fullSteps: number,
  base: Step,
  tier: Fraction,
  rounding: Rounding,
): number {
  if (shares.every((line) => line.multipliers.length === 0)) {
    return multiplyDivideRounded(fullSteps * base.points, tier.numerator, tier.denominator, rounding);
  }
  const small = smallCommonOf(shares);
  return (
    (small === null ? null : smallPoints(small, shares, fullSteps, base, tier, rounding)) ??
    largePoints(shares, fullSteps, base, tier, rounding)
  );
}

/** `total` divided by what each line brought: its share times its multipliers. */
export function divideByContribution(total: number, shares: readonly MultipliedShare[]): number[] {
  if (shares.every((line) => line.multipliers.length === 0))
    return divideByWeights(
      total,
      shares.map((line) => line.share),
    );
  const small = smallCommonOf(shares);
  const weights = small?.numerators.map((numerator, index) => numerator * (shares[index] as MultipliedShare).share);
  if (weights?.every((weight) => weight < Number.MAX_SAFE_INTEGER)) return divideByWeights(total, weights);
  const { numerators } = commonOf(shares);
  return divideByLargeWeights(
    total,
    numerators.map((numerator, index) => numerator * BigInt((shares[index] as MultipliedShare).share)),
  );
}

/** Null where a figure would leave the integers that a number holds exactly. */
function smallPoints(
  common: SmallCommon,
  shares: readonly MultipliedShare[],
  fullSteps: number,
  base: Step,
  tier: Fraction,
  rounding: Rounding,
): number | null {
  const ofSteps = fullSteps * base.step * common.denominator;
  let sum = ofSteps;
  // The sum of the absolute terms bounds every partial sum: while it is below 2^53 all of them are exact.
  let bound = ofSteps;
  for (let index = 0; index < shares.length; index += 1) {
    const beyondOnce = (common.numerators[index] as number) - common.denominator;
    const term = (shares[index] as MultipliedShare).share * beyondOnce;
    sum += term;
    bound += Math.abs(term);
  }
  const rate = base.points * tier.numerator;
  const divisor = common.denominator * base.step * tier.denominator;
  if (bound >= Number.MAX_SAFE_INTEGER || rate >= Number.MAX_SAFE_INTEGER || divisor >= Number.MAX_SAFE_INTEGER)
    return null;
  return sum <= 0 ? 0 : multiplyDivideRounded(sum, rate, divisor, rounding);
}

function largePoints(
  shares: readonly MultipliedShare[],
  fullSteps: number,
  base: Step,
  tier: Fraction,
  rounding: Rounding,
): number {
  const common = commonOf(shares);
  let sum = BigInt(fullSteps) * BigInt(base.step) * common.denominator;
  shares.forEach((line, index) => {
    sum += BigInt(line.share) * ((common.numerators[index] as bigint) - common.denominator);
  });
  if (sum <= 0n) return 0;
  const dividend = sum * BigInt(base.points) * BigInt(tier.numerator);
  return toSafe(divideRounded(dividend, common.denominator * BigInt(base.step) * BigInt(tier.denominator), rounding));
}

function smallCommonOf(shares: readonly MultipliedShare[]): SmallCommon | null {
  const fractions: Fraction[] = [];
  let denominator = 1;
  for (const line of shares) {
    const fraction = multiplied(line.multipliers);
    if (fraction === null) return null;
    fractions.push(fraction);
    denominator *= floorDivide(fraction.denominator, greatestDivisor(denominator, fraction.denominator));
    if (denominator >= Number.MAX_SAFE_INTEGER) return null;
  }
  const numerators = fractions.map((fraction) => fraction.numerator * floorDivide(denominator, fraction.denominator));
  return numerators.every((numerator) => numerator < Number.MAX_SAFE_INTEGER) ? { denominator, numerators } : null;
}

function multiplied(multipliers: readonly Fraction[]): Fraction | null {
  const only = multipliers.length === 1 ? multipliers[0] : undefined;
  if (only !== undefined) return only;
  let numerator = 1;
  let denominator = 1;
  for (const multiplier of multipliers) {
    numerator *= multiplier.numerator;
    denominator *= multiplier.denominator;
    if (numerator >= Number.MAX_SAFE_INTEGER || denominator >= Number.MAX_SAFE_INTEGER) return null;
  }
  return { numerator, denominator };
}

function commonOf(shares: readonly MultipliedShare[]): Common {
  const fractions = shares.map((line) => ({
    numerator: line.multipliers.reduce((all, multiplier) => all * BigInt(multiplier.numerator), 1n),
    denominator: line.multipliers.reduce((all, multiplier) => all * BigInt(multiplier.denominator), 1n),
  }));
  const denominator = fractions.reduce((all, fraction) => all * fraction.denominator, 1n);
  return {
    denominator,
    numerators: fractions.map((fraction) => fraction.numerator * exactQuotient(denominator, fraction.denominator)),
  };
}
