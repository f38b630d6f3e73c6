import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../../configuration';
import { uuid } from '../../../platform/http/schemas';
import { KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';

import { type ActivityDto, activitySchema } from './activity.dto';
import { ReportActivity } from './report-activity.command';

/** Activities of guests outside the till: a review, a referral, any other that the programme names. */
@ApiTags('Activities')
@ApiBearerAuth()
@Controller('guests')
export class ActivitiesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  /** 201 with the AWARD; the same reference again answers with the first. */
  @Post(':id/activities')
  @HttpCode(201)
  @RequirePermission('activity.report')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async report(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: activitySchema }) dto: ActivityDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.commands.execute(new ReportActivity(context, { guestId, body: dto }));
    const network = await this.networks.getProfile(context.networkId);
    return respond(outcome, context.call, { network, language: context.language });
  }
}
