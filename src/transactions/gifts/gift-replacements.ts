import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { invariant } from '../../decision';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, type Principal } from '../../security';
import { GiftCards } from './gift-cards';
import { lockCards, type LockedCard } from './gift-cards.sql';
import {
  actorOf,
  appendAct,
  appendTransfer,
  getCard,
  type GiftRecord,
  NO_OCCASION,
  type RequestedGiftAct,
  stateProblem,
} from './gift-journal';
import { type GiftNotice, GiftNotices } from './gift-notices';
import { giftPlaceOfNetwork } from './gift-place.rules';
import { giftTermFrom } from './gift-term.rules';

/** Replaces cards by others. */
@Injectable()
export class GiftReplacements {
  constructor(
    private readonly cards: GiftCards,
    private readonly snapshots: Snapshots,
    private readonly notices: GiftNotices,
    private readonly clock: Clock,
  ) {}

  /**
   * Moves the money of a card to an unsold card, which replaces it for good.
   * @throws ProblemError `not_found`, `gift_card_state`
   */
  async replace(
    tx: Tx,
    principal: Principal,
    { cardId, byId, reason }: { readonly cardId: string; readonly byId: string; readonly reason: string },
    requested: RequestedGiftAct | null = null,
  ): Promise<GiftRecord> {
    const networkId = networkOf(principal);
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const { from, to } = await this.lock(tx, networkId, cardId, byId);
    const { localDay, ...place } = giftPlaceOfNetwork(snapshot, this.clock.now().getTime());
    const occasion = { ...NO_OCCASION, reason };
    const [outId, inId] = [requested?.id ?? newId(), newId()];
    const common = { ...actorOf(principal, requested), ...place, ...occasion, amount: from.balance };
    // A card that could not be spent on its last days gets a new term, like a card that is unblocked.
    const isPast = from.endsOn !== null && localDay > dayOfIsoDate(from.endsOn);
    const term = isPast ? giftTermFrom(localDay, from.termMonths) : null;
    await tx.query`
      UPDATE gift_cards SET version = version + 1, state = 'ACTIVE', sold_at = ${from.soldAt},
           sold_restaurant_id = ${from.soldRestaurantId}, guest_id = ${from.guestId},
             term_months = ${from.termMonths}, ends_on = ${term?.endsOn ?? from.endsOn}, due_on = ${term?.dueOn ?? from.dueOn}
            WHERE network_id = ${networkId} AND id = ${to.id}`;
    const transaction = await appendAct(tx, networkId, {
      ...common,
      id: outId,
      cardId: from.id,
      number: from.version + 1,
      kind: 'MOVED_OUT',
      balance: 0,
      relatedId: inId,
    });
    await appendAct(tx, networkId, {
      ...common,
      id: inId,
      cardId: to.id,
      number: to.version + 1,
      kind: 'MOVED_IN',
      balance: from.balance,
      relatedId: outId,
    });
    if (from.balance > 0)
      await appendTransfer(tx, networkId, outId, {
        debit: { kind: 'CARD', owner: from.id },
        credit: { kind: 'CARD', owner: to.id },
        amount: from.balance,
      });
    await tx.query`
      UPDATE gift_cards SET version = version + 1, state = 'REPLACED', replaced_by = ${to.id}, guest_id = NULL
           WHERE network_id = ${networkId} AND id = ${from.id}`;
    await this.cards.withdraw(tx, networkId, from);
    if (from.guestId !== null) {
      const named = { last4: from.last4, to: to.last4 };
      const text: GiftNotice['text'] = (words, said) => words.giftCardReplaced(said, named);
      await this.notices.tell(tx, snapshot, [{ guestId: from.guestId, dedupeKey: `gift act ${outId}`, text }]);
    }
    const written = await getCard(tx, networkId, to.id);
    invariant(written.balance === from.balance, 'the card that replaces another has its money');
    return { card: written, transaction };
  }

  /**
   * Locks a sold card and the unsold card that is to take its place.
   * @throws ProblemError `not_found`, `gift_card_state`
   */
  async lock(tx: Tx, networkId: string, cardId: string, byId: string): Promise<{ from: LockedCard; to: LockedCard }> {
    const cards = await lockCards(tx, networkId, [cardId, byId]);
    const [from, to] = [cardId, byId].map((id) => cards.find((card) => card.id === id));
    if (from === undefined || to === undefined) throw new ProblemError('not_found');
    if (from.state === 'REPLACED' || from.state === 'ENDED' || from.soldAt === null) throw stateProblem(from);
    if (to.state !== 'ISSUED') throw stateProblem(to);
    invariant(from.balance >= 0 && to.balance === 0, 'a gift card that was never sold has no money');
    return { from, to };
  }
}
