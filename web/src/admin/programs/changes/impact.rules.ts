import type { ProgramImpact } from '../../../entities/program/impact.api';

interface TierMove {
  readonly from: string;
  readonly to: string;
  readonly guests: number;
}

/** The guests of one tier, as it is without the change. */
export interface TierMoves {
  readonly tier: string;
  readonly rise: number;
  readonly fall: number;
}

export interface TierSizes {
  readonly tier: string;
  readonly without: number;
  readonly with: number;
}

/** Guests who rise and fall in each tier, in the given order of tiers. */
export function movesByTier({ falls, rises }: ProgramImpact, tiers: readonly string[]): TierMoves[] {
  return tiers.map((tier) => ({ tier, rise: sumFrom(rises, tier), fall: sumFrom(falls, tier) }));
}

/** How many guests each tier has at the end of what is looked at, without the change and with it. */
export function sizesByTier({ matrix }: ProgramImpact, tiers: readonly string[]): TierSizes[] {
  return tiers.map((tier) => ({
    tier,
    without: sumFrom(matrix, tier),
    with: sum(matrix.filter(({ to }) => to === tier)),
  }));
}

/** Tiers of both programs from the lowest up; one that only the earlier has stands before the next that both have. */
export function tiersOfBoth(before: readonly string[], after: readonly string[]): string[] {
  const order = [...after];
  for (const [index, tier] of [...before].reverse().entries()) {
    if (order.includes(tier)) continue;
    const above = before[before.length - index];
    const at = above === undefined ? order.length : order.indexOf(above);
    order.splice(at, 0, tier);
  }
  return order;
}

export function sum(moves: readonly Pick<TierMove, 'guests'>[]): number {
  return moves.reduce((all, { guests }) => all + guests, 0);
}

function sumFrom(moves: readonly TierMove[], tier: string): number {
  return sum(moves.filter(({ from }) => from === tier));
}
