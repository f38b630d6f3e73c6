import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Id } from '../../platform/http/id.decorator';
import {
  CurrentPrincipal,
  KeyRequiredContext,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import * as dto from './gift.dto';
import { GiftDesk } from './gift-desk.query';
import { ClaimGiftCard, RecodeGiftCard } from './gifts.commands';

/** Gift cards of the signed-in guest. */
@Routes('auth/me/gift-cards', 'Gift cards', 'guest.self')
export class OwnGiftCardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly desk: GiftDesk,
  ) {}

  @Route('GET', {
    id: 'listOwnGiftCards',
    summary: "List the caller's gift cards",
    ok: dto.ownGiftCardsSchema,
  })
  list(@CurrentPrincipal() principal: Principal): Promise<dto.OwnGiftCardsAnswer> {
    return this.desk.listOwn(principal);
  }

  @Route('POST', {
    id: 'claimGiftCard',
    summary: 'Put a gift card into the cabinet',
    description: 'By its code and PIN. A card that another guest had is then shown to the caller alone.',
    created: dto.ownGiftCardsSchema,
    problems: ['gift_card_unknown', 'gift_card_state', 'locked_out'],
  })
  claim(@KeyRequiredContext() context: RequestContext, @Body({ schema: dto.giftFaceSchema }) body: dto.GiftFaceBody) {
    return this.commands.execute(new ClaimGiftCard(context, { body }));
  }

  @Route('GET :id/face', {
    id: 'getOwnGiftFace',
    summary: "Get the code and PIN of the caller's gift card",
    description: 'To pay at a till. Nothing keeps the response.',
    ok: dto.ownGiftFaceSchema,
    problems: ['not_found'],
  })
  face(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.OwnGiftFaceAnswer> {
    return this.desk.ownFace(principal, id);
  }

  @Route('GET :id/transactions', {
    id: 'listOwnGiftTransactions',
    summary: "List the acts of the caller's gift card",
    description: 'Newest first.',
    ok: dto.ownGiftTransactionPageSchema,
    problems: ['not_found'],
  })
  transactions(
    @CurrentPrincipal() principal: Principal,
    @Id() id: string,
    @Query({ schema: dto.giftTransactionListQuery }) query: z.infer<typeof dto.giftTransactionListQuery>,
  ) {
    return this.desk.listOwnTransactions(principal, id, query);
  }

  @Route('POST :id/recode', {
    id: 'recodeGiftCard',
    summary: 'Move a gift card to the account for good',
    description: 'The card gets a new code and PIN, which the cabinet alone shows. The printed ones work no more.',
    ok: dto.ownGiftCardsSchema,
    problems: ['not_found', 'gift_card_state'],
  })
  recode(@KeyRequiredContext() context: RequestContext, @Id() id: string): Promise<dto.OwnGiftCardsAnswer> {
    return this.commands.execute(new RecodeGiftCard(context, { cardId: id }));
  }
}
