import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Origin, type Principal, networkOf, UseCase } from '../../security';
import { Cards } from '../cards/cards';
import { findGuestBy, GUEST_COLUMNS, type GuestRow, lockGuest } from '../profiles/guest.sql';
import type { PrintedCard } from './card.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { makeCardNumber } from '../cards/card-number.rules';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { refuseOtherGuests } from '../profiles/guest-access';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { Handles } from '../../platform/http/handlers-of';

/** Replaces the card number of a lost card; the old number, its QR codes and its six digits end. */
export class ReplaceCard extends UseCase<GuestAnswer, { guestId: string }> {}

/** Cards of guests: printed, and replaced when they are lost. */
@Injectable()
export class ReissuedCards {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly cards: Cards,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
    private readonly answers: GuestAnswers,
    private readonly ports: LedgerPorts,
  ) {}

  /** Replaces a card; the guest keeps points, tier and history. @throws ProblemError `guest_not_found`, `points_handed_over_exceeded` */
  @Handles(ReplaceCard)
  async replaceCard({ context, input: { guestId } }: ReplaceCard): Promise<GuestAnswer> {
    const { principal, author, call, networkId } = context;
    refuseOtherGuests(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const before = await lockGuest(tx, networkId, guestId);
      if (before?.erased_at !== null || before.merged_into !== null) throw new ProblemError('guest_not_found');
      await this.ports.handOvers.chargeGuests(tx, principal, [guestId]);
      const row = await tx.one<GuestRow>(
        `UPDATE guests SET card_number = $3 WHERE network_id = $1 AND id = $2 RETURNING ${GUEST_COLUMNS}`,
        [networkId, guestId, makeCardNumber()],
      );
      await tx.query`DELETE FROM card_codes WHERE network_id = ${networkId} AND guest_id = ${guestId}`;
      await this.audit.appendChange(tx, networkId, author, 'guest.card_replaced', guestId, {
        before: { cardEndsWith: before.card_number.slice(-4) },
        after: { cardEndsWith: row.card_number.slice(-4) },
      });
      return this.answers.answerOf(tx, network, row, sightOf(principal));
    });
  }

  /** The card for printing, where the network allows the static QR. @throws ProblemError `guest_not_found`, `static_qr_not_allowed` */
  async print(guestId: string, principal: Principal, origin: Origin): Promise<PrintedCard> {
    const network = await this.networks.getProfile(networkOf(principal));
    return this.database.inNetwork(network.id, async (tx) => {
      const guest = await findGuestBy(tx, network.id, 'id', guestId);
      if (guest?.erased_at !== null || guest.merged_into !== null) throw new ProblemError('guest_not_found');
      if (!network.settings.cards.staticQrAllowed) throw new ProblemError('static_qr_not_allowed');
      const note = { action: 'guest.card_printed', subjectKind: 'guest', subjectId: guestId } as const;
      await this.audit.append(tx, network.id, { actor: principal, origin, ...note });
      return { cardNumber: guest.card_number, qr: this.cards.makeQr(network.id, guest.card_number, null) };
    });
  }
}
