import { useRestaurants } from './restaurant.api';

/** Names of restaurants by id, in the reader's language; `none` for null. */
export function useRestaurantNames(none = '—'): (id: string | null) => string {
  const restaurants = useRestaurants();
  return (id) => (id === null ? none : (restaurants.data?.find((restaurant) => restaurant.id === id)?.name ?? '…'));
}
