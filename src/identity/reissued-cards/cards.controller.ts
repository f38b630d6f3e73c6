import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  KeyRequiredContext,
  type Origin,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { type GuestAnswer, guestSchema } from '../profiles/guest.dto';
import { type PrintedCard, printedCardSchema } from './card.dto';
import { PrintCard } from './print-card.query';
import { ReplaceCard } from './replace-card.command';

/** The card of a guest: printed with its static QR, and replaced when it is lost. */
@ApiTags('Guests')
@Controller('guests/:id/card')
export class CardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly printCard: PrintCard,
  ) {}

  @Get()
  @Operation({
    id: 'getPrintedCard',
    summary: 'Get the static QR of a guest for printing',
    description:
      'Only where the setting `cards.staticQrAllowed` of the network is on. The read is recorded in the audit.',
    problems: ['static_qr_not_allowed', 'guest_not_found'],
  })
  @RequirePermission('guest.read')
  @ApiOkResponse({ standardSchema: printedCardSchema })
  print(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid.describe('Guest') }) guestId: string,
  ): Promise<PrintedCard> {
    return this.printCard.read(guestId, principal, origin);
  }

  @Post('replace')
  @Operation({
    id: 'replaceCard',
    summary: 'Replace a lost card by a new card number',
    description:
      'The old card number, its QR codes and its six digits end at once. Points, tier and history stay with the guest.',
    problems: ['guest_not_found'],
  })
  @HttpCode(200)
  @RequirePermission('guests.reissue', 'guest.self')
  @ApiOkResponse({ standardSchema: guestSchema })
  replace(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) guestId: string,
  ): Promise<GuestAnswer> {
    return this.commands.execute(new ReplaceCard(context, { guestId }));
  }
}
