import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../../configuration';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import { Activities } from './activities';
import { type ActivityDto, activitySchema } from './activity.dto';

/** What guests did outside the till: a review, a referral, whatever the programme names. */
@ApiTags('Activities')
@ApiBearerAuth()
@Controller('guest')
export class ActivitiesController {
  constructor(
    private readonly activities: Activities,
    private readonly networks: Networks,
  ) {}

  /** 201 with the AWARD; the same reference again answers with the first. */
  @Post(':id/activities')
  @HttpCode(201)
  @RequirePermission('activity.report')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async report(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: activitySchema }) dto: ActivityDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.activities.report(principal, guestId, dto, call);
    return respond(outcome, call, { network: await this.networks.getProfile(networkOf(principal)), language });
  }
}
