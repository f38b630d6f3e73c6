import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../../platform/http/schemas';
import { KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import { BlockGuest } from './block-guest.command';
import * as dto from './blocking.dto';

/** A manager blocks a guest whose account is misused, and ends that. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller('guests')
export class BlockingController {
  constructor(private readonly commands: CommandBus) {}

  /** From now on the guest gets and spends no points; what it has, it keeps. Refunds stay possible. */
  @Post(':id/block')
  @HttpCode(200)
  @RequirePermission('guests.block')
  @ApiOkResponse({ standardSchema: dto.blockAnswerSchema })
  block(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.blockGuestSchema }) body: dto.BlockGuestDto,
  ): Promise<dto.BlockAnswer> {
    return this.commands.execute(new BlockGuest(context, { guestId, blocked: true, body }));
  }

  /** The guest gets and spends points again. */
  @Post(':id/unblock')
  @HttpCode(200)
  @RequirePermission('guests.block')
  @ApiOkResponse({ standardSchema: dto.blockAnswerSchema })
  unblock(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.blockGuestSchema }) body: dto.BlockGuestDto,
  ): Promise<dto.BlockAnswer> {
    return this.commands.execute(new BlockGuest(context, { guestId, blocked: false, body }));
  }
}
