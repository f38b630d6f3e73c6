import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { askAll, editOf, readOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { shownIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';

export type Restaurant = Schemas['Restaurant'];
export type PointOfSale = Schemas['PointOfSale'];

export const restaurantsQuery = askAll('/api/restaurants', {});

export const pointsOfSaleQuery = askAll('/api/points-of-sale', {});

/** All restaurants of the network, in the order in which they were opened, under their names in the reader's language. */
export function useRestaurants(isNeeded = true) {
  const { language } = useTranslation();
  const select = useCallback((found: readonly Restaurant[]) => found.map((one) => shownIn(one, language)), [language]);
  return useQuery({ ...restaurantsQuery, enabled: isNeeded, select });
}

/** All points of sale of the network; `restaurantId` says where each stands. */
export function usePointsOfSale(isNeeded = true) {
  const { language } = useTranslation();
  const select = useCallback((found: readonly PointOfSale[]) => found.map((one) => shownIn(one, language)), [language]);
  return useQuery({ ...pointsOfSaleQuery, enabled: isNeeded, select });
}

/** Shows a restaurant as it is now in the list that has been read, and asks for the list anew. */
export function useTakeRestaurant(): (restaurant: Restaurant) => void {
  return useTake(restaurantsQuery.queryKey);
}

/** The same of a point of sale. */
export function useTakePointOfSale(): (pointOfSale: PointOfSale) => void {
  return useTake(pointsOfSaleQuery.queryKey);
}

function useTake<Place extends { readonly id: string }>(queryKey: readonly unknown[]): (place: Place) => void {
  const queries = useQueryClient();
  return (place) => {
    queries.setQueryData<readonly Place[]>(queryKey, (known) => {
      if (known === undefined) return undefined;
      const isNew = known.every(({ id }) => id !== place.id);
      return isNew ? [...known, place] : known.map((other) => (other.id === place.id ? place : other));
    });
    void queries.invalidateQueries({ queryKey });
  };
}

type Till = Pick<PointOfSale, 'restaurantId' | 'id'>;

export const readPointOfSale = ({ restaurantId, id }: Till) =>
  readOf('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}', { id: restaurantId, pointOfSaleId: id });

export const changePointOfSale = ({ restaurantId, id }: Till) =>
  editOf('PATCH', '/api/restaurants/{id}/points-of-sale/{pointOfSaleId}', { id: restaurantId, pointOfSaleId: id });
