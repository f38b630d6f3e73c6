/**
 * The distributions that intervals need. Incomplete gamma and beta functions by their series and continued fractions
 * (Numerical Recipes 6.2 and 6.4), the logarithm of gamma by Lanczos; correct to about ten digits.
 */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
const LANCZOS_SHIFT = 7;
const PRECISION = 1e-14;
const TINY = 1e-300;
const MAX_TERMS = 500;
const MAX_HALVINGS = 200;

/** The value below which this share of Student's t lies. `share` is between 0 and 1, both excluded. */
export function tQuantile(share: number, degrees: number): number {
  return quantile((x) => tBelow(x, degrees), share);
}

/** The value below which this share of the standard normal distribution lies. */
export function normalQuantile(share: number): number {
  return quantile(normalBelow, share);
}

/** The probability of a chi-square value at least this large. */
export function chiSquareAbove(value: number, degrees: number): number {
  return value <= 0 ? 1 : 1 - lowerGamma(degrees / 2, value / 2);
}

/**
 * The probability that this many of `all` or a less likely number fall to a side that gets `share` of them (exact
 * two-sided binomial test).
 */
export function binomialAsUnlikely(count: number, all: number, share: number): number {
  const lnAll = lnGamma(all + 1);
  const chance = (k: number) =>
    Math.exp(lnAll - lnGamma(k + 1) - lnGamma(all - k + 1) + k * Math.log(share) + (all - k) * Math.log(1 - share));
  const bound = chance(count) * (1 + 1e-9);
  let sum = 0;
  for (let k = 0; k <= all; k += 1) {
    const here = chance(k);
    if (here <= bound) sum += here;
  }
  return Math.min(1, sum);
}

function tBelow(x: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + x * x), degrees / 2, 0.5) / 2;
  return x > 0 ? 1 - tail : tail;
}

function normalBelow(x: number): number {
  const half = lowerGamma(0.5, (x * x) / 2) / 2;
  return x > 0 ? 0.5 + half : 0.5 - half;
}

/** By doubling and halving of a rising function. */
function quantile(below: (x: number) => number, share: number): number {
  let low = -1;
  let high = 1;
  while (below(low) > share) low *= 2;
  while (below(high) < share) high *= 2;
  for (let step = 0; step < MAX_HALVINGS && high - low > PRECISION * Math.max(1, Math.abs(low)); step += 1) {
    const middle = (low + high) / 2;
    if (below(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function lnGamma(x: number): number {
  const z = x - 1;
  const base = z + LANCZOS_SHIFT + 0.5;
  const sum = LANCZOS.reduce((total, weight, index) => (index === 0 ? weight : total + weight / (z + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** The regularised lower incomplete gamma function. */
function lowerGamma(shape: number, x: number): number {
  if (x === 0) return 0;
  const scale = Math.exp(shape * Math.log(x) - x - lnGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < MAX_TERMS && Math.abs(term) > Math.abs(sum) * PRECISION; n += 1) {
      term *= x / (shape + n);
      sum += term;
    }
    return sum * scale;
  }
  return 1 - scale * fraction(1 / TINY, 1 / (x + 1 - shape), (n) => [-n * (n - shape), x + 2 * n + 1 - shape]);
}

/** The regularised incomplete beta function. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  // The fraction converges fast only on this side of the mean.
  return x < (a + 1) / (a + b + 2) ? (scale * betaFraction(x, a, b)) / a : 1 - (scale * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  return fraction(1, 1 / (1 - ((a + b) * x) / (a + 1)), (n) => {
    const half = Math.floor((n + 1) / 2);
    const numerator =
      n % 2 === 1
        ? (half * (b - half) * x) / ((a + 2 * half - 1) * (a + 2 * half))
        : (-(a + half) * (a + b + half) * x) / ((a + 2 * half) * (a + 2 * half + 1));
    return [numerator, 1];
  });
}

/** A continued fraction by Lentz's method from its numerator and first convergent; `term` gives numerator and denominator of step n. */
function fraction(start: number, first: number, term: (n: number) => readonly [number, number]): number {
  let c = start;
  let d = first;
  let value = first;
  for (let n = 1; n < MAX_TERMS; n += 1) {
    const [numerator, denominator] = term(n);
    d = 1 / notZero(denominator + numerator * d);
    c = notZero(denominator + numerator / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < PRECISION) break;
  }
  return value;
}

const notZero = (x: number): number => (Math.abs(x) < TINY ? TINY : x);
