import { CurrentLanguage } from '../../../platform/http/languages';
import type { Language } from '../../../platform/language/language';
import { CurrentPrincipal, networkOf, type Principal, restaurantsOf, Route, Routes } from '../../../security';
import { restaurantBudgetsSchema } from './budgets.dto';
import { BudgetsQuery } from './budgets.query';

/** The use of restaurants' monthly budgets, which `changeRestaurant` sets. */
@Routes('restaurant-budgets', 'Places')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsQuery) {}

  @Route('GET', {
    id: 'listRestaurantBudgets',
    permission: 'reports.read',
    summary: 'List budgets of restaurants and their use',
    description:
      'The month is the calendar month of now, by business dates. Points by hand, of campaigns and of bonuses count; refunds take none back. ' +
      'Beyond its budget a restaurant gives no points by hand (`restaurant_budget_reached`); its sales go on. Staff of some restaurants get only these.',
    ok: restaurantBudgetsSchema,
  })
  list(@CurrentPrincipal() principal: Principal, @CurrentLanguage() language: Language) {
    return this.budgets.list(networkOf(principal), restaurantsOf(principal), language);
  }
}
