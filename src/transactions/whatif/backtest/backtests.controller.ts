import { Body, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { z } from 'zod';
import { versionParameterSchema } from '../../../configuration';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import * as dto from '../runs/backtest.dto';
import { AskBacktest, type AskedRun, Backtests, CancelRun } from '../runs/backtests';
import type { BacktestComparison } from '../reports/compare-reports.rules';

const LIST = 'backtests';

/** Backtests: a programme over the network's own past, before it is published. */
@Routes('/', 'Programs')
export class BacktestsController {
  constructor(
    private readonly backtests: Backtests,
    private readonly commands: CommandBus,
  ) {}

  @Route('POST programs/:version/backtests', {
    id: 'createVersionBacktest',
    permission: 'program.manage',
    summary: 'Run a version of the programme over the past',
    description:
      'Any version: a draft as it stands now, or a published one. All acts of the past are decided again by it and ' +
      'compared with what happened; nothing but the report is written. The run goes on in the background: read it until ' +
      'its status is `DONE`. A network has at most 10 runs under way.',
    accepted: dto.backtestSchema,
    problems: ['not_found', 'no_program'],
  })
  async askOfVersion(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Body({ schema: dto.backtestPeriodSchema }) body: dto.BacktestPeriodBody,
  ) {
    return this.commands.execute(new AskBacktest(context, { asked: version, period: body }));
  }

  @Route('POST backtests', {
    id: 'createBacktest',
    permission: 'program.manage',
    summary: 'Run a document over the past, or reproduce the ledger',
    description:
      'With `document` as `createVersionBacktest`, for a programme that need not be saved. With `mode` `REPRODUCE` every ' +
      'act is decided again by the version that decided it, which has to lead to the ledger again.',
    accepted: dto.backtestSchema,
    problems: ['no_program'],
  })
  askOfDocument(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.askBacktestSchema }) body: dto.AskBacktestBody,
  ): Promise<dto.BacktestAnswer> {
    const asked: AskedRun =
      'mode' in body
        ? { mode: 'REPRODUCE', document: null, version: null }
        : { mode: 'DRAFT', document: body.document, version: null };
    return this.commands.execute(new AskBacktest(context, { asked, period: body }));
  }

  @Route('GET backtests', {
    id: 'listBacktests',
    permission: 'program.read',
    summary: 'List backtests',
    description: 'Newest first.',
    ok: dto.backtestPageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.backtestListQuery }) query: z.infer<typeof dto.backtestListQuery>,
  ) {
    const rows = await this.backtests.list(networkId, 'BACKTEST', sliceOf(LIST, query), query.status ?? null);
    return pageOfSlice(LIST, query, rows, ({ id }) => id, dto.backtestAnswer);
  }

  @Route('GET backtests/:id', {
    id: 'getBacktest',
    permission: 'program.read',
    summary: 'Get a backtest with its report',
    description: '`report` is null until the status is `DONE`.',
    ok: dto.reportedBacktestSchema,
    problems: ['not_found'],
  })
  async read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.ReportedBacktestAnswer> {
    return dto.reportedBacktestAnswer(await this.backtests.get(networkId, 'BACKTEST', id));
  }

  @Route('GET backtests/:id/compare', {
    id: 'compareBacktests',
    permission: 'program.read',
    summary: 'Compare the programmes of two backtests',
    description: 'Both have to be done, and neither may be a reproduction of the ledger.',
    ok: dto.backtestComparisonSchema,
    problems: ['not_found', 'backtest_not_done'],
  })
  compare(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: dto.compareQuerySchema }) query: z.infer<typeof dto.compareQuerySchema>,
  ): Promise<BacktestComparison> {
    return this.backtests.compare(networkId, id, query.with);
  }

  @Route('DELETE backtests/:id', {
    id: 'cancelBacktest',
    permission: 'program.manage',
    summary: 'Cancel a backtest',
    description: 'Ends a run that waits or is under way. A run that has ended stays as it ended.',
    ok: dto.backtestSchema,
    problems: ['not_found'],
  })
  cancel(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CancelRun(context, { kind: 'BACKTEST', id }));
  }
}
