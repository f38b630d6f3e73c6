import type { GuestBalance } from './guest.api';

type LimitedPoints = Pick<NonNullable<GuestBalance['limited']>[number], 'points' | 'restaurantIds' | 'categories'>;

/** The kind of the limit, as the words name it: some restaurants, some menu categories, or both. */
export function limitKind({ restaurantIds, categories }: LimitedPoints): 'limited' | 'limitedOn' | 'limitedAtOn' {
  if (categories.length === 0) return 'limited';
  return restaurantIds.length === 0 ? 'limitedOn' : 'limitedAtOn';
}

/** The most points of the balance that a check at the restaurant can take: with those for menu categories it may have. */
export function mostSpendableAt(
  { available, limited = [] }: Pick<GuestBalance, 'available' | 'limited'>,
  restaurantId: string,
): number {
  const isOpen = ({ restaurantIds }: LimitedPoints) =>
    restaurantIds.length === 0 || restaurantIds.includes(restaurantId);
  return limited.filter((one) => !isOpen(one)).reduce((left, { points }) => left - points, available);
}
