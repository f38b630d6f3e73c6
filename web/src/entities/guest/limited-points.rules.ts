import type { GuestBalance } from './guest.api';

/** Points of the balance that can be spent at the restaurant. */
export function spendableAt(
  { available, limited = [] }: Pick<GuestBalance, 'available' | 'limited'>,
  restaurantId: string,
): number {
  const isElsewhere = ({ restaurantIds }: (typeof limited)[number]) => !restaurantIds.includes(restaurantId);
  return limited.filter(isElsewhere).reduce((left, { points }) => left - points, available);
}
