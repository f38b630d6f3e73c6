/**
 * Variance reduction by what guests spent before the start (CUPED: Deng, Xu, Kohavi and Walker, "Improving the Sensitivity of
 * Online Controlled Experiments by Utilizing Pre-Experiment Data", WSDM 2013). The slope is that within both arms, so the
 * difference between them does not bend it; what was spent before cannot depend on the arm, so the estimate stays unbiased.
 */
import { type MeanDifference, welch } from './intervals.rules';
import { meanOf, type Sample, varianceOf } from './samples.rules';

/** A figure with the same guests' spend before the start. */
export interface PairedSample extends Sample {
  readonly beforeSum: number;
  readonly beforeSquares: number;
  /** The sum of figure times spend before. */
  readonly products: number;
}

export interface AdjustedDifference extends MeanDifference {
  /** The share of the variance that the adjustment removed, 0 to 1. */
  readonly removed: number;
}

/** Null below two guests in an arm. */
export function adjustedDifference(treated: PairedSample, control: PairedSample): AdjustedDifference | null {
  const plain = welch(
    meanOf(treated) - meanOf(control),
    [treated, varianceOf(treated)],
    [control, varianceOf(control)],
  );
  if (plain === null) return null;
  const spread = spreadOf(treated) + spreadOf(control);
  const slope = spread <= 0 ? 0 : (togetherOf(treated) + togetherOf(control)) / spread;
  if (slope === 0) return { ...plain, removed: 0 };
  const estimate = plain.estimate - slope * (beforeOf(treated) - beforeOf(control));
  const rest = (arm: PairedSample): number =>
    varianceOf(arm) + (slope ** 2 * spreadOf(arm) - 2 * slope * togetherOf(arm)) / (arm.guests - 1);
  const adjusted = welch(estimate, [treated, Math.max(0, rest(treated))], [control, Math.max(0, rest(control))]);
  // A slope over both arms may widen one that is much larger; the plain difference is as right.
  if (adjusted === null || adjusted.variance >= plain.variance) return { ...plain, removed: 0 };
  return { ...adjusted, removed: 1 - adjusted.variance / plain.variance };
}

const beforeOf = ({ guests, beforeSum }: PairedSample): number => beforeSum / guests;
/** Sums of squares and of products around the means of the arm. */
const spreadOf = ({ guests, beforeSum, beforeSquares }: PairedSample): number =>
  beforeSquares - beforeSum ** 2 / guests;
const togetherOf = ({ guests, sum, beforeSum, products }: PairedSample): number =>
  products - (sum * beforeSum) / guests;
