import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { versionParameterSchema } from '../../../configuration';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { uuid } from '../../../platform/http/schemas';
import {
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../../security';
import { runAnswer } from '../backtest/backtest.dto';
import { Backtests } from '../backtest/backtests';
import { AskImpact } from './ask-impact.command';
import { CancelImpact } from './cancel-impact.command';
import * as dto from './impact.dto';
import { ImpactQuery } from './impact.query';

/** Who would gain and lose by a version of the program: asked, looked after, ended. */
@ApiTags('Programs')
@ApiBearerAuth()
@Controller()
export class ImpactRunsController {
  constructor(
    private readonly backtests: Backtests,
    private readonly impact: ImpactQuery,
    private readonly commands: CommandBus,
  ) {}

  /** The impact of the version as it stands now. Everybody who may read the program may ask: the run changes nothing. */
  @Post('programs/:version/impacts')
  @HttpCode(202)
  @RequirePermission('program.read')
  @ApiAcceptedResponse({ standardSchema: dto.impactRunSchema })
  async ask(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Body({ schema: dto.askImpactSchema }) { at }: z.infer<typeof dto.askImpactSchema>,
  ): Promise<dto.ImpactRunAnswer> {
    return this.commands.execute(new AskImpact(context, { version, at }));
  }

  @Get('impacts/:id')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.reportedImpactSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.ReportedImpactRunAnswer> {
    const networkId = networkOf(principal);
    const run = await this.backtests.get(networkId, 'IMPACT', id);
    const { programVersion: version, report } = run;
    const isTold = version !== null && report !== null;
    const impact = isTold ? { version, ...(await this.impact.tell(networkId, report, language)) } : null;
    return { ...runAnswer(run), impact };
  }

  /** Ends what waits or runs; what has ended stays, and says how. */
  @Delete('impacts/:id')
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.impactRunSchema })
  cancel(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.ImpactRunAnswer> {
    return this.commands.execute(new CancelImpact(context, { id }));
  }
}
