import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { severalAnswerSchema } from '../../../platform/http/several';
import { KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import { BlockGuest, ChangeSeveralGuests } from './blocking.commands';
import * as dto from './blocking.dto';

/** A manager blocks a guest whose account is misused, and ends the block. */
@Routes('guests', 'Guests', 'guests.block')
export class BlockingController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST :id/block', {
    id: 'blockGuest',
    summary: 'Block a guest',
    description:
      'From now on the guest can neither earn nor spend points, and receives no gifts of points. The points stay as ' +
      'they are, and sales made before can be refunded.',
    ok: dto.blockAnswerSchema,
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_blocked', 'reason_code_unknown', 'no_program'],
  })
  block(
    @KeyRequiredContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: dto.blockGuestSchema }) body: dto.BlockGuestDto,
  ) {
    return this.commands.execute(new BlockGuest(context, { guestId, blocked: true, body }));
  }

  @Route('POST :id/unblock', {
    id: 'unblockGuest',
    summary: 'End the block of a guest',
    description: 'The guest can earn and spend points again.',
    ok: dto.blockAnswerSchema,
    problems: ['forbidden', 'own_account', 'guest_not_found', 'guest_not_blocked', 'reason_code_unknown', 'no_program'],
  })
  unblock(
    @KeyRequiredContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: dto.blockGuestSchema }) body: dto.BlockGuestDto,
  ) {
    return this.commands.execute(new BlockGuest(context, { guestId, blocked: false, body }));
  }

  @Route('POST several', {
    id: 'changeSeveralGuests',
    summary: 'Block several guests, or end their blocks',
    description:
      'Each guest by itself, as `blockGuest` and `unblockGuest`: a refused one stops no other, so the answer is 200 also where ' +
      'all are refused. A call that broke off is sent again with its key and does nothing twice.',
    ok: severalAnswerSchema,
  })
  changeSeveral(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.severalGuestsSchema }) body: dto.SeveralGuestsDto,
  ) {
    return this.commands.execute(new ChangeSeveralGuests(context, { body }));
  }
}
