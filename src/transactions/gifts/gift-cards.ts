import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, mayGiftCardEnd, Snapshots } from '../../configuration';
import { invariant } from '../../decision';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Messages, networkOf, type Principal } from '../../security';
import { useBoundOfPerson } from '../till/sole-gifts/person-bound';
import { decideGift, type GiftAccount, type GiftAct, type GiftEffect, type GiftState } from './gift-act.rules';
import { requireGiftEffect, requireGiftWritten } from './gift-booked.rules';
import { lockCards, type LockedCard } from './gift-cards.sql';
import type { GiftFace } from './gift-code.rules';
import { isLoadOfPerson } from './gift-evidence';
import { GiftFaces } from './gift-faces';
import {
  actorOf,
  appendAct,
  type AppendedAct,
  appendTransfer,
  getCard,
  type GiftOccasion,
  type GiftRecord,
  NO_OCCASION,
  type RequestedGiftAct,
  stateProblem,
} from './gift-journal';
import { type GiftNotice, GiftNotices } from './gift-notices';
import { type GiftPlace, giftPlaceOf, giftPlaceOfNetwork } from './gift-place.rules';
import { type GiftTerm, giftTermFrom } from './gift-term.rules';

/** The actor in a network. */
interface GiftActor extends Pick<AppendedAct, 'actorKind' | 'actorId'> {
  readonly networkId: string;
}

/**
 * Gift cards and their journal. An act first locks the card, then is decided and written, so two tills never spend the
 * same money.
 */
@Injectable()
export class GiftCards {
  constructor(
    private readonly faces: GiftFaces,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly notices: GiftNotices,
  ) {}

  /**
   * Locks the card, decides the act, and writes the act with its movement.
   * @throws ProblemError `not_found`, and the refusals of `decideGift`
   */
  async record(
    tx: Tx,
    principal: Principal,
    cardId: string,
    act: GiftAct,
    occasion: GiftOccasion,
    { relatedId = null, requested = null }: { relatedId?: string | null; requested?: RequestedGiftAct | null } = {},
  ): Promise<GiftRecord> {
    const networkId = networkOf(principal);
    const now = this.clock.now().getTime();
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const place = giftPlaceOf(snapshot, principal, occasion.pointOfSaleId, now);
    const { card, effect } = await this.lockAndDecide(tx, snapshot, cardId, act);
    const term = effect.startsTerm ? giftTermFrom(place.localDay, monthsOf(card, act, snapshot)) : null;
    const actor = { networkId, ...actorOf(principal, requested) };
    const id = requested?.id ?? newId();
    const load = {
      principal,
      kind: act.kind,
      amount: effect.amount,
      evidence: occasion,
      now,
    };
    // An act that a second person let through counts for no person alone.
    if (requested === null && (await isLoadOfPerson(tx, snapshot, load))) {
      const personal = { snapshot, person: principal.id, unit: 'MONEY', now } as const;
      await useBoundOfPerson(tx, personal, effect.amount, id);
    }
    const record = await this.write(tx, actor, card, { id, act, effect, occasion, place, relatedId, term });
    await this.notices.tell(tx, snapshot, noticesOf(card, act, actor, record));
    return record;
  }

  /**
   * Refuses an act that would be refused now, before it waits for a second person.
   * @throws ProblemError as `record`
   */
  async requirePossible(
    tx: Tx,
    principal: Principal,
    cardId: string,
    act: GiftAct,
    occasion: GiftOccasion,
  ): Promise<LockedCard> {
    const snapshot = await this.snapshots.currentWithin(tx, networkOf(principal));
    giftPlaceOf(snapshot, principal, occasion.pointOfSaleId, this.clock.now().getTime());
    return (await this.lockAndDecide(tx, snapshot, cardId, act)).card;
  }

  /**
   * Gives a guest's card a new code and PIN, so that the printed ones no longer work.
   * @throws ProblemError `not_found`, `gift_card_state`
   */
  async recode(tx: Tx, principal: Principal, cardId: string): Promise<void> {
    const networkId = networkOf(principal);
    await this.faces.getOfGuest(tx, networkId, cardId, principal.id);
    await this.record(tx, principal, cardId, { kind: 'RECODED' }, NO_OCCASION);
    // Another guest may have claimed the card before it was locked.
    await this.faces.getOfGuest(tx, networkId, cardId, principal.id);
    const made = this.faces.make(networkId);
    await tx.query`
      UPDATE gift_cards SET code_index = ${made.codeIndex}, face_encrypted = ${made.face}, last4 = ${made.last4}
           WHERE network_id = ${networkId} AND id = ${cardId}`;
  }

  /**
   * Locks a spendable card before its code is sent, and withdraws an earlier planned message.
   * @throws ProblemError `not_found`, `gift_card_state`
   */
  async beginSending(
    tx: Tx,
    networkId: string,
    cardId: string,
  ): Promise<{ face: GiftFace; balance: number; endsOn: string | null }> {
    const [card] = await lockCards(tx, networkId, [cardId]);
    if (card === undefined) throw new ProblemError('not_found');
    if (card.state !== 'ACTIVE') throw stateProblem(card);
    await this.withdraw(tx, networkId, card);
    return { face: this.faces.read(networkId, card.face), balance: card.balance, endsOn: card.endsOn };
  }

  /** Ends a locked, spendable card. Its money becomes income of the network. */
  async end(tx: Tx, snapshot: ConfigurationSnapshot, card: LockedCard): Promise<void> {
    const networkId = snapshot.profile.id;
    const act = { kind: 'ENDED' } as const;
    const decision = decideGift({ ...card, isSold: true }, act);
    if ('refusal' in decision) throw refused(decision.refusal, snapshot);
    const place = giftPlaceOfNetwork(snapshot, this.clock.now().getTime());
    const actor = { networkId, actorKind: 'system', actorId: networkId } as const;
    const done = {
      id: newId(),
      act,
      effect: decision.effect,
      occasion: NO_OCCASION,
      place,
      relatedId: null,
      term: null,
    };
    await this.write(tx, actor, card, done);
  }

  /** Withdraws the planned message with a code that no longer works. */
  async withdraw(tx: Tx, networkId: string, { messageId }: LockedCard): Promise<void> {
    if (messageId !== null) await this.messages.withdraw(tx, networkId, messageId);
  }

  private async lockAndDecide(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    cardId: string,
    act: GiftAct,
  ): Promise<{ card: LockedCard; effect: GiftEffect }> {
    const [card] = await lockCards(tx, snapshot.profile.id, [cardId]);
    if (card === undefined) throw new ProblemError('not_found');
    invariant(card.id === cardId, 'the gift card of the act is the one that is locked');
    const decision = decideGift({ ...card, isSold: card.soldAt !== null }, act);
    if ('refusal' in decision) throw refused(decision.refusal, snapshot);
    return { card, effect: decision.effect };
  }

  private async write(
    tx: Tx,
    { networkId, actorKind, actorId }: GiftActor,
    card: LockedCard,
    {
      id,
      act,
      effect,
      occasion,
      place: { localDay: _, ...place },
      relatedId,
      term,
    }: {
      readonly id: string;
      readonly act: GiftAct;
      readonly effect: GiftEffect;
      readonly occasion: GiftOccasion;
      readonly place: GiftPlace;
      readonly relatedId: string | null;
      readonly term: GiftTerm | null;
    },
  ): Promise<GiftRecord> {
    requireGiftEffect(card, act, effect);
    await noteAct(tx, networkId, card.id, {
      state: effect.state,
      soldIn: act.kind === 'SOLD' ? place.restaurantId : null,
      guestId: act.kind === 'CLAIMED' ? actorId : card.guestId,
      term,
    });
    if (effect.state !== 'ACTIVE' || effect.balance === 0 || act.kind === 'RECODED')
      await this.withdraw(tx, networkId, card);
    const transaction = await appendAct(tx, networkId, {
      id,
      cardId: card.id,
      number: card.version + 1,
      kind: act.kind,
      amount: effect.amount,
      balance: effect.balance,
      relatedId,
      actorKind,
      actorId,
      ...occasion,
      ...place,
    });
    if (effect.move !== null) {
      const own = { kind: 'CARD', owner: card.id } as const;
      const other = { kind: effect.move.account, owner: ownerOf(effect.move.account, networkId, place) };
      const [debit, credit] = effect.move.isIn ? [other, own] : [own, other];
      await appendTransfer(tx, networkId, transaction.id, { debit, credit, amount: effect.amount });
    }
    const written = await getCard(tx, networkId, card.id);
    requireGiftWritten(card, effect, written, transaction);
    return { card: written, transaction };
  }
}

function ownerOf(account: GiftAccount, networkId: string, { restaurantId }: Pick<GiftPlace, 'restaurantId'>): string {
  if (account === 'ADJUSTED' || account === 'ENDED') return networkId;
  invariant(restaurantId !== null, 'money of a gift card is sold and taken in a restaurant');
  return restaurantId;
}

/** The months of the term that an act begins: for a sale the network's setting, else those of the card. */
function monthsOf({ termMonths }: LockedCard, { kind }: GiftAct, { profile }: ConfigurationSnapshot) {
  if (kind !== 'SOLD') return termMonths;
  const { country, settings } = profile;
  const months = settings.giftCardMonths;
  return months !== null && mayGiftCardEnd(country, months) ? months : null;
}

/** Acts that send a message to the guest whose cabinet showed the card before the act. */
const TOLD = { SENT: 'giftCardSent', RECODED: 'giftCardRecoded', CLAIMED: 'giftCardTaken' } as const;

function noticesOf(
  { guestId, last4 }: LockedCard,
  { kind }: GiftAct,
  { actorId }: GiftActor,
  { transaction }: GiftRecord,
): GiftNotice[] {
  if (guestId === null || !isTold(kind)) return [];
  const text: GiftNotice['text'] = (words, said) => words[TOLD[kind]](said, { last4 });
  const except = kind === 'CLAIMED' ? { except: actorId } : {};
  return [{ guestId, ...except, dedupeKey: `gift act ${transaction.id}`, text }];
}

function isTold(kind: GiftAct['kind']): kind is keyof typeof TOLD {
  return kind in TOLD;
}

function refused(
  { code, data }: Extract<ReturnType<typeof decideGift>, { readonly refusal: unknown }>['refusal'],
  { profile }: ConfigurationSnapshot,
): ProblemError {
  return new ProblemError(code, { ...data, currency: profile.currency });
}

/** Writes an act's changes to a card, except its money, which `appendTransfer` moves. */
async function noteAct(
  tx: Tx,
  networkId: string,
  cardId: string,
  changed: {
    readonly state: GiftState;
    /** Set for a sale: the restaurant that sold the card. Null: the act is no sale. */
    readonly soldIn: string | null;
    readonly guestId: string | null;
    /** The term that begins. Null: the term stays. */
    readonly term: GiftTerm | null;
  },
): Promise<void> {
  await tx.query`UPDATE gift_cards SET version = version + 1, state = ${changed.state}, guest_id = ${changed.guestId},
     term_months = coalesce(${changed.term?.months ?? null}, term_months),
       ends_on = coalesce(${changed.term?.endsOn ?? null}, ends_on), due_on = coalesce(${changed.term?.dueOn ?? null}, due_on)
       ${when(changed.soldIn !== null, sql`, sold_at = clock_timestamp(), sold_restaurant_id = ${changed.soldIn}`)}
     WHERE network_id = ${networkId} AND id = ${cardId}`;
}
