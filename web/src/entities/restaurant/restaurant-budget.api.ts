import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type RestaurantBudget = Schemas['RestaurantBudgets']['items'][number];

/** Budgets of the month of now with their use; restaurants without a budget are left out. */
export const restaurantBudgetsQuery = queryOptions({
  queryKey: ['restaurant-budgets'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/restaurant-budgets', { signal })),
});
