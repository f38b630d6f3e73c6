import { useQueryClient } from '@tanstack/react-query';
import type { PointOfSale, Restaurant } from '../../shared/api/types';

/** The key of the list of all of them (`useRestaurants`, `usePointsOfSale`). */
type PlaceList = 'restaurants' | 'points-of-sale';

/** Shows a place as it is now in every list that has been read, and asks for these anew. */
export function useTakePlace(list: PlaceList): (place: Restaurant | PointOfSale) => void {
  const queries = useQueryClient();
  return (place) => {
    queries.setQueryData<readonly (Restaurant | PointOfSale)[]>([list, 'all'], (known) => {
      if (known === undefined) return undefined;
      const isNew = known.every(({ id }) => id !== place.id);
      return isNew ? [...known, place] : known.map((other) => (other.id === place.id ? place : other));
    });
    void queries.invalidateQueries({ queryKey: [list] });
  };
}
