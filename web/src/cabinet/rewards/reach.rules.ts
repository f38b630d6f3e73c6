import type { OwnReward } from '../../entities/guest-account/guest-account.api';

type Reachable = Pick<OwnReward, 'points' | 'whyNot'>;

/** Reasons that more points do not take away. */
const OTHER_REASONS = new Set<OwnReward['whyNot']>(['OVER', 'LIMIT', 'STOCK']);

/** Points that the guest still needs for the reward; null: none, or points would not help. */
export function missingPoints({ points, whyNot }: Reachable, available: number): number | null {
  if (OTHER_REASONS.has(whyNot)) return null;
  const missing = points - Math.max(0, available);
  return missing > 0 ? missing : null;
}

/** Rewards that can be taken now come first, then those that lack the fewest points, then those that points alone do not open. */
export function inOrderOfReach<Reward extends Reachable>(rewards: readonly Reward[], available: number): Reward[] {
  const rankOf = (reward: Reward): number => {
    if (reward.whyNot === null) return 0;
    return reward.whyNot === 'POINTS' ? (missingPoints(reward, available) ?? 0) : Infinity;
  };
  // Equal ranks, also two infinite ones, keep the order of the catalogue.
  return [...rewards].sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b)));
}
