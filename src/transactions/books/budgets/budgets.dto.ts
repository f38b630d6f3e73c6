import { z } from 'zod';
import { openListOf } from '../../../platform/http/schemas';

export const restaurantBudgetsSchema = z
  .object({
    month: z.string().describe('Calendar month of the network (`YYYY-MM`), by business dates'),
    items: openListOf('Restaurants that have a budget, in the order in which they were added', {
      restaurantId: z.uuid().describe('The restaurant'),
      name: z.string().describe('Its name'),
      budget: z.int().describe('The most points that it gives in the month'),
      used: z.int().describe('Points given in the month so far by hand, by campaigns and as bonuses'),
      left: z.int().describe('Points left for points by hand; 0: they are refused'),
      state: z
        .enum(['WITHIN', 'NEARLY', 'REACHED'])
        .describe('Below 80 % of the budget, from 80 % on, or nothing is left'),
    }),
  })
  .meta({ id: 'RestaurantBudgets', description: 'The budgets of restaurants in the month of now.' });
export type RestaurantBudgetsAnswer = z.infer<typeof restaurantBudgetsSchema>;
