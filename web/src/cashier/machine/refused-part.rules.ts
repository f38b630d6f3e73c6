import { ApiProblem } from '../../shared/api/problem';

/** A part of a sale that can be refused on its own, while the rest may be valid. */
export type RefusedPart = 'points' | 'rewards';

const PART_OF: Readonly<Record<string, RefusedPart>> = {
  insufficient_points: 'points',
  redemption_limit_exceeded: 'points',
  redemption_below_minimum: 'points',
  coupon_unknown: 'rewards',
  coupon_used: 'rewards',
  order_minimum_not_met: 'rewards',
  redemption_closed: 'rewards',
  reward_limit_reached: 'rewards',
  reward_not_available: 'rewards',
};

/** The refused part; null: no error, or the whole sale is refused. */
export function refusedPart(error: unknown): RefusedPart | null {
  return error instanceof ApiProblem ? (PART_OF[error.code] ?? null) : null;
}
