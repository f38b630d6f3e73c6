import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../../configuration';
import { type KeyedCall, KeyRequired } from '../../../platform/http/idempotency/keyed-call';
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
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../../till/responses/transaction-answer.dto';
import { Restorations } from './restorations';
import { type RestoreDto, restoreBodySchema } from './restore.dto';

@ApiTags('Transactions')
@ApiBearerAuth()
@Controller('transactions')
export class RestoreController {
  constructor(
    private readonly restorations: Restorations,
    private readonly networks: Networks,
  ) {}

  /** Points of an expiry come back for the network's grace. Above the manager's limit another one approves. */
  @Post(':id/restore')
  @HttpCode(201)
  @RequirePermission('points.restore')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  @ApiAcceptedResponse({ standardSchema: waitingSchema })
  async restore(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: restoreBodySchema }) dto: RestoreDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const outcome = await this.restorations.restore(principal, id, dto, call, origin);
    return respond(outcome, call, { network: await this.networks.getProfile(networkOf(principal)), language });
  }
}
