import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { versionParameterSchema } from '../../../configuration';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { uuid } from '../../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../../security';
import { runAnswer } from '../backtest/backtest.dto';
import { Backtests } from '../backtest/backtests';
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
    private readonly keyed: KeyedCalls,
  ) {}

  /** Of the version as it stands now. Whoever may read the program may ask: nothing is changed by it. */
  @Post('programs/:version/impacts')
  @HttpCode(202)
  @RequirePermission('program.read')
  @ApiAcceptedResponse({ standardSchema: dto.impactRunSchema })
  async ask(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Body({ schema: dto.askImpactSchema }) { at }: z.infer<typeof dto.askImpactSchema>,
  ): Promise<dto.ImpactRunAnswer> {
    const networkId = networkOf(actor);
    const asked = await this.backtests.impactOf(networkId, version, at);
    return this.keyed.run(networkId, call, 202, async (tx) =>
      runAnswer(await this.backtests.askImpact(tx, networkId, asked, { actor, origin })),
    );
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
    @CurrentPrincipal() actor: Principal,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.ImpactRunAnswer> {
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 200, async (tx) =>
      runAnswer(await this.backtests.cancel(tx, networkId, 'IMPACT', id)),
    );
  }
}
