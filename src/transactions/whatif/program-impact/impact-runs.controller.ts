import { Body, Param, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { z } from 'zod';
import { versionParameterSchema } from '../../../configuration';
import type { Language } from '../../../platform/language/language';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile, sendCsv } from '../../../platform/http/csv';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { CurrentLanguage } from '../../../platform/http/languages';
import {
  CurrentOrigin,
  CurrentPrincipal,
  KeyedContext,
  NetworkId,
  type Origin,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../../security';
import { runAnswer } from '../runs/backtest.dto';
import { AskImpact, Backtests, CancelRun } from '../runs/backtests';
import { ConcernedGuests } from './concerned-guests.query';
import * as dto from './impact.dto';
import { ImpactQuery } from './impact.query';

const CONCERNED = 'impact-concerned';
const concernedMark = z.strictObject({ value: z.int(), guestId: z.uuid() });

/** Runs that find out which guests gain or lose by a version of the programme. */
@Routes('/', 'Programs')
export class ImpactRunsController {
  constructor(
    private readonly backtests: Backtests,
    private readonly impact: ImpactQuery,
    private readonly concerned: ConcernedGuests,
    private readonly commands: CommandBus,
  ) {}

  @Route('POST programs/:version/impacts', {
    id: 'createImpactRun',
    permission: 'program.read',
    summary: 'Find out who gains and loses by a version',
    description:
      'Looks at all guests: their tiers under the version as it stands now, and the coming year if they buy again what ' +
      'they bought in the last 52 weeks. Nothing is changed. The run goes on in the background: read it until its status ' +
      'is `DONE`. The same question within 10 minutes is answered with the run before.',
    accepted: dto.impactRunSchema,
    problems: ['not_found', 'no_program'],
  })
  async ask(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Body({ schema: dto.askImpactSchema }) { at }: z.infer<typeof dto.askImpactSchema>,
  ) {
    return this.commands.execute(new AskImpact(context, { version, at }));
  }

  @Route('GET impacts/:id', {
    id: 'getImpactRun',
    permission: 'program.read',
    summary: 'Get a run with the impact that it found',
    ok: dto.reportedImpactSchema,
    problems: ['not_found'],
  })
  async read(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Id() id: string,
  ): Promise<dto.ReportedImpactRunAnswer> {
    const run = await this.backtests.get(networkId, 'IMPACT', id);
    const { programVersion: version, report } = run;
    // A report from before 0.4.0 lacks what guests pay, so the run is made again.
    const isTold = version !== null && report !== null && 'paid' in report.losing;
    const impact = isTold ? { version, ...(await this.impact.tell(networkId, report, language)) } : null;
    return { ...runAnswer(run), impact };
  }

  @Route('GET impacts/:id/guests', {
    id: 'listConcernedGuests',
    permission: 'program.manage',
    summary: 'List the guests whom a finished run found',
    description:
      'The greatest loss first, or with `which` `GAINING` the greatest gain. Callers who may find guests get names and card numbers too. Runs that are not ' +
      'done, and runs whose guests are not kept any more: 404.',
    ok: dto.concernedPageSchema,
    problems: ['not_found'],
  })
  async guests(
    @CurrentPrincipal() principal: Principal,
    @Id() id: string,
    @Query({ schema: dto.concernedQuery }) { cursor, limit, which }: dto.ConcernedQuery,
  ): Promise<dto.ConcernedAnswer> {
    const after = cursor === undefined ? null : decodeCursor(CONCERNED, cursor, concernedMark);
    const found = await this.concerned.page(principal, id, which, { after, limit: limit + 1 });
    return pageFrom(CONCERNED, found, limit, ({ value, guestId }) => ({ value, guestId }));
  }

  @Route('GET impacts/:id/file', {
    id: 'downloadConcernedGuests',
    permission: 'program.manage',
    summary: 'Download the guests whom a finished run found',
    description: 'A CSV file with the fields of `listConcernedGuests`. The download is noted in the audit.',
    ok: csvFile,
    problems: ['not_found'],
  })
  async file(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Id() id: string,
    @Query({ schema: dto.concernedFileQuery }) { which }: dto.ConcernedFileQuery,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const lines = await this.concerned.linesOf(principal, id, which, origin);
    sendCsv(reply, `impact-${id}.csv`, lines);
  }

  @Route('DELETE impacts/:id', {
    id: 'cancelImpactRun',
    permission: 'program.manage',
    summary: 'Cancel a run',
    description: 'Ends a run that waits or is under way. A run that has ended stays as it ended.',
    ok: dto.impactRunSchema,
    problems: ['not_found'],
  })
  cancel(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CancelRun(context, { kind: 'IMPACT', id }));
  }
}
