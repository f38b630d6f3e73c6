import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
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
import { tellOutcome } from '../../till/responses/tell-outcome';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import type { Outcome } from '../../ledger/act/till-act';
import * as dto from './transfer.dto';
import { Transfers } from './transfers';

/** Points that guests give each other, where the network allows it. The answer is the giver's transaction. */
@ApiTags('Transfers')
@ApiBearerAuth()
@Controller()
export class TransfersController {
  constructor(
    private readonly transfers: Transfers,
    private readonly networks: Networks,
  ) {}

  @Post('guest/:id/transfers')
  @HttpCode(201)
  @RequirePermission('points.transfer')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async give(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.transferBodySchema }) body: dto.TransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.tell(principal, language, call, await this.transfers.give(principal, guestId, body, call, origin));
  }

  /** To whoever has the phone or the card; what nobody has is answered as what may not receive. */
  @Post('auth/me/transfers')
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async giveOwn(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Body({ schema: dto.ownTransferBodySchema }) body: dto.OwnTransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.tell(principal, language, call, await this.transfers.giveOwn(principal, body, call, origin));
  }

  /** What of it is not spent yet goes back; the answer is the transaction of the guest who had received it. */
  @Post('transfers/:id/undo')
  @HttpCode(201)
  @RequirePermission('points.undo_transfer')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async undo(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.undoTransferBodySchema }) { reason }: dto.UndoTransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.tell(principal, language, call, await this.transfers.undo(principal, id, reason, call, origin));
  }

  private async tell(principal: Principal, language: Language, call: KeyedCall, outcome: Outcome) {
    return tellOutcome(outcome, call, { network: await this.networks.getProfile(networkOf(principal)), language });
  }
}
