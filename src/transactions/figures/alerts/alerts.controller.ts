import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './alert.dto';
import { Alerts, CreateFigureAlert, RemoveFigureAlert } from './alerts';
import { Id } from '../../../platform/http/id.decorator';

/** Alerts that people set on figures, for themselves and for others. */
@Routes('analytics/alerts', 'Reports')
export class AlertsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly alerts: Alerts,
  ) {}

  @Route('GET', {
    id: 'listFigureAlerts',
    permission: 'reports.read',
    summary: 'List the own thresholds and their crossings',
    description:
      'Each person has their own; an API key has none. `recent` has crossings of thresholds of other people too, if the caller is told of them ' +
      'and may see their restaurants.',
    ok: dto.figureAlertListSchema,
  })
  list(@Context() { principal, language }: RequestContext): Promise<dto.FigureAlertList> {
    return this.alerts.list(principal, language);
  }

  @Route('GET preview', {
    id: 'previewFigureAlert',
    permission: 'reports.read',
    summary: 'Say when a threshold would have been crossed',
    description:
      'The last 30 business dates that are over; 7 by the hour, each place at most once a date. A date with fewer than 10 receipts says nothing of a share; of refunds, fewer than 3 are no ' +
      'crossing, nor are any before 7 dates with sales (by the hour: 3 of the 4 weeks before). A figure beside its weekday needs sales in 3 of ' +
      'the 4 weeks before, enough receipts, and a change that chance does not explain.',
    ok: dto.alertPreviewSchema,
  })
  preview(
    @Context() { principal, language }: RequestContext,
    @Query({ schema: dto.alertPreviewQuery }) query: dto.AlertPreviewQuery,
  ): Promise<dto.AlertPreview> {
    return this.alerts.preview(principal, query, language);
  }

  @Route('POST', {
    id: 'createFigureAlert',
    permission: 'views.own',
    summary: 'Set a threshold of a figure',
    description:
      'Judged once a day, from 8 o’clock on by the clock of the network, on the last business date; or after each hour (`rhythm`). The recipients get ' +
      'an e-mail when a place crosses the threshold, and none again before it was back, nor twice on a date. Their permissions are checked now (400) and ' +
      'again when it is sent. At most 20 a person: 409 `figure_alerts_full`. Staff who may not read figures are refused (403). An alert of a group ends with the group.',
    created: dto.createdAlertSchema,
    problems: ['figure_alerts_full', 'not_found', 'restaurant_not_allowed'],
  })
  create(@KeyedContext() context: RequestContext, @Body({ schema: dto.createAlertSchema }) body: dto.CreateAlert) {
    return this.commands.execute(new CreateFigureAlert(context, { body }));
  }

  @Route('DELETE :id', {
    id: 'deleteFigureAlert',
    permission: 'views.own',
    summary: 'Remove a threshold, with its crossings',
    description: 'Each person removes their own alone.',
    empty: true,
    problems: ['not_found'],
  })
  remove(@Context() context: RequestContext, @Id('id', 'Threshold') id: string) {
    return this.commands.execute(new RemoveFigureAlert(context, { id }));
  }
}
