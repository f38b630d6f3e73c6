import type { GuestBalance, LimitedPoints } from './guest-balances.port';

/** Points that can be spent at the restaurant on any goods; null: those that can be spent everywhere. */
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
