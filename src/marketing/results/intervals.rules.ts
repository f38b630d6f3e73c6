import { normalQuantile, tQuantile } from './distributions.rules';
import { meanOf, type Sample, varianceOf } from './samples.rules';

/** A difference, treated less control, with the bounds of its confidence interval. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

interface Share {
  readonly guests: number;
  readonly count: number;
}

export const CONFIDENCE = 0.95;

/** A difference of two means with its squared standard error and Satterthwaite's degrees. */
export interface MeanDifference {
  readonly estimate: number;
  readonly variance: number;
  /** 0 where the variance is. */
  readonly degrees: number;
}

/** Welch's difference of two means; null below two guests in an arm. */
export function differenceOf(treated: Sample, control: Sample): MeanDifference | null {
  return welch(meanOf(treated) - meanOf(control), [treated, varianceOf(treated)], [control, varianceOf(control)]);
}

/** Holds at one look that was planned before. */
export function fixedInterval({ estimate, variance, degrees }: MeanDifference, confidence: number): Interval {
  if (variance === 0) return { estimate, low: estimate, high: estimate };
  const half = tQuantile((1 + confidence) / 2, degrees) * Math.sqrt(variance);
  return { estimate, low: estimate - half, high: estimate + half };
}

/** @param variances of the figure in each arm */
export function welch(
  estimate: number,
  [treated, treatedVariance]: readonly [Pick<Sample, 'guests'>, number],
  [control, controlVariance]: readonly [Pick<Sample, 'guests'>, number],
): MeanDifference | null {
  if (treated.guests < 2 || control.guests < 2) return null;
  const ofTreated = treatedVariance / treated.guests;
  const ofControl = controlVariance / control.guests;
  const variance = ofTreated + ofControl;
  if (variance === 0) return { estimate, variance: 0, degrees: 0 };
  const degrees = variance ** 2 / (ofTreated ** 2 / (treated.guests - 1) + ofControl ** 2 / (control.guests - 1));
  return { estimate, variance, degrees };
}

/**
 * Newcombe's interval of the difference of two shares from the score intervals of each (Newcombe 1998, method 10);
 * null where an arm is empty.
 */
export function differenceOfShares(treated: Share, control: Share, confidence = CONFIDENCE): Interval | null {
  if (treated.guests === 0 || control.guests === 0) return null;
  const z = normalQuantile((1 + confidence) / 2);
  const ofTreated = scoreInterval(treated, z);
  const ofControl = scoreInterval(control, z);
  const estimate = ofTreated.estimate - ofControl.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(ofTreated.estimate - ofTreated.low, ofControl.high - ofControl.estimate),
    high: estimate + Math.hypot(ofTreated.high - ofTreated.estimate, ofControl.estimate - ofControl.low),
  };
}

/** Wilson's interval of one share. */
function scoreInterval({ guests, count }: Share, z: number): Interval {
  const estimate = count / guests;
  const scale = 1 + z ** 2 / guests;
  const centre = (estimate + z ** 2 / (2 * guests)) / scale;
  const half = (z * Math.sqrt((estimate * (1 - estimate)) / guests + z ** 2 / (4 * guests ** 2))) / scale;
  return { estimate, low: centre - half, high: centre + half };
}
