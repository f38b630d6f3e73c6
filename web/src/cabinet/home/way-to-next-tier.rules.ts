import type { GuestTier } from '../../entities/guest/guest-tier.api';

type TierProgress = Pick<GuestTier, 'amountToNext' | 'visitsToNext' | 'pointsToNext' | 'counts'>;

const WHOLE = 100;

/**
 * How much of the way to the next tier is done, in percent from 0 to 100: the part of the condition that is furthest from
 * being met, because all of them have to be. Null: the tier asks for no sum, visits or points.
 */
export function wayToNextTier({ amountToNext, visitsToNext, pointsToNext, counts }: TierProgress): number | null {
  const shares = [
    shareOf(counts.spend, amountToNext),
    shareOf(counts.visits, visitsToNext),
    shareOf(counts.points, pointsToNext),
  ].filter((share) => share !== null);
  return shares.length === 0 ? null : Math.floor(Math.min(...shares) * WHOLE);
}

function shareOf(done: number, missing: number | null): number | null {
  if (missing === null) return null;
  const there = Math.max(0, done);
  return missing <= 0 ? 1 : there / (there + missing);
}
