import type { GuestBalance } from './guest-balances.port';

/** Points that can be spent at the restaurant; null: those that can be spent everywhere. */
export function spendableAt(
  { available, limited = [] }: Pick<GuestBalance, 'available' | 'limited'>,
  restaurantId: string | null,
): number {
  const isElsewhere = (restaurantIds: readonly string[]) =>
    restaurantId === null || !restaurantIds.includes(restaurantId);
  return limited.reduce((left, one) => (isElsewhere(one.restaurantIds) ? left - one.points : left), available);
}
