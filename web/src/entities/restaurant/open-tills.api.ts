import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';

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
    const restaurants = await answerOf(api.GET('/api/restaurants', { params: { query }, signal }));
    const lists = await Promise.all(
      restaurants.items.filter(isOpen).map(async (restaurant) => {
        const params = { path: { id: restaurant.id }, query };
        const places = await answerOf(api.GET('/api/restaurants/{id}/points-of-sale', { params, signal }));
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
