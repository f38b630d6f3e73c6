import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Operation } from '../../../platform/http/operation.decorator';
import { versionParameterSchema } from '../../../configuration';
import type { Language } from '../../../platform/language/language';
import type { ApiReply } from '../../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { CurrentLanguage } from '../../../platform/http/languages';
import { uuid } from '../../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Origin,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../../security';
import { runAnswer } from '../backtest/backtest.dto';
import { Backtests } from '../backtest/backtests';
import { AskImpact } from './ask-impact.command';
import { CancelImpact } from './cancel-impact.command';
import { ConcernedGuests } from './concerned-guests.query';
import * as dto from './impact.dto';
import { ImpactQuery } from './impact.query';

const CONCERNED = 'impact-concerned';
const concernedMark = z.strictObject({ value: z.int(), guestId: z.uuid() });

/** Runs that find out which guests would gain and lose by a version of the programme. */
@ApiTags('Programs')
@ApiBearerAuth()
@Controller()
export class ImpactRunsController {
  constructor(
    private readonly backtests: Backtests,
    private readonly impact: ImpactQuery,
    private readonly concerned: ConcernedGuests,
    private readonly commands: CommandBus,
  ) {}

  @Operation({
    id: 'createImpactRun',
    summary: 'Find out who gains and loses by a version',
    description:
      'Looks at all guests: their tiers under the version as it stands now, and the coming year if they buy again what ' +
      'they bought in the last 52 weeks. Nothing is changed. The run goes on in the background: read it until its status ' +
      'is `DONE`. The same question within 10 minutes is answered with the run before.',
    problems: ['not_found', 'no_program'],
  })
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

  @Operation({
    id: 'getImpactRun',
    summary: 'Get a run with the impact that it found',
    problems: ['not_found'],
  })
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
    // One that was kept before 0.3.0 says less; the same question is asked anew.
    const isTold = version !== null && report !== null && 'concerned' in report;
    const impact = isTold ? { version, ...(await this.impact.tell(networkId, report, language)) } : null;
    return { ...runAnswer(run), impact };
  }

  @Operation({
    id: 'listConcernedGuests',
    summary: 'List the guests whom a finished run found',
    description:
      'The greatest loss first, or with `which` `GAINING` the greatest gain. Callers who may find guests get names and card numbers too. Runs that are not ' +
      'done, and runs whose guests are not kept any more: 404.',
    problems: ['not_found'],
  })
  @Get('impacts/:id/guests')
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.concernedPageSchema })
  async guests(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.concernedQuery }) { cursor, limit, which }: dto.ConcernedQuery,
  ): Promise<dto.ConcernedAnswer> {
    const after = cursor === undefined ? null : decodeCursor(CONCERNED, cursor, concernedMark);
    const found = await this.concerned.page(principal, id, which, { after, limit: limit + 1 });
    return pageFrom(CONCERNED, found, limit, ({ value, guestId }) => ({ value, guestId }));
  }

  @Operation({
    id: 'downloadConcernedGuests',
    summary: 'Download the guests whom a finished run found',
    description: 'A CSV file with the fields of `listConcernedGuests`. The download is noted in the audit.',
    problems: ['not_found'],
  })
  @Get('impacts/:id/file')
  @RequirePermission('program.manage')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async file(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.concernedFileQuery }) { which }: dto.ConcernedFileQuery,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.concerned.linesOf(principal, id, which, origin);
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="impact-${id}.csv"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(lines));
  }

  @Operation({
    id: 'cancelImpactRun',
    summary: 'Cancel a run',
    description: 'Ends a run that waits or is under way. A run that has ended stays as it ended.',
    problems: ['not_found'],
  })
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
