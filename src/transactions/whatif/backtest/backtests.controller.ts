import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { versionParameterSchema } from '../../../configuration';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import {
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../../security';
import { AskBacktest } from './ask-backtest.command';
import * as dto from './backtest.dto';
import { type Asked, Backtests } from './backtests';
import { CancelBacktest } from './cancel-backtest.command';
import type { BacktestComparison } from './compare-reports.rules';

const LIST = 'backtests';

/** What a programme would have done with the network's own past, before it is published. */
@ApiTags('Programs')
@ApiBearerAuth()
@Controller()
export class BacktestsController {
  constructor(
    private readonly backtests: Backtests,
    private readonly commands: CommandBus,
  ) {}

  /** Any version: a draft as it stands now, or one that was published. */
  @Post('programs/:version/backtests')
  @HttpCode(202)
  @RequirePermission('program.manage')
  @ApiAcceptedResponse({ standardSchema: dto.backtestSchema })
  async askOfVersion(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Body({ schema: dto.backtestPeriodSchema }) body: dto.BacktestPeriodBody,
  ): Promise<dto.BacktestAnswer> {
    return this.commands.execute(new AskBacktest(context, { asked: version, period: body }));
  }

  /** A document of its own, or the ledger reproduced. */
  @Post('backtests')
  @HttpCode(202)
  @RequirePermission('program.manage')
  @ApiAcceptedResponse({ standardSchema: dto.backtestSchema })
  askOfDocument(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.askBacktestSchema }) body: dto.AskBacktestBody,
  ): Promise<dto.BacktestAnswer> {
    const asked: Asked =
      'mode' in body
        ? { mode: 'REPRODUCE', document: null, version: null }
        : { mode: 'DRAFT', document: body.document, version: null };
    return this.commands.execute(new AskBacktest(context, { asked, period: body }));
  }

  /** The newest first. */
  @Get('backtests')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.backtestPageSchema })
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, uuid);
    const rows = await this.backtests.list(networkOf(principal), before, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, ({ id }) => id);
    return { items: items.map(dto.backtestAnswer), nextCursor };
  }

  @Get('backtests/:id')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.reportedBacktestSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.ReportedBacktestAnswer> {
    return dto.reportedBacktestAnswer(await this.backtests.get(networkOf(principal), 'BACKTEST', id));
  }

  /** What the other programme would have done, and how much more than this one. */
  @Get('backtests/:id/compare')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.backtestComparisonSchema })
  compare(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.compareQuerySchema }) query: z.infer<typeof dto.compareQuerySchema>,
  ): Promise<BacktestComparison> {
    return this.backtests.compare(networkOf(principal), id, query.with);
  }

  /** Ends what waits or runs; what has ended stays, and says how. */
  @Delete('backtests/:id')
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.backtestSchema })
  cancel(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.BacktestAnswer> {
    return this.commands.execute(new CancelBacktest(context, { id }));
  }
}
