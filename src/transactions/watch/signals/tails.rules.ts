/**
 * Probabilities of at least a number of events: one minus the chances of fewer. If this difference would be too
 * inexact, the logarithm is computed from the tail's first terms.
 */

const ENOUGH_TERMS = 200;
/** A smaller tail is too inexact as a difference from one. */
const SMALL = 1e-9;

/** −log10 of the probability of at least `count` events where `expected` are usual (Poisson). */
export function poissonSurprise(count: number, expected: number): number {
  return surpriseOf(count, Math.exp(-expected), (k) => expected / k);
}

/**
 * The surprise where honest cashiers differ: their rates have a gamma distribution of this shape (negative binomial). A
 * smaller shape means greater differences.
 */
export function variedSurprise(count: number, expected: number, shape: number): number {
  const part = expected / (expected + shape);
  return surpriseOf(count, (1 - part) ** shape, (k) => (part * (k - 1 + shape)) / k);
}

/** @param ratio of the probability of `k` events to that of one fewer */
function surpriseOf(count: number, chanceOfNone: number, ratio: (k: number) => number): number {
  if (count <= 0) return 0;
  let chance = chanceOfNone;
  let fewer = 0;
  for (let k = 1; k <= count; k += 1) {
    fewer += chance;
    chance *= ratio(k);
  }
  if (1 - fewer > SMALL) return Math.max(0, -Math.log10(1 - fewer));
  let tail = 0;
  for (let k = count + 1; k < count + ENOUGH_TERMS && chance > tail * Number.EPSILON; k += 1) {
    tail += chance;
    chance *= ratio(k);
  }
  return tail > 0 ? -Math.log10(tail) : MOST_SURPRISE;
}

/** The surprise of a probability below the smallest number. */
const MOST_SURPRISE = 300;
