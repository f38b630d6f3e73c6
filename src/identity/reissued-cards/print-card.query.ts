import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Origin, type Principal, networkOf } from '../../security';
import { Cards } from '../cards/cards';
import { findGuestBy } from '../profiles/guest.sql';
import type { PrintedCard } from './card.dto';

/** The card of a guest as it is printed, where the network allows the static QR. */
@Injectable()
export class PrintCard {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly cards: Cards,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `guest_not_found`, `static_qr_not_allowed` */
  async read(guestId: string, principal: Principal, origin: Origin): Promise<PrintedCard> {
    const network = await this.networks.getProfile(networkOf(principal));
    return this.database.inNetwork(network.id, async (tx) => {
      const guest = await findGuestBy(tx, network.id, 'id', guestId);
      if (guest?.erased_at !== null || guest.merged_into !== null) throw new ProblemError('guest_not_found');
      if (!network.settings.cards.staticQrAllowed) throw new ProblemError('static_qr_not_allowed');
      const note = { action: 'guest.card_printed', subjectKind: 'guest', subjectId: guestId };
      await this.audit.append(tx, network.id, { actor: principal, origin, ...note });
      return { cardNumber: guest.card_number, qr: this.cards.makeQr(network.id, guest.card_number, null) };
    });
  }
}
