import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Id } from '../../../platform/http/id.decorator';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import { runAnswer } from '../runs/backtest.dto';
import { AskSearch, Backtests, CancelRun } from '../runs/backtests';
import { figuresOf } from '../search/figures.rules';
import * as dto from './search.dto';

const LIST = 'program-searches';

/** Runs that look for programmes which meet a manager's goals over the network's own past. */
@Routes('/', 'Programs')
export class SearchesController {
  constructor(
    private readonly backtests: Backtests,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET program-figures', {
    id: 'listProgramFigures',
    permission: 'program.read',
    summary: 'List the figures that a search may move',
    description: 'Figures of the programme in force, with the bounds between which a search usually moves them.',
    ok: dto.programFiguresSchema,
    problems: ['no_program'],
  })
  async figures(@NetworkId() networkId: string) {
    return dto.programFiguresAnswer(figuresOf(await this.backtests.programOf(networkId, null)));
  }

  @Route('POST program-searches', {
    id: 'createProgramSearch',
    permission: 'program.manage',
    summary: 'Search for programmes that meet goals',
    description:
      'Tries programmes with other values of the named figures over the past, each receipt once for many of them, and ' +
      'shows those that no other one beats. Guests are taken to buy as they did. Nothing but the report is written. The run goes on in ' +
      'the background: read it until its status is `DONE`. A network has at most 10 runs under way, backtests included.',
    accepted: dto.searchRunSchema,
    problems: ['not_found', 'no_program'],
  })
  ask(@KeyedContext() context: RequestContext, @Body({ schema: dto.askSearchSchema }) body: dto.AskSearchBody) {
    return this.commands.execute(new AskSearch(context, { body }));
  }

  @Route('GET program-searches', {
    id: 'listProgramSearches',
    permission: 'program.read',
    summary: 'List searches for programmes',
    description: 'Newest first.',
    ok: dto.searchPageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.searchListQuery }) query: z.infer<typeof dto.searchListQuery>,
  ) {
    const rows = await this.backtests.list(networkId, 'SEARCH', sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ id }) => id, runAnswer);
  }

  @Route('GET program-searches/:id', {
    id: 'getProgramSearch',
    permission: 'program.read',
    summary: 'Get a search with the programmes that it found',
    description: '`report` is null until the status is `DONE`.',
    ok: dto.reportedSearchSchema,
    problems: ['not_found'],
  })
  async read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.ReportedSearchAnswer> {
    return dto.reportedSearchAnswer(await this.backtests.get(networkId, 'SEARCH', id));
  }

  @Route('DELETE program-searches/:id', {
    id: 'cancelProgramSearch',
    permission: 'program.manage',
    summary: 'Cancel a search',
    description: 'Ends a run that waits or is under way. A run that has ended stays as it ended.',
    ok: dto.searchRunSchema,
    problems: ['not_found'],
  })
  cancel(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CancelRun(context, { kind: 'SEARCH', id }));
  }
}
