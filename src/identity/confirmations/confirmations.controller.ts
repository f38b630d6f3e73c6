import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../platform/http/schemas';
import { Context, type RequestContext, RequirePermission } from '../../security';
import { AskConfirmation } from './ask-confirmation.command';
import { Confirmations } from './confirmations';
import * as dto from './confirmation.dto';
import { DecideConfirmation } from './decide-confirmation.command';

/** Spends above the network's limit: the till asks, the guest confirms with the code of a message or a tap. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller()
export class ConfirmationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly confirmations: Confirmations,
  ) {}

  @Post('guest/:id/confirmations')
  @HttpCode(201)
  @RequirePermission('till.redeem')
  @ApiCreatedResponse({ standardSchema: dto.askedConfirmationSchema })
  ask(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.askConfirmationSchema }) body: dto.AskConfirmationBody,
  ): Promise<dto.AskedConfirmationAnswer> {
    return this.commands.execute(new AskConfirmation(context, { guestId, body }));
  }

  @Get('auth/me/confirmations')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.ownConfirmationsSchema })
  async list(@Context() { networkId, principal }: RequestContext): Promise<dto.OwnConfirmations> {
    return { items: (await this.confirmations.listOwn(networkId, principal.id)).map(dto.confirmationAnswer) };
  }

  @Post('auth/me/confirmations/:id')
  @HttpCode(200)
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.ownConfirmationsSchema })
  decide(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.decideConfirmationSchema }) { confirm }: dto.DecideConfirmationBody,
  ): Promise<dto.OwnConfirmations> {
    return this.commands.execute(new DecideConfirmation(context, { id, confirm }));
  }
}
