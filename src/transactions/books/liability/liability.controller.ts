import { Param, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import type { ApiReply } from '../../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageQuery } from '../../../platform/http/schemas';
import { KeyRequiredContext, type RequestContext, Route, Routes, WholeNetworkId } from '../../../security';
import { ForecastQuery } from './forecast.query';
import * as dto from './liability.dto';
import { LiabilityQuery } from './liability.query';
import {
  type JournalQuery,
  journalQuerySchema,
  type LedgerPeriodPage,
  ledgerPeriodPageSchema,
  ledgerPeriodSchema,
  monthSchema,
} from './period.dto';
import { monthAnswer, monthOf } from './month-answer';
import { periodCsv } from './period-document.rules';
import { Periods, ClosePeriod } from './periods';

const LIST = 'ledger-periods';

/** The network's liability in points: now, as a forecast, and by closed month. */
@Routes('ledger', 'Liability')
export class LiabilityController {
  constructor(
    private readonly liability: LiabilityQuery,
    private readonly forecasts: ForecastQuery,
    private readonly periods: Periods,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET liability', {
    id: 'getLiability',
    permission: ['reports.read', 'ledger.read'],
    summary: 'Get what is owed to guests in points',
    description:
      'All figures are of one moment. The total is broken down by state, age, tier, restaurant and month of expiry, and ' +
      'counted in three ways that have to agree.',
    ok: dto.liabilitySchema,
  })
  now(@WholeNetworkId() networkId: string): Promise<dto.Liability> {
    return this.liability.liabilityOf(networkId);
  }

  @Route('GET liability/forecast', {
    id: 'getLiabilityForecast',
    permission: ['reports.read', 'ledger.read'],
    summary: 'Forecast how open points are redeemed and expire',
    description:
      'Expected figures with a band, by month, for the points that were open at the end of the last whole month. It needs ' +
      '12 whole months of history with redemptions in 6 of them. docs/liability.md describes the method.',
    ok: dto.forecastSchema,
    problems: ['forecast_history_too_short'],
  })
  forecast(
    @Query({ schema: dto.forecastQuerySchema }) query: dto.ForecastQueryDto,
    @WholeNetworkId() networkId: string,
  ): Promise<dto.ForecastAnswer> {
    return this.forecasts.forecastOf(networkId, query.months);
  }

  @Route('GET periods', {
    id: 'listLedgerPeriods',
    permission: ['reports.read', 'ledger.read'],
    summary: 'List closed months',
    description: 'Newest first.',
    ok: ledgerPeriodPageSchema,
  })
  async list(
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
    @WholeNetworkId() networkId: string,
  ): Promise<LedgerPeriodPage> {
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, monthSchema);
    const rows = await this.periods.list(networkId, before, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, ({ month }) => month);
    const itemOf = ({ month, closedAt, carried }: (typeof items)[number]) => ({
      month,
      closedAt: closedAt.toISOString(),
      ...carried.balances,
    });
    return { items: items.map(itemOf), nextCursor };
  }

  @Route('POST periods/:month/close', {
    id: 'closeLedgerPeriod',
    permission: 'periods.close',
    summary: 'Close a month into the accounts',
    description:
      'The month in the path is `YYYY-MM`, has to be over, and follows the last closed month; the first may be any from ' +
      "a year before the network's history began, and takes all before it with it. A closed month never changes: " +
      'closing it again gives the same answer, and corrections fall into a later month.',
    ok: ledgerPeriodSchema,
    problems: ['not_found', 'period_not_over', 'period_out_of_order', 'version_conflict'],
  })
  close(@Param('month') text: string, @KeyRequiredContext() context: RequestContext) {
    return this.commands.execute(new ClosePeriod(context, { month: monthOf(text) }));
  }

  @Route('GET periods/:month/journal', {
    id: 'getLedgerPeriodJournal',
    permission: ['reports.read', 'ledger.read'],
    summary: 'Get the journal of a closed month',
    description: 'The same bytes each time, as JSON or as a CSV table. A month that is not closed: 404.',
    ok: {
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/LedgerPeriod' } },
        'text/csv': { schema: { type: 'string' } },
      },
    },
    problems: ['not_found'],
  })
  async journal(
    @Param('month') text: string,
    @Query({ schema: journalQuerySchema }) { format }: JournalQuery,
    @WholeNetworkId() networkId: string,
    @Res({ passthrough: true }) reply: ApiReply,
  ): Promise<string> {
    const document = await this.periods.getDocument(networkId, monthOf(text));
    return monthAnswer(reply, { document, format, fileName: `points-${text}.csv`, tableOf: periodCsv });
  }
}
