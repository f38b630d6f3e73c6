import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, mayGiftCardEnd, Snapshots } from '../../configuration';
import { invariant } from '../../decision';
import { dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { type GuessLimit, type GuessRule, Messages, networkOf, Pii, type Principal, RateLimiter } from '../../security';
import { calendarOfNetwork } from '../ledger/act/network-calendar';
import { listMergedGuests } from '../ledger/read/lineage.sql';
import { placeOf } from '../till/intake/act-intake';
import { useBoundOfPerson } from '../till/sole-gifts/person-bound.sql';
import {
  decideGift,
  type GiftAccount,
  type GiftAct,
  type GiftEffect,
  type GiftState,
  MAX_GIFT_CARDS,
} from './gift-act.rules';
import { requireGiftEffect, requireGiftWritten } from './gift-booked.rules';
import { faceOfText, type GiftFace, makeGiftFace, parseGiftCode, textOfFace } from './gift-code.rules';
import {
  BATCH_COLUMNS,
  CARD_COLUMNS,
  type GiftBatchRow,
  type GiftCardRow,
  type GiftTransactionRow,
  LEFT,
  lockCards,
  type LockedCard,
  type RefundedGiftAct,
  TRANSACTION_COLUMNS,
} from './gift-cards.sql';
import { type GiftEvidence, isLoadOfPerson } from './gift-evidence';
import { type GiftNotice, GiftNotices } from './gift-notices';
import { type GiftTerm, giftTermFrom } from './gift-term.rules';

type AccountKind = 'CARD' | 'SOLD' | 'REDEEMED' | 'ADJUSTED' | 'ENDED';

/** An account: a card, a restaurant's money for sold cards or taken by cards, or the network's corrections or income from ended cards. */
interface Account {
  readonly kind: AccountKind;
  readonly owner: string;
}

interface AppendedAct extends Omit<GiftTransactionRow, 'recordedAt'> {
  readonly order: { readonly orderId: string; readonly paymentId: string } | null;
}

/** A new card: the blind index of its code, its encrypted face, and the last four characters of its code. */
interface MadeCard {
  readonly id: string;
  readonly codeIndex: Buffer;
  readonly face: Buffer;
  readonly last4: string;
}

const MINUTE_S = 60;
/** How many wrong PINs of one card are allowed, counted over all tills and services. */
const PINS_PER_CARD: GuessRule = { limit: 10, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
/** Limits of wrong PINs in the cabinet, for one guest and for all. They count apart from tills, so wrong PINs there lock no holder out. */
const PINS_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
const PINS_OF_GUESTS: GuessRule = { limit: 30, windowSeconds: 60 * MINUTE_S, lockSeconds: 60 * MINUTE_S };
/** How many wrong codes and PINs of one caller are allowed. */
const MISSES_PER_CALLER: GuessRule = { limit: 20, windowSeconds: MINUTE_S, lockSeconds: MINUTE_S };
const LAST4 = -4;

/** The till, the receipt and the reason of an act. Null where it has none. */
export interface GiftOccasion extends GiftEvidence {
  readonly reason: string | null;
  /** The till system's order and payment. */
  readonly order: { readonly orderId: string; readonly paymentId: string } | null;
}

export const NO_OCCASION: GiftOccasion = {
  pointOfSaleId: null,
  receiptNumber: null,
  reason: null,
  order: null,
  receiptRefundId: null,
};

/** An act that a second person lets happen: its id since it waits, and the person who asked for it and is its actor. */
export interface RequestedGiftAct {
  readonly id: string;
  readonly by: string;
}

/** The part of a spending that returns to its card. */
export interface GiftReturn {
  readonly spendingId: string;
  readonly amount: number;
  /** Whether a blocked card takes the money. */
  readonly toBlocked: boolean;
}

/** Where an act happens: restaurant, till and business day, with the local day. */
interface GiftPlace {
  readonly localDay: number;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly businessDate: string;
}

/** The actor in a network. */
interface GiftActor extends Pick<AppendedAct, 'actorKind' | 'actorId'> {
  readonly networkId: string;
}

/** A recorded act, and the card after it. */
export interface GiftRecord {
  readonly card: GiftCardRow;
  readonly transaction: GiftTransactionRow;
}

/**
 * Gift cards and their journal. An act first locks the card, then is decided and written, so two tills never spend the
 * same money. Codes and PINs are stored encrypted, are found by a blind index, and appear in no log.
 */
@Injectable()
export class GiftCards {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly limiter: RateLimiter,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly notices: GiftNotices,
  ) {}

  /** Makes the cards of a batch. */
  async createBatch(
    tx: Tx,
    networkId: string,
    batch: { readonly name: string; readonly count: number; readonly createdBy: string },
  ): Promise<GiftBatchRow> {
    const id = newId();
    const cards = Array.from({ length: batch.count }, () => this.make(networkId));
    await appendBatch(tx, networkId, { id, name: batch.name, createdBy: batch.createdBy, isDigital: false }, cards);
    return getBatch(tx, networkId, id);
  }

  /** Makes a digital card in a batch of its own, named by the business day. Returns the card's id. */
  async createDigital(tx: Tx, principal: Principal, name: string): Promise<string> {
    const networkId = networkOf(principal);
    const [id, card] = [newId(), this.make(networkId)];
    await appendBatch(tx, networkId, { id, name, createdBy: principal.id, isDigital: true }, [card]);
    return card.id;
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
    return { face: this.faceOf(networkId, card.face), balance: card.balance, endsOn: card.endsOn };
  }

  /**
   * The codes and PINs of the cards of a batch that were never sold, sorted by number: a sold card's code is its holder's
   * alone. From the second download on, the journal of each card says that its code was downloaded.
   */
  async download(tx: Tx, principal: Principal, batchId: string): Promise<{ number: number; face: GiftFace }[]> {
    const networkId = networkOf(principal);
    const { downloads } = await tx.one<{ downloads: number }>`
      UPDATE gift_batches SET downloads = downloads + 1 WHERE network_id = ${networkId} AND id = ${batchId}
       RETURNING downloads`;
    if (downloads > 1) {
      const { businessDate } = this.placeOfNetwork(await this.snapshots.currentWithin(tx, networkId));
      const ids = Array.from({ length: MAX_GIFT_CARDS }, () => newId());
      await appendDownloads(tx, networkId, batchId, { ids, ...actorOf(principal), businessDate });
    }
    // The faces of the cards of a batch that were never sold, sorted by number; at most as many as a batch may have.
    const rows = await tx.query<{ number: number; face: Buffer }>`SELECT number, face_encrypted AS face FROM gift_cards
      WHERE network_id = ${networkId} AND batch_id = ${batchId} AND sold_at IS NULL ORDER BY number`;
    return rows.map(({ number, face }) => ({ number, face: this.faceOf(networkId, face) }));
  }

  /**
   * The card with a code, and with the PIN where one is given. Wrong entries count against the caller, wrong PINs also
   * against the card, in the cabinet apart from the tills, and for the card's own guest against nobody else.
   * @throws ProblemError `gift_card_unknown` for an unknown code or a wrong PIN alike, `locked_out`
   */
  async find(principal: Principal, typedCode: string, pin: string | null): Promise<string> {
    const networkId = networkOf(principal);
    const caller = { subject: `gift:caller:${networkId}:${principal.id}`, rule: MISSES_PER_CALLER };
    const code = parseGiftCode(typedCode);
    const index = code === undefined ? null : this.indexOf(networkId, code);
    const found =
      index === null
        ? undefined
        : await this.database.inNetwork(
            networkId,
            (tx) => tx.maybe<{
              id: string;
              face: Buffer;
              guestId: string | null;
            }>`SELECT id, face_encrypted AS face, guest_id FROM gift_cards WHERE network_id = ${networkId}
             AND code_index = ${index}`,
          );
    const isHolder = principal.kind === 'guest' && found?.guestId === principal.id;
    const card = index === null || pin === null || isHolder ? [] : cardLimits(principal, networkId, index);
    await this.limiter.beginGuess([...card, caller]);
    const isRight = found !== undefined && (pin === null || isSame(this.faceOf(networkId, found.face).pin, pin));
    if (!isRight) {
      await this.limiter.failed([...card, caller]);
      throw new ProblemError('gift_card_unknown');
    }
    await this.limiter.succeeded(card, [caller]);
    return found.id;
  }

  /**
   * The code and the PIN of a card that the guest has.
   * @throws ProblemError `not_found`
   */
  async faceOfGuest(tx: Tx, networkId: string, cardId: string, guestId: string): Promise<GiftFace> {
    const guestIds = await listMergedGuests(tx, networkId, guestId);
    const found = await tx.maybe<{ face: Buffer }>`SELECT face_encrypted AS face FROM gift_cards
      WHERE network_id = ${networkId} AND id = ${cardId} AND guest_id = ANY (${guestIds}::uuid[]) AND state IN ('ACTIVE', 'BLOCKED', 'ENDED')`;
    if (found === undefined) throw new ProblemError('not_found');
    return this.faceOf(networkId, found.face);
  }

  /**
   * Gives a guest's card a new code and PIN, so that the printed ones no longer work.
   * @throws ProblemError `not_found`, `gift_card_state`
   */
  async recode(tx: Tx, principal: Principal, cardId: string): Promise<void> {
    const networkId = networkOf(principal);
    await this.faceOfGuest(tx, networkId, cardId, principal.id);
    await this.record(tx, principal, cardId, { kind: 'RECODED' }, NO_OCCASION);
    // Another guest may have claimed the card before it was locked.
    await this.faceOfGuest(tx, networkId, cardId, principal.id);
    const made = this.make(networkId);
    await tx.query`
      UPDATE gift_cards SET code_index = ${made.codeIndex}, face_encrypted = ${made.face}, last4 = ${made.last4}
           WHERE network_id = ${networkId} AND id = ${cardId}`;
  }

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
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const place = this.placeOf(snapshot, principal, occasion.pointOfSaleId);
    const { card, effect } = await this.lockAndDecide(tx, snapshot, cardId, act);
    const term = effect.startsTerm ? giftTermFrom(place.localDay, monthsOf(card, act, snapshot)) : null;
    const actor = { networkId, ...actorOf(principal, requested) };
    const id = requested?.id ?? newId();
    const load = {
      principal,
      kind: act.kind,
      amount: effect.amount,
      evidence: occasion,
      now: this.clock.now().getTime(),
    };
    // An act that a second person let through counts for no person alone.
    if (requested === null && (await isLoadOfPerson(tx, snapshot, load))) {
      const personal = { snapshot, person: principal.id, unit: 'MONEY', now: load.now } as const;
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
    this.placeOf(snapshot, principal, occasion.pointOfSaleId);
    return (await this.lockAndDecide(tx, snapshot, cardId, act)).card;
  }

  /** Ends a locked, spendable card. Its money becomes income of the network. */
  async end(tx: Tx, snapshot: ConfigurationSnapshot, card: LockedCard): Promise<void> {
    const networkId = snapshot.profile.id;
    const act = { kind: 'ENDED' } as const;
    const decision = decideGift({ ...card, isSold: true }, act);
    if ('refusal' in decision) throw refused(decision.refusal, snapshot);
    const place = this.placeOfNetwork(snapshot);
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

  /**
   * Returns a part of a spending to its card, or to the card that replaced it. A named refund of the receipt covers it.
   * @throws ProblemError `not_found`, `gift_not_refundable`, `gift_refund_receipt`, `gift_refund_exceeds`,
   * `gift_card_state`, `gift_card_limit`, and `unavailable` where the card is being replaced
   */
  async refund(
    tx: Tx,
    principal: Principal,
    { spendingId, amount, toBlocked }: GiftReturn,
    occasion: GiftOccasion,
    requested: RequestedGiftAct | null = null,
  ): Promise<GiftRecord> {
    const { cardId, left } = await this.lockSpending(tx, networkOf(principal), spendingId);
    await this.requireReceiptRefund(tx, networkOf(principal), { spendingId, amount }, occasion.receiptRefundId);
    const act = { kind: 'REFUNDED', amount, left, toBlocked } as const;
    return this.record(tx, principal, cardId, act, occasion, { relatedId: spendingId, requested });
  }

  /**
   * Returns the whole rest of a spending, also to a blocked card. Null: nothing is left of it.
   * @throws ProblemError as `refund`
   */
  async refundRest(
    tx: Tx,
    principal: Principal,
    spendingId: string,
    occasion: GiftOccasion,
  ): Promise<GiftRecord | null> {
    const { left } = await this.lockSpending(tx, networkOf(principal), spendingId);
    return left === 0 ? null : this.refund(tx, principal, { spendingId, amount: left, toBlocked: true }, occasion);
  }

  /**
   * Locks the card of a spending, and the card that has its money now. Returns the latter, and the money of the
   * spending that has not returned yet.
   * @throws ProblemError `not_found`, `gift_not_refundable` for another act, and `unavailable` where the card is being
   * replaced
   */
  async lockSpending(tx: Tx, networkId: string, spendingId: string): Promise<{ cardId: string; left: number }> {
    const spending = await this.getSpending(tx, networkId, spendingId);
    const cardId = await findSuccessor(tx, networkId, spending.cardId);
    // The spending's own card guards its refunds, even if another card has its money now.
    await lockCards(tx, networkId, [spending.cardId, cardId]);
    if ((await findSuccessor(tx, networkId, spending.cardId)) !== cardId)
      throw new ProblemError('unavailable', {}, [], 1);
    const { left } = await this.getSpending(tx, networkId, spendingId);
    invariant(left >= 0, 'no more has returned of a payment than it was');
    return { cardId, left };
  }

  /** @throws ProblemError `not_found`, `gift_not_refundable` with the kind of another act */
  async getSpending(tx: Tx, networkId: string, id: string): Promise<RefundedGiftAct> {
    const act = await tx.maybe<RefundedGiftAct>`
      SELECT t.id, t.kind, t.card_id, ${LEFT} AS left, t.restaurant_id, t.point_of_sale_id,
             t.receipt_number, t.actor_id, t.business_date, t.recorded_at
           FROM gift_transactions t WHERE t.network_id = ${networkId} AND t.id = ${id}`;
    if (act === undefined) throw new ProblemError('not_found');
    if (act.kind !== 'SPENT') throw new ProblemError('gift_not_refundable', { kind: act.kind });
    return act;
  }

  /** @throws ProblemError `gift_refund_receipt` where the refund of the receipt does not cover the money */
  async requireReceiptRefund(
    tx: Tx,
    networkId: string,
    { spendingId, amount }: Pick<GiftReturn, 'spendingId' | 'amount'>,
    receiptRefundId: string | null,
  ): Promise<void> {
    if (receiptRefundId === null) return;
    const spending = await this.getSpending(tx, networkId, spendingId);
    const left = (await lockAndReadReceiptRefund(tx, networkId, receiptRefundId, spending)) ?? 0;
    if (amount <= left) return;
    const { profile } = await this.snapshots.currentWithin(tx, networkId);
    throw new ProblemError('gift_refund_receipt', { left: Math.max(0, left), currency: profile.currency });
  }

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
    const { from, to } = await this.lockReplaced(tx, networkId, cardId, byId);
    const { localDay, ...place } = this.placeOfNetwork(snapshot);
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
    await this.withdraw(tx, networkId, from);
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
  async lockReplaced(
    tx: Tx,
    networkId: string,
    cardId: string,
    byId: string,
  ): Promise<{ from: LockedCard; to: LockedCard }> {
    const cards = await lockCards(tx, networkId, [cardId, byId]);
    const [from, to] = [cardId, byId].map((id) => cards.find((card) => card.id === id));
    if (from === undefined || to === undefined) throw new ProblemError('not_found');
    if (from.state === 'REPLACED' || from.state === 'ENDED' || from.soldAt === null) throw stateProblem(from);
    if (to.state !== 'ISSUED') throw stateProblem(to);
    invariant(from.balance >= 0 && to.balance === 0, 'a gift card that was never sold has no money');
    return { from, to };
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

  /** Withdraws the planned message with a code that no longer works. */
  private async withdraw(tx: Tx, networkId: string, { messageId }: LockedCard): Promise<void> {
    if (messageId !== null) await this.messages.withdraw(tx, networkId, messageId);
  }

  private placeOf(snapshot: ConfigurationSnapshot, principal: Principal, pointOfSaleId: string | null): GiftPlace {
    const ofNetwork = this.placeOfNetwork(snapshot);
    if (pointOfSaleId === null) return ofNetwork;
    const place = placeOf(snapshot, principal, pointOfSaleId);
    if (place.closed) throw new ProblemError('point_of_sale_closed');
    return { ...ofNetwork, restaurantId: place.restaurantId, pointOfSaleId: place.pointOfSaleId };
  }

  private placeOfNetwork(snapshot: ConfigurationSnapshot): GiftPlace {
    const now = this.clock.now().getTime();
    const calendar = calendarOfNetwork(snapshot);
    const [localDay, businessDate] = [calendar.localDay(now), isoDateOf(calendar.businessDay(now))];
    return { localDay, restaurantId: null, pointOfSaleId: null, businessDate };
  }

  private make(networkId: string): MadeCard {
    const face = makeGiftFace();
    return {
      id: newId(),
      codeIndex: this.indexOf(networkId, face.code),
      face: this.pii.encrypt(networkId, 'gift_card', textOfFace(face)),
      last4: face.code.slice(LAST4),
    };
  }

  private indexOf(networkId: string, code: string): Buffer {
    return this.pii.blindIndex(networkId, 'gift_card', code);
  }

  private faceOf(networkId: string, blob: Buffer): GiftFace {
    return faceOfText(this.pii.decrypt(networkId, 'gift_card', blob));
  }
}

/** @throws ProblemError `not_found` */
export async function getBatch(tx: Tx, networkId: string, id: string): Promise<GiftBatchRow> {
  const batch = await tx.maybe<GiftBatchRow>`
    SELECT ${BATCH_COLUMNS} FROM gift_batches b WHERE b.network_id = ${networkId} AND b.id = ${id} AND NOT b.digital`;
  if (batch === undefined) throw new ProblemError('not_found');
  return batch;
}

/** @throws ProblemError `not_found` */
export async function getCard(tx: Tx, networkId: string, id: string): Promise<GiftCardRow> {
  const card = await tx.maybe<GiftCardRow>`
    SELECT ${CARD_COLUMNS} FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = ${id}`;
  if (card === undefined) throw new ProblemError('not_found');
  return card;
}

function cardLimits(principal: Principal, networkId: string, index: Buffer): GuessLimit[] {
  const card = `gift:card:${networkId}:${index.toString('hex')}`;
  if (principal.kind !== 'guest') return [{ subject: card, rule: PINS_PER_CARD }];
  return [
    { subject: `${card}:${principal.id}`, rule: PINS_PER_GUEST },
    { subject: `${card}:guests`, rule: PINS_OF_GUESTS },
  ];
}

function isSame(pin: string, typed: string): boolean {
  const [right, given] = [Buffer.from(pin), Buffer.from(typed)];
  return right.length === given.length && timingSafeEqual(right, given);
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

function actorOf(
  principal: Principal,
  requested: RequestedGiftAct | null = null,
): Pick<AppendedAct, 'actorKind' | 'actorId'> {
  return requested === null
    ? { actorKind: principal.kind, actorId: principal.id }
    : { actorKind: 'user', actorId: requested.by };
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

function stateProblem({ state }: LockedCard): ProblemError {
  return new ProblemError('gift_card_state', { state });
}

async function appendBatch(
  tx: Tx,
  networkId: string,
  batch: { readonly id: string; readonly name: string; readonly createdBy: string; readonly isDigital: boolean },
  cards: readonly MadeCard[],
): Promise<void> {
  await tx.query`INSERT INTO gift_batches (network_id, id, name, cards, created_by, digital)
     VALUES (${networkId}, ${batch.id}, ${batch.name}, ${cards.length}, ${batch.createdBy}, ${batch.isDigital})`;
  await tx.query`INSERT INTO gift_cards (network_id, id, batch_id, number, code_index, face_encrypted, last4)
     SELECT ${networkId}, m.id, ${batch.id}, m.number, m.code_index, m.face, m.last4
     FROM unnest(${cards.map(({ id }) => id)}::uuid[], ${cards.map(({ codeIndex }) => codeIndex)}::bytea[],
     ${cards.map(({ face }) => face)}::bytea[], ${cards.map(({ last4 }) => last4)}::text[]) WITH ORDINALITY AS m (id, code_index, face, last4, number)`;
}

/** Writes into the journal of each unsold card of a batch that its code was downloaded again. `ids` has an id for each card. */
async function appendDownloads(
  tx: Tx,
  networkId: string,
  batchId: string,
  {
    ids,
    actorKind,
    actorId,
    businessDate,
  }: Pick<AppendedAct, 'actorKind' | 'actorId' | 'businessDate'> & { readonly ids: readonly string[] },
): Promise<void> {
  await tx.query`WITH locked AS (SELECT c.id FROM gift_cards c WHERE c.network_id = ${networkId} AND c.batch_id = ${batchId}
       AND c.sold_at IS NULL ORDER BY c.id FOR UPDATE),
       counted AS (UPDATE gift_cards c SET version = c.version + 1 FROM locked WHERE c.network_id = ${networkId} AND c.id = locked.id
         RETURNING c.id, c.version, c.balance),
       numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS place FROM counted)
     INSERT INTO gift_transactions (network_id, id, card_id, number, kind, amount, balance, actor_kind, actor_id, business_date)
     SELECT ${networkId}, (${ids}::uuid[])[n.place], n.id, n.version, 'DOWNLOADED', 0, n.balance, ${actorKind}, ${actorId}, ${businessDate}
     FROM numbered n`;
}

/** The card that finally replaced a card. A card that was not replaced is returned unchanged. */
async function findSuccessor(tx: Statements, networkId: string, cardId: string): Promise<string> {
  const last = await tx.maybe<{ id: string }>`WITH RECURSIVE r (id, replaced_by) AS (
       SELECT c.id, c.replaced_by FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = ${cardId}
       UNION ALL
       SELECT c.id, c.replaced_by FROM r JOIN gift_cards c ON c.network_id = ${networkId} AND c.id = r.replaced_by)
     SELECT id FROM r WHERE replaced_by IS NULL`;
  return last?.id ?? cardId;
}

/**
 * The amount of a refund in the ledger of points that no refund to a gift card has used yet. Undefined: there is no such
 * refund after the payment, in its restaurant and of its receipt. One call counts at a time, since the cards' locks do
 * not guard the sum.
 */
async function lockAndReadReceiptRefund(
  tx: Tx,
  networkId: string,
  refundId: string,
  { id, restaurantId, receiptNumber }: RefundedGiftAct,
): Promise<number | undefined> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${`gift receipt ${networkId} ${refundId}`}, 0))`;
  const row = await tx.maybe<{ left: number }>`
    SELECT (r.amount - coalesce((SELECT sum(g.amount) FROM gift_transactions g
         WHERE g.network_id = ${networkId} AND g.receipt_refund_id = r.id), 0))::bigint AS left
     FROM transactions r JOIN transactions s ON s.network_id = ${networkId} AND s.id = r.related_id
     WHERE r.network_id = ${networkId} AND r.id = ${refundId} AND r.id > ${id} AND r.type = 'REFUND' AND r.restaurant_id = ${restaurantId}
       ${when(receiptNumber !== null, sql`AND (s.receipt_number IS NULL OR s.receipt_number = ${receiptNumber})`)}`;
  return row?.left;
}

function appendAct(tx: Tx, networkId: string, act: AppendedAct): Promise<GiftTransactionRow> {
  return tx.one<GiftTransactionRow>`INSERT INTO gift_transactions AS t (network_id, id, card_id, number, kind, amount, balance, related_id, restaurant_id,
       point_of_sale_id, actor_kind, actor_id, receipt_number, reason, business_date, external_order_id, external_payment_id, receipt_refund_id)
     VALUES (${networkId}, ${act.id}, ${act.cardId}, ${act.number}, ${act.kind}, ${act.amount}, ${act.balance}, ${act.relatedId},
     ${act.restaurantId}, ${act.pointOfSaleId}, ${act.actorKind}, ${act.actorId}, ${act.receiptNumber}, ${act.reason}, ${act.businessDate},
     ${act.order?.orderId ?? null}, ${act.order?.paymentId ?? null}, ${act.receiptRefundId}) RETURNING ${TRANSACTION_COLUMNS}`;
}

/** Moves money. A trigger changes the cards on both sides. */
async function appendTransfer(
  tx: Tx,
  networkId: string,
  transactionId: string,
  { debit, credit, amount }: { readonly debit: Account; readonly credit: Account; readonly amount: number },
): Promise<void> {
  await tx.query`INSERT INTO gift_transfers (network_id, transaction_id, debit_kind, debit_owner, credit_kind, credit_owner, amount)
     VALUES (${networkId}, ${transactionId}, ${debit.kind}, ${debit.owner}, ${credit.kind}, ${credit.owner}, ${amount})`;
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
