import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';

export type Restaurant = Schemas['Restaurant'];
export type PointOfSale = Schemas['PointOfSale'];

export const restaurantsQuery = queryOptions({
  queryKey: ['restaurants', 'all'],
  queryFn: ({ signal }) => everyItem((query) => answerOf(api.GET('/api/restaurants', { params: { query }, signal }))),
});

export const pointsOfSaleQuery = queryOptions({
  queryKey: ['points-of-sale', 'all'],
  queryFn: ({ signal }) =>
    everyItem((query) => answerOf(api.GET('/api/points-of-sale', { params: { query }, signal }))),
});

/** All restaurants of the network, in the order in which they were opened. */
export function useRestaurants(isNeeded = true) {
  return useQuery({ ...restaurantsQuery, enabled: isNeeded });
}

/** All points of sale of the network; `restaurantId` says where each stands. */
export function usePointsOfSale(isNeeded = true) {
  return useQuery({ ...pointsOfSaleQuery, enabled: isNeeded });
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

export const openRestaurant: Send<Schemas['CreateRestaurant'], Restaurant> = ({ key, body }) =>
  answerOf(api.POST('/api/restaurants', { params: { header: keyHeader(key) }, body }));

export const readRestaurant = (id: string) => () =>
  taggedOf(api.GET('/api/restaurants/{id}', { params: { path: { id } } }));

/** Binds the change to the tag; null binds it to nothing. */
export const changeRestaurant =
  (id: string) =>
  (tag: string | null): Send<Schemas['ChangeRestaurant'], Restaurant> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return answerOf(api.PATCH('/api/restaurants/{id}', { params, body }));
  };

export const openPointOfSale =
  (restaurantId: string): Send<Schemas['CreatePointOfSale'], PointOfSale> =>
  ({ key, body }) => {
    const params = { path: { id: restaurantId }, header: keyHeader(key) };
    return answerOf(api.POST('/api/restaurants/{id}/points-of-sale', { params, body }));
  };

type Till = Pick<PointOfSale, 'restaurantId' | 'id'>;

export const readPointOfSale =
  ({ restaurantId, id }: Till) =>
  () => {
    const params = { path: { id: restaurantId, pointOfSaleId: id } };
    return taggedOf(api.GET('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}', { params }));
  };

export const changePointOfSale =
  ({ restaurantId, id }: Till) =>
  (tag: string | null): Send<Schemas['ChangePointOfSale'], PointOfSale> =>
  ({ key, body }) => {
    const params = {
      path: { id: restaurantId, pointOfSaleId: id },
      header: { ...keyHeader(key), ...ifMatch(tag) },
    };
    return answerOf(api.PATCH('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}', { params, body }));
  };
