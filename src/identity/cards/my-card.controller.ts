import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { instant, objectNamed } from '../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, Route } from '../../security';
import { findGuestBy } from '../profiles/guest.sql';
import { Cards } from './cards';
import { ShowCard } from './show-card.query';

const shownCardSchema = objectNamed('ShownCard', 'The live card of a guest.', {
  cardNumber: z.string().describe('Permanent card number of 16 digits'),
  cardCode: z.string().describe('Six digits that identify the guest at a till until `expiresAt`'),
  qr: z.string().describe('Digits for the QR that identifies the guest at a till until `expiresAt`'),
  expiresAt: instant.describe('Moment at which `cardCode` and `qr` end, two minutes after they were made'),
  staticQr: z
    .string()
    .nullable()
    .describe('Digits of the QR of a printed card, for a device without network; null: the network takes none'),
});

type ShownCard = z.infer<typeof shownCardSchema>;

/** A guest's own card. Only here can the valid code be seen again. */
@ApiTags('Guests')
@Controller('auth/me/card')
export class MyCardController {
  constructor(
    private readonly database: Database,
    private readonly showCard: ShowCard,
    private readonly cards: Cards,
    private readonly networks: Networks,
  ) {}

  @Route('GET', {
    id: 'getOwnCard',
    permission: 'guest.self',
    summary: 'Get the live card of the signed-in guest',
    description:
      'Code and QR are good for two minutes. Calls within that time get the same pair until a till has used it or fewer than 30 seconds are left; then the answer has a new pair.',
    ok: shownCardSchema,
    problems: ['not_found'],
  })
  async read(@CurrentPrincipal() principal: Principal): Promise<ShownCard> {
    const networkId = networkOf(principal);
    const { settings } = await this.networks.getProfile(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const guest = await findGuestBy(tx, networkId, 'id', principal.id);
      if (guest?.erased_at !== null) throw new ProblemError('not_found');
      const shown = await this.showCard.show(tx, networkId, guest);
      const isPrintable = settings.cards.staticQrAllowed;
      return { ...shown, staticQr: isPrintable ? this.cards.makeQr(networkId, guest.card_number, null) : null };
    });
  }
}
