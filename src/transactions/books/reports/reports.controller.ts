import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { type Daily, type DailyQuery, dailyQuerySchema, dailySchema, type Today, todaySchema } from './reports.dto';
import { ReportsQuery } from './reports.query';

/** Figures of the network for those who may read reports; a cashier reads the own shift instead. */
@ApiTags('reports')
@ApiBearerAuth()
@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportsQuery) {}

  @Get('today')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: todaySchema })
  today(@CurrentPrincipal() principal: Principal): Promise<Today> {
    return this.reports.today(networkOf(principal));
  }

  @Get('daily')
  @RequirePermission('reports.read')
  @ApiOkResponse({ standardSchema: dailySchema })
  daily(@Query({ schema: dailyQuerySchema }) query: DailyQuery, @CurrentPrincipal() principal: Principal): Promise<Daily> {
    return this.reports.daily(networkOf(principal), query);
  }
}
