import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type RestaurantBudget = Schemas['RestaurantBudgets']['items'][number];

/** Budgets of the month of now with their use; restaurants without a budget are left out. */
export const restaurantBudgetsQuery = ask('/api/restaurant-budgets');
