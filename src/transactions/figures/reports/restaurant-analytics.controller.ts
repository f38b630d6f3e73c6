import { Query } from '@nestjs/common';
import { Id } from '../../../platform/http/id.decorator';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import * as dto from './reports.dto';
import { ReportsQuery } from './reports.query';

/** The figures of one restaurant. */
@Routes('restaurants', 'Reports')
export class RestaurantAnalyticsController {
  constructor(private readonly reports: ReportsQuery) {}

  @Route('GET :id/analytics', {
    id: 'getRestaurantAnalytics',
    permission: 'reports.read',
    summary: 'Get the figures of a restaurant',
    description:
      'Today where nothing is chosen. 403 `restaurant_not_allowed` for staff of other restaurants. Sums come from the ' +
      'kept figures of each business date; the guests of the period are counted from their sales.',
    ok: dto.restaurantAnalyticsSchema,
    problems: ['restaurant_not_allowed'],
  })
  analytics(
    @Id() id: string,
    @Query({ schema: dto.spanQuerySchema }) query: dto.SpanQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.RestaurantAnalytics> {
    return this.reports.restaurant(principal, id, query);
  }
}
