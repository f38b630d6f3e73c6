import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../../generated/words/words';
import { call } from '../../shared/api/calls';
import { nameIn, type TextByLanguage } from '../../shared/i18n/spoken';

/** A point of sale that sells, with the restaurant it belongs to. */
export interface OpenTill {
  readonly pointOfSaleId: string;
  readonly pointOfSaleName: string;
  /** By language; left out by a till that was chosen before there were any. */
  readonly pointOfSaleNames?: TextByLanguage | undefined;
  readonly restaurantId: string;
  readonly restaurantName: string;
  readonly restaurantNames?: TextByLanguage | undefined;
}

/** The till's restaurant in the reader's language. */
export function restaurantOfTill(
  { restaurantName: name, restaurantNames: names }: OpenTill,
  language: Language,
): string {
  return nameIn({ name, names }, language);
}

/** The till's own name in the reader's language. */
export function nameOfTill({ pointOfSaleName: name, pointOfSaleNames: names }: OpenTill, language: Language): string {
  return nameIn({ name, names }, language);
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
          pointOfSaleNames: place.names,
          restaurantId: restaurant.id,
          restaurantName: restaurant.name,
          restaurantNames: restaurant.names,
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
