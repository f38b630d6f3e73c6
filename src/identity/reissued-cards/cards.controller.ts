import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  CurrentOrigin,
  CurrentPrincipal,
  KeyRequiredContext,
  type Origin,
  type Principal,
  type RequestContext,
  Route,
} from '../../security';
import { guestSchema } from '../profiles/guest.dto';
import { printedCardSchema } from './card.dto';
import { ReissuedCards, ReplaceCard } from './reissued-cards';
import { Id } from '../../platform/http/id.decorator';

/** A guest's card: printed with its static QR, and replaced after a loss. */
@ApiTags('Guests')
@Controller('guests/:id/card')
export class CardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly cards: ReissuedCards,
  ) {}

  @Route('GET', {
    id: 'getPrintedCard',
    permission: 'guest.read',
    summary: 'Get the static QR of a guest for printing',
    description:
      'Only where the setting `cards.staticQrAllowed` of the network is on. The read is recorded in the audit.',
    ok: printedCardSchema,
    problems: ['static_qr_not_allowed', 'guest_not_found'],
  })
  print(@CurrentPrincipal() principal: Principal, @CurrentOrigin() origin: Origin, @Id('id', 'Guest') guestId: string) {
    return this.cards.print(guestId, principal, origin);
  }

  @Route('POST replace', {
    id: 'replaceCard',
    permission: ['guests.reissue', 'guest.self'],
    summary: 'Replace a lost card by a new card number',
    description:
      'The old card number, its QR codes and its six digits end at once. Points, tier and history stay with the guest.',
    ok: guestSchema,
    problems: ['guest_not_found', 'points_handed_over_exceeded'],
  })
  replace(@KeyRequiredContext() context: RequestContext, @Id('id', 'Guest') guestId: string) {
    return this.commands.execute(new ReplaceCard(context, { guestId }));
  }
}
