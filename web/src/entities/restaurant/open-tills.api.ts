import { queryOptions } from '@tanstack/react-query';
import { call } from '../../shared/api/calls';

/** A point of sale that sells, with the restaurant it belongs to. */
export interface OpenTill {
  readonly pointOfSaleId: string;
  readonly pointOfSaleName: string;
  readonly restaurantId: string;
  readonly restaurantName: string;
}

/** More restaurants than one cashier works in. */
const MOST_RESTAURANTS = 100;

/** The tills among which a cashier chooses. */
export const openTillsQuery = queryOptions({
  queryKey: ['open-tills'],
  queryFn: async ({ signal }): Promise<OpenTill[]> => {
    const query = { limit: MOST_RESTAURANTS };
    const restaurants = await call('GET', '/api/restaurants', query, null, signal);
    const lists = await Promise.all(
      restaurants.items.filter(isOpen).map(async (restaurant) => {
        const places = await call(
          'GET',
          '/api/restaurants/{id}/points-of-sale',
          { id: restaurant.id, ...query },
          null,
          signal,
        );
        return places.items.filter(isOpen).map((place) => ({
          pointOfSaleId: place.id,
          pointOfSaleName: place.name,
          restaurantId: restaurant.id,
          restaurantName: restaurant.name,
        }));
      }),
    );
    return lists.flat();
  },
});

/** A closed place sells no more. */
function isOpen({ closedAt }: { readonly closedAt: string | null }): boolean {
  return closedAt === null;
}
