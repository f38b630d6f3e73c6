import type { Interval } from './intervals.rules';
import { type Sample, skewnessOf } from './samples.rules';

/** Guests of an arm that allow an interval by means, times the square of the skewness (Kohavi 2014). */
const GUESTS_PER_SQUARED_SKEWNESS = 355;
/** Up to this skewness a mean is near enough to normal at any size. */
const HARMLESS_SKEWNESS = 1;
/** With fewer guests in an arm there is no verdict. */
const LEAST_GUESTS = 30;

/** Why a result cannot be told yet. `guests` is the number that the smaller arm needs. */
type Obstacle =
  | { readonly kind: 'ARMS_OFF' }
  | { readonly kind: 'TOO_FEW' | 'TOO_SKEWED' | 'TOO_WIDE'; readonly guests: number };

export type Verdict =
  /** The interval lies wholly on one side of 0. */
  | { readonly kind: 'MORE' | 'LESS' }
  /** The interval holds 0 and no effect that matters: nothing beyond `bound` in either direction. */
  | { readonly kind: 'NO_EFFECT'; readonly bound: number }
  | { readonly kind: 'NOT_YET'; readonly obstacle: Obstacle };

interface VerdictInput {
  readonly interval: Interval | null;
  readonly treated: Sample;
  readonly control: Sample;
  readonly armsAsPlanned: boolean;
  /** The smallest difference that would matter to the network, above 0. */
  readonly matters: number;
}

/** The statement that a result supports; the first obstacle decides. */
export function verdictOf({ interval, treated, control, armsAsPlanned, matters }: VerdictInput): Verdict {
  if (!armsAsPlanned) return notYet({ kind: 'ARMS_OFF' });
  const smaller = Math.min(treated.guests, control.guests);
  if (interval === null || smaller < LEAST_GUESTS) return notYet({ kind: 'TOO_FEW', guests: LEAST_GUESTS });
  const forSkewness = Math.max(neededForSkewness(treated), neededForSkewness(control));
  if (smaller < forSkewness) return notYet({ kind: 'TOO_SKEWED', guests: forSkewness });
  if (interval.low > 0) return { kind: 'MORE' };
  if (interval.high < 0) return { kind: 'LESS' };
  const bound = Math.max(interval.high, -interval.low);
  if (bound <= matters) return { kind: 'NO_EFFECT', bound };
  const half = (interval.high - interval.low) / 2;
  // The width falls with the root of the guests; at half of the effect that matters 0 or the effect drops out.
  const guests = Math.max(smaller + 1, Math.ceil(smaller * (half / (matters / 2)) ** 2));
  return notYet({ kind: 'TOO_WIDE', guests });
}

function neededForSkewness(sample: Sample): number {
  const skewness = Math.abs(skewnessOf(sample));
  return skewness <= HARMLESS_SKEWNESS ? 0 : Math.ceil(GUESTS_PER_SQUARED_SKEWNESS * skewness ** 2);
}

const notYet = (obstacle: Obstacle): Verdict => ({ kind: 'NOT_YET', obstacle });
