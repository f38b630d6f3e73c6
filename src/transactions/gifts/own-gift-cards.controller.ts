import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, KeyRequiredContext, type Principal, type RequestContext, Route } from '../../security';
import * as dto from './gift.dto';
import { GiftDesk } from './gift-desk.query';
import { ClaimGiftCard } from './gifts.commands';

/** Gift cards of the signed-in guest. */
@ApiTags('Gift cards')
@ApiBearerAuth()
@Controller('auth/me/gift-cards')
export class OwnGiftCardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly desk: GiftDesk,
  ) {}

  @Route('GET', {
    id: 'listOwnGiftCards',
    permission: 'guest.self',
    summary: "List the caller's gift cards",
    ok: dto.ownGiftCardsSchema,
  })
  list(@CurrentPrincipal() principal: Principal): Promise<dto.OwnGiftCardsAnswer> {
    return this.desk.listOwn(principal);
  }

  @Route('POST', {
    id: 'claimGiftCard',
    permission: 'guest.self',
    summary: 'Put a gift card into the cabinet',
    description: 'By its code and PIN. A card that another guest had is then shown to the caller alone.',
    created: dto.ownGiftCardsSchema,
    problems: ['gift_card_unknown', 'gift_card_state', 'locked_out'],
  })
  claim(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.giftFaceSchema }) body: dto.GiftFaceBody,
  ): Promise<dto.OwnGiftCardsAnswer> {
    return this.commands.execute(new ClaimGiftCard(context, { body }));
  }
}
