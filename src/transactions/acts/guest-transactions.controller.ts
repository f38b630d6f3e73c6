import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../configuration';
import { type KeyedCall, KeyRequired } from '../../platform/http/keyed/keyed-call';
import type { ApiRequest } from '../../platform/http/api-request';
import { Languages } from '../../platform/http/languages';
import { uuid } from '../../platform/http/schemas';
import {
  type AuthenticatedRequest,
  networkOf,
  originOf,
  type Permission,
  principalOf,
  requirePermission,
  RequirePermission,
} from '../../security';
import { tellOutcome } from '../answers/tell-outcome';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
  waitingSchema,
} from '../answers/transaction-answer.dto';
import { ManualActs } from '../manual/manual-acts';
import { actBodyOf, occurredAtOf, receiptOf } from './act-body.rules';
import { actKeyOf, ActIntake } from './act-intake';
import { type ActDto, actSchema } from './act.dto';
import { RecordTransaction } from './record-transaction.command';

const PERMISSION_OF: Readonly<Record<ActDto['type'], Permission>> = {
  SALE: 'till.sale',
  REDEMPTION: 'till.redeem',
  MANUAL: 'manual.post',
};

/** What is rung up for a guest: sales, redemptions, manual credits and debits. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller('guest')
export class GuestTransactionsController {
  constructor(
    private readonly intake: ActIntake,
    private readonly commands: CommandBus,
    private readonly manual: ManualActs,
    private readonly networks: Networks,
    private readonly languages: Languages,
  ) {}

  /**
   * 201 with the transaction; 202 where another manager has to approve it first. Who asks is read from the request:
   * as parameters of their own they would each go through the pipes, which this route can't afford.
   */
  @Post(':id/transaction')
  @HttpCode(201)
  @RequirePermission('till.sale', 'till.redeem', 'manual.post')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  @ApiAcceptedResponse({ standardSchema: waitingSchema })
  async record(
    @Req() request: ApiRequest & AuthenticatedRequest,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: actSchema }) dto: ActDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    const principal = principalOf(request);
    requirePermission(principal, PERMISSION_OF[dto.type]);
    const network = await this.networks.getProfile(networkOf(principal));
    const act = await this.intake.place({
      principal,
      guestId,
      body: actBodyOf(dto),
      pointOfSaleId: dto.pointOfSaleId ?? null,
      receipt: receiptOf(dto),
      occurredAt: occurredAtOf(dto),
      key: actKeyOf(call),
      requestId: call.requestId,
    });
    const outcome =
      dto.type === 'MANUAL'
        ? await this.manual.post(act, principal, network, originOf(request))
        : await this.commands.execute(new RecordTransaction(act));
    return tellOutcome(outcome, call, { network, language: await this.languages.of(request) });
  }
}
