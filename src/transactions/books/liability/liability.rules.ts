import { divideByWeights } from '../../../decision';

/** Age groups in calendar months since the points were earned; 0 is the present month. */
export const AGES = [
  { from: 0, to: 0 },
  { from: 1, to: 2 },
  { from: 3, to: 5 },
  { from: 6, to: 11 },
  { from: 12, to: 23 },
  { from: 24, to: null },
] as const;

/**
 * Parts of a whole with their money. The parts' money adds up to the whole's: rounding units go to the largest
 * remainders, ties to the earlier part.
 */
export function withMoney<Part extends { readonly points: number }>(
  parts: readonly Part[],
  money: number,
): (Part & { money: number })[] {
  const total = parts.reduce((sum, { points }) => sum + points, 0);
  if (total === 0) return parts.map((part) => ({ ...part, money: 0 }));
  const shares = divideByWeights(
    money,
    parts.map(({ points }) => points),
  );
  return parts.map((part, index) => ({ ...part, money: shares[index] ?? 0 }));
}
