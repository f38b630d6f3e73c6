import type { GuestBalance, LimitedPoints } from './guest-balances.port';

/** Points that can be spent on any goods at the restaurant; without a restaurant, points that are valid at all. */
export function spendableAt(
  { available, limited = [] }: Pick<GuestBalance, 'available' | 'limited'>,
  restaurantId: string | null,
): number {
  const isOpen = ({ restaurantIds, categories }: LimitedPoints) =>
    restaurantId !== null &&
    categories.length === 0 &&
    (restaurantIds.length === 0 || restaurantIds.includes(restaurantId));
  return limited.reduce((left, one) => (isOpen(one) ? left : left - one.points), available);
}
