import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../../security';
import * as dto from './reports.dto';
import { ReportsQuery } from './reports.query';

/** Figures of the network for those who may read reports; a cashier reads the own shift instead. */
@ApiTags('Reports')
@ApiBearerAuth()
@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportsQuery) {}

  @Operation({
    id: 'getTodayReport',
    summary: 'Get the figures of today and a week ago',
    description: 'The business date of now, so far, beside the whole of the same weekday a week ago.',
  })
  @Get('today')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dto.todaySchema })
  today(@CurrentPrincipal() principal: Principal): Promise<dto.Today> {
    return this.reports.today(principal);
  }

  @Operation({
    id: 'getDailyReport',
    summary: 'Get figures by business date',
    description: '`from` and `to` are included and span at most 366 days. Dates without a sale are listed too.',
    problems: ['not_found'],
  })
  @Get('daily')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dto.dailySchema })
  daily(
    @Query({ schema: dto.dailyQuerySchema }) query: dto.DailyQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.Daily> {
    return this.reports.daily(principal, query);
  }

  @Operation({
    id: 'getPeriodReport',
    summary: 'Compare a period with the one before',
    description:
      'Today where nothing is chosen. The earlier period has the same length and lies as many whole weeks back as it needs.',
    problems: ['not_found'],
  })
  @Get('period')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dto.periodSchema })
  period(
    @Query({ schema: dto.periodQuerySchema }) query: dto.PeriodQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.Period> {
    return this.reports.period(principal, query);
  }

  @Operation({
    id: 'getRestaurantsReport',
    summary: 'Get the figures of a period by restaurant',
    description: 'Today where nothing is chosen. Restaurants without figures in the period are left out.',
  })
  @Get('restaurants')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dto.restaurantsReportSchema })
  restaurants(
    @Query({ schema: dto.spanQuerySchema }) query: dto.SpanQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.RestaurantsReport> {
    return this.reports.restaurants(principal, query);
  }

  @Operation({
    id: 'getLoyaltyReport',
    summary: 'Get the guests and rewards of a period',
    description: 'Today where nothing is chosen. Tiers are those of the guests now.',
    problems: ['not_found'],
  })
  @Get('loyalty')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dto.loyaltySchema })
  loyalty(
    @Query({ schema: dto.periodQuerySchema }) query: dto.PeriodQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.Loyalty> {
    return this.reports.loyalty(principal, query);
  }
}
