import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Networks } from '../../../configuration';
import { uuid } from '../../../platform/http/schemas';
import { KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import { respond } from '../../till/responses/respond';
import {
  type AnyTransaction,
  transactionSchema,
  type WaitingAnswer,
} from '../../till/responses/transaction-answer.dto';
import { GiveOwnPoints } from './give-own-points.command';
import { GivePoints } from './give-points.command';
import * as dto from './transfer.dto';
import { UndoTransfer } from './undo-transfer.command';

/** Points that guests give each other, where the network allows it. The answer is the giver's transaction. */
@ApiTags('Transfers')
@ApiBearerAuth()
@Controller()
export class TransfersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
  ) {}

  @Post('guests/:id/transfers')
  @HttpCode(201)
  @RequirePermission('points.transfer')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async give(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.transferBodySchema }) body: dto.TransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new GivePoints(context, { guestId, body })));
  }

  /** To the guest of a phone or card; an unknown one is answered as a guest who may not receive. */
  @Post('auth/me/transfers')
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async giveOwn(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.ownTransferBodySchema }) body: dto.OwnTransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new GiveOwnPoints(context, { body })));
  }

  /** The points that are not spent yet go back; the answer is the transaction of the guest who had received them. */
  @Post('transfers/:id/undo')
  @HttpCode(201)
  @RequirePermission('points.undo_transfer')
  @ApiCreatedResponse({ standardSchema: transactionSchema })
  async undo(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.undoTransferBodySchema }) { reason }: dto.UndoTransferDto,
  ): Promise<AnyTransaction | WaitingAnswer> {
    return this.respond(context, await this.commands.execute(new UndoTransfer(context, { transferId: id, reason })));
  }

  private async respond({ networkId, call, language }: RequestContext, outcome: Outcome) {
    return respond(outcome, call, { network: await this.networks.getProfile(networkId), language });
  }
}
