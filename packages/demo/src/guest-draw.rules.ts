import { drawBelow, seededRandom } from './seeded-random.rules';

export interface DrawTerms {
  readonly guests: number;
  /** Percentage of the receipts that get a guest. */
  readonly sharePercent: number;
}

/** How little the regulars stand out: the guest of rank r visits with a frequency proportional to 1 / (r + this). */
const EVENNESS = 10;

/**
 * Assigns receipts to guests with a long tail, as in real restaurants: most come once, a few every other day. Exactly the given share of receipts
 * gets a guest, and every guest gets at least one. Returns the guest's rank, from 1, by receipt number.
 */
export function drawGuests(
  receiptNumbers: readonly string[],
  terms: DrawTerms,
  seed: number,
): ReadonlyMap<string, number> {
  const random = seededRandom(seed);
  const shuffled = shuffle(receiptNumbers, random);
  const dealt = shuffled.slice(0, Math.round((shuffled.length * terms.sharePercent) / 100));
  const weights = cumulativeWeights(terms.guests);
  return new Map(dealt.map((number, index) => [number, index < terms.guests ? index + 1 : drawRank(weights, random)]));
}

/** The Fisher–Yates shuffle. */
function shuffle(values: readonly string[], random: () => number): string[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = drawBelow(random, last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? '', shuffled[last] ?? ''];
  }
  return shuffled;
}

/** The Zipf–Mandelbrot weights, summed up to each rank. */
function cumulativeWeights(guests: number): number[] {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= guests; rank += 1) {
    sum += 1 / (rank + EVENNESS);
    sums.push(sum);
  }
  return sums;
}

function drawRank(sums: readonly number[], random: () => number): number {
  const mark = random() * (sums.at(-1) ?? 0);
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > mark) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
