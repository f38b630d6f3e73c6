import { drawBelow, seededRandom } from './seeded-random.rules';

export interface DrawTerms {
  readonly guests: number;
  /** Per cent of the receipts that are given to a guest. */
  readonly sharePercent: number;
}

/** How far the regulars stand out: the guest of rank r comes about as often as 1 / (r + this). */
const EVENNESS = 10;

/**
 * Deals receipts out to guests with a long tail, as visits to restaurants are: everybody comes once, a few come every
 * other day. Exactly the share of the receipts is dealt out, and every guest gets one.
 * Returns the guest's rank, from 1, by receipt number.
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

/** Fisher and Yates. */
function shuffle(values: readonly string[], random: () => number): string[] {
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = drawBelow(random, last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? '', shuffled[last] ?? ''];
  }
  return shuffled;
}

/** Zipf and Mandelbrot: the sum of the weights up to each rank. */
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
