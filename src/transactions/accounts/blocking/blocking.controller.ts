import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
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

  @Operation({
    id: 'blockGuest',
    summary: 'Block a guest',
    description:
      'From now on the guest can neither earn nor spend points, and receives no gifts of points. The points stay as ' +
      'they are, and sales made before can be refunded.',
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_blocked', 'reason_code_unknown', 'no_program'],
  })
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

  @Operation({
    id: 'unblockGuest',
    summary: 'End the block of a guest',
    description: 'The guest can earn and spend points again.',
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_not_blocked', 'reason_code_unknown', 'no_program'],
  })
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
