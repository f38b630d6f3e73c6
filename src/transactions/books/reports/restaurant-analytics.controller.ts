import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../../security';
import * as dto from './reports.dto';
import { ReportsQuery } from './reports.query';

/** The figures of one restaurant. */
@ApiTags('Reports')
@ApiBearerAuth()
@Controller('restaurants')
export class RestaurantAnalyticsController {
  constructor(private readonly reports: ReportsQuery) {}

  @Operation({
    id: 'getRestaurantAnalytics',
    summary: 'Get the figures of a restaurant',
    description:
      'Today where nothing is chosen. 403 `restaurant_not_allowed` for staff of other restaurants. Sums come from the ' +
      'kept figures of each business date; the guests of the period are counted from their sales.',
    problems: ['restaurant_not_allowed'],
  })
  @Get(':id/analytics')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dto.restaurantAnalyticsSchema })
  analytics(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.spanQuerySchema }) query: dto.SpanQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.RestaurantAnalytics> {
    return this.reports.restaurant(principal, id, query);
  }
}
