import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { type Daily, type DailyQuery, dailyQuerySchema, dailySchema, type Today, todaySchema } from './reports.dto';
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
  @ApiOkResponse({ standardSchema: todaySchema })
  today(@CurrentPrincipal() principal: Principal): Promise<Today> {
    return this.reports.today(networkOf(principal));
  }

  @Operation({
    id: 'getDailyReport',
    summary: 'Get figures by business date',
    description: '`from` and `to` are included and span at most 366 days. Dates without a sale are listed too.',
    problems: ['not_found'],
  })
  @Get('daily')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dailySchema })
  daily(
    @Query({ schema: dailyQuerySchema }) query: DailyQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Daily> {
    return this.reports.daily(networkOf(principal), query);
  }
}
