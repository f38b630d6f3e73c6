import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Networks } from '../../../configuration';
import { KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';

import { type ActivityDto, activitySchema } from './activity.dto';
import { ReportActivity } from './report-activity.command';

/** Activities of guests outside the till: reviews, friends brought, and others that the programme names. */
@Routes('guests', 'Activities')
export class ActivitiesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  @Route('POST :id/activities', {
    id: 'reportActivity',
    permission: 'activity.report',
    summary: 'Report an activity of a guest',
    description:
      'Records an `AWARD` with the points that the programme gives for the activity, 0 where a cap is reached. An ' +
      'activity with the same `reference` counts once: reported again for the same guest, it answers with the first award.',
    created: transactionSchema,
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'guest_not_found',
      'occurred_at_out_of_range',
      'activity_unknown',
      'reference_belongs_to_another_guest',
      'no_program',
      'guest_blocked',
    ],
  })
  async report(
    @KeyedContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: activitySchema }) dto: ActivityDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new ReportActivity(context, { guestId, body: dto }));
    const snapshot = await this.networks.getSnapshot(context.networkId);
    return respond(outcome, context.call, readerOf(snapshot, context.language, false));
  }
}
