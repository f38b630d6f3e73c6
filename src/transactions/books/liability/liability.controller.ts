import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { ProblemError } from '../../../platform/problems/problem';
import { pageQuery } from '../../../platform/http/schemas';
import {
  CurrentPrincipal,
  KeyRequiredContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../../security';
import { ForecastQuery } from './forecast.query';
import * as dto from './liability.dto';
import { LiabilityQuery } from './liability.query';
import {
  type JournalQuery,
  journalQuerySchema,
  type LedgerPeriod,
  type LedgerPeriodPage,
  ledgerPeriodPageSchema,
  ledgerPeriodSchema,
  monthSchema,
} from './period.dto';
import { periodCsv } from './period-document.rules';
import { ClosePeriod } from './close-period.command';
import { Periods } from './periods';

const LIST = 'ledger-periods';

/** What the network owes in points: now, as it is expected to run off, and month by month in its books. */
@ApiTags('liability')
@ApiBearerAuth()
@Controller('ledger')
export class LiabilityController {
  constructor(
    private readonly liability: LiabilityQuery,
    private readonly forecasts: ForecastQuery,
    private readonly periods: Periods,
    private readonly commands: CommandBus,
  ) {}

  @Get('liability')
  @RequirePermission('reports.read', 'ledger.read')
  @ApiOkResponse({ standardSchema: dto.liabilitySchema })
  now(@CurrentPrincipal() principal: Principal): Promise<dto.Liability> {
    return this.liability.liabilityOf(networkOf(principal));
  }

  @Get('liability/forecast')
  @RequirePermission('reports.read', 'ledger.read')
  @ApiOkResponse({ standardSchema: dto.forecastSchema })
  forecast(
    @Query({ schema: dto.forecastQuerySchema }) query: dto.ForecastQueryDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.ForecastAnswer> {
    return this.forecasts.forecastOf(networkOf(principal), query.months);
  }

  /** Closed months, the newest first. */
  @Get('periods')
  @RequirePermission('reports.read', 'ledger.read')
  @ApiOkResponse({ standardSchema: ledgerPeriodPageSchema })
  async list(
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<LedgerPeriodPage> {
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, monthSchema);
    const rows = await this.periods.list(networkOf(principal), before, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, ({ month }) => month);
    const itemOf = ({ month, closedAt, carried }: (typeof items)[number]) => ({
      month,
      closedAt: closedAt.toISOString(),
      ...carried.balances,
    });
    return { items: items.map(itemOf), nextCursor };
  }

  /** Once and for good: a month that is closed already is answered as it was closed. */
  @Post('periods/:month/close')
  @HttpCode(200)
  @RequirePermission('periods.close')
  @ApiOkResponse({ standardSchema: ledgerPeriodSchema })
  close(@Param('month') text: string, @KeyRequiredContext() context: RequestContext): Promise<LedgerPeriod> {
    return this.commands.execute(new ClosePeriod(context, { month: monthOf(text) }));
  }

  /** The same bytes each time. */
  @Get('periods/:month/journal')
  @RequirePermission('reports.read', 'ledger.read')
  @ApiOkResponse({ standardSchema: ledgerPeriodSchema })
  async journal(
    @Param('month') text: string,
    @Query({ schema: journalQuerySchema }) { format }: JournalQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<string> {
    const document = await this.periods.getDocument(networkOf(principal), monthOf(text));
    if (format === 'json') {
      reply.header('Content-Type', 'application/json; charset=utf-8');
      return document;
    }
    reply.header('Content-Type', 'text/csv; charset=utf-8');
    reply.header('Content-Disposition', `attachment; filename="points-${text}.csv"`);
    return periodCsv(document);
  }
}

/** What is no month does not exist. */
function monthOf(text: string): string {
  const month = monthSchema.safeParse(text);
  if (!month.success) throw new ProblemError('not_found');
  return month.data;
}
