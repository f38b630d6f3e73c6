import type { GuestBalance } from './guest.api';

type LimitedPoints = Pick<NonNullable<GuestBalance['limited']>[number], 'points' | 'restaurantIds' | 'categories'>;

/** The kind of the limit, as the words name it: some restaurants, some menu categories, or both. */
export function limitKind({ restaurantIds, categories }: LimitedPoints): 'limited' | 'limitedOn' | 'limitedAtOn' {
  if (categories.length === 0) return 'limited';
  return restaurantIds.length === 0 ? 'limitedOn' : 'limitedAtOn';
}

/** Points of the balance that can be spent at the restaurant on any goods. */
export function spendableAt(
  { available, limited = [] }: Pick<GuestBalance, 'available' | 'limited'>,
  restaurantId: string,
): number {
  const isOpen = ({ restaurantIds, categories }: LimitedPoints) =>
    categories.length === 0 && (restaurantIds.length === 0 || restaurantIds.includes(restaurantId));
  return limited.filter((one) => !isOpen(one)).reduce((left, { points }) => left - points, available);
}
