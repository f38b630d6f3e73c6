/**
 * Intervals for a manager who may look every day. Before the planned end only an always-valid interval decides: the normal
 * mixture of Robbins ("Statistical Methods Related to the Law of the Iterated Logarithm", 1970), as mixture sequential
 * probability ratio test in Johari, Koomen, Pekelis and Walsh, "Always Valid Inference: Continuous Monitoring of A/B Tests",
 * Operations Research 70 (2022). All looks before the end together may err in 1 % of campaigns, and the one look at the end
 * in 4 %, so both together do in 5 % at most. Without a planned end the mixture has the whole 5 %.
 */
import { type MeanDifference, fixedInterval, type Interval } from './intervals.rules';

export type ResultsLook =
  | { readonly kind: 'AT_END' }
  /** `progress`: the part of the planned time that is over; without an end, of 30 days, which may be above 1. */
  | { readonly kind: 'BEFORE_END' | 'NO_END'; readonly progress: number };

const MISSES_AT_END = 0.04;
const MISSES = { BEFORE_END: 0.01, NO_END: 0.05 } as const;
const DAY_MS = 86_400_000;
/** Days at which the interval of a campaign without an end is narrowest, in standard errors. */
const NARROWEST_AT_DAYS = 30;
const LEAST_PROGRESS = 0.001;

/**
 * Null: no difference. With several `comparisons` each interval errs in its part of the misses (Bonferroni), so that all
 * of them together hold as one does.
 */
export function intervalAt(difference: MeanDifference | null, look: ResultsLook, comparisons = 1): Interval | null {
  if (difference === null) return null;
  if (look.kind === 'AT_END') return fixedInterval(difference, 1 - MISSES_AT_END / comparisons);
  const { estimate, variance } = difference;
  const half = errorsOf(look.progress, MISSES[look.kind] / comparisons) * Math.sqrt(variance);
  return { estimate, low: estimate - half, high: estimate + half };
}

/** @param end the planned one; null: none */
export function lookAt(since: Date, now: Date, end: Date | null): ResultsLook {
  const passed = now.getTime() - since.getTime();
  if (end === null) return { kind: 'NO_END', progress: passed / (NARROWEST_AT_DAYS * DAY_MS) };
  return end <= now ? { kind: 'AT_END' } : { kind: 'BEFORE_END', progress: passed / (end.getTime() - since.getTime()) };
}

/**
 * The half width in standard errors. Purchases come about evenly, so the variance of their sum grows with time; the mixture's
 * own variance, which has to be chosen before the first look, makes the interval narrowest at progress 1.
 */
function errorsOf(progress: number, misses: number): number {
  const least = -2 * Math.log(misses);
  const ratio = (least + Math.log(least + 1)) * Math.max(LEAST_PROGRESS, progress);
  return Math.sqrt((1 + 1 / ratio) * (least + Math.log1p(ratio)));
}
