import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type RestaurantGroup = Schemas['RestaurantGroup'];
type RestaurantGroupBody = Schemas['CreateRestaurantGroup'];

/** All groups of the network, in the order in which they were made. */
export const restaurantGroupsQuery = queryOptions({
  queryKey: ['restaurant-groups'],
  queryFn: ({ signal }) =>
    everyItem((query) => answerOf(api.GET('/api/restaurant-groups', { params: { query }, signal }))),
});

export const createRestaurantGroup: Send<RestaurantGroupBody, RestaurantGroup> = ({ key, body }) =>
  answerOf(api.POST('/api/restaurant-groups', { params: { header: keyHeader(key) }, body }));

export const changeRestaurantGroup =
  (id: string): Send<RestaurantGroupBody, RestaurantGroup> =>
  ({ key, body }) =>
    answerOf(api.PATCH('/api/restaurant-groups/{id}', { params: { path: { id }, header: keyHeader(key) }, body }));

export const deleteRestaurantGroup =
  (id: string): Send<null, unknown> =>
  () =>
    answerOf(api.DELETE('/api/restaurant-groups/{id}', { params: { path: { id } } }));
