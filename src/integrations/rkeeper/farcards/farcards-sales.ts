import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { closingId, type Outcome } from '../../../transactions';
import { type Connection, placeOf } from '../../connections/connection';
import { type ArrivedEvent, Inbox, type InboxEvent, type TakenEvent } from '../../inbox/inbox';
import { ShadowDoor, toldItems } from '../../shadow-receipts';
import { TillActs } from '../../till-acts/till-acts';
import {
  accepted,
  type PacketOutcome,
  done,
  giftRefused,
  guestUnknown,
  ignored,
  notKept,
  refused,
  refusedBy,
} from './farcards-answers.rules';
import { FarcardsGifts } from './farcards-gifts';
import { FarcardsGuests } from './farcards-guests';
import { isOfOtherRestaurant } from './farcards-lookup';
import { channelOf, pointsOfKopecks, saleOf, withPoints } from './farcards-sale.rules';
import { grossOf, isInverse, type Packet, readPacket } from '../wire/packet.rules';
import { giftCodesOf } from './gift-codes.rules';
import { plainText, problemText } from './till-texts';
import { parseXml } from '../wire/xml.rules';

/** The kind of inbox events that are packets of TransactionsEx. */
export const PACKET = 'TransactionsEx';
/** The reason of a packet whose points were given back, because the till never learned that they were spent. */
export const UNANSWERED_SPEND = 'unanswered_spend';

/** By then the till's call has ended, so the job may handle what is left. */
const ANSWERED_WITHIN_SECONDS = 60;

type RkeeperConnection = Connection<'RKEEPER'>;

/** How a packet is recorded. */
export interface PacketCall {
  /** The act's key, under which it is recorded once. */
  readonly key: string;
  /** When the packet was sent, in milliseconds; null: now. */
  readonly at: number | null;
  /** Aborted once the till got another answer; from then on nothing is recorded. */
  readonly signal?: AbortSignal;
}

/** A packet and its event. */
interface StoredPacket {
  readonly event: InboxEvent;
  readonly packet: Packet;
}

type Sale = ReturnType<typeof withPoints>;

/** Decides packets: records a sale by the network's programme, or its refund. */
@Injectable()
export class FarcardsSales {
  constructor(
    private readonly inbox: Inbox,
    private readonly snapshots: Snapshots,
    private readonly guests: FarcardsGuests,
    private readonly acts: TillActs,
    private readonly gifts: FarcardsGifts,
    private readonly clock: Clock,
    private readonly networks: Networks,
    private readonly shadow: ShadowDoor,
  ) {}

  /** A refusal that needs no database; null: none. A cancellation is never refused. */
  refusedAtOnce(
    connection: RkeeperConnection,
    packet: Packet,
    locale: Pick<NetworkProfile, 'locale'>,
  ): PacketOutcome | null {
    if (isOfOtherRestaurant(connection, packet.check?.restaurantCode ?? null))
      return notKept('other_restaurant', plainText(locale, 'otherRestaurant'));
    if (packet.cancels) return null;
    if (packet.guests.length > 1 || (packet.guests.length === 0 && packet.gifts.length === 0))
      return notKept('many_guests', plainText(locale, 'manyGuests'));
    if (placeOf(connection, packet.restaurant, packet.station) === undefined)
      return notKept('till_not_mapped', plainText(locale, 'notMapped'));
    return null;
  }

  async decide(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    recording: PacketCall,
  ): Promise<PacketOutcome> {
    const atOnce = this.refusedAtOnce(connection, packet, network);
    if (atOnce !== null) return atOnce;
    return packet.cancels
      ? this.cancel(event, connection, packet, network)
      : this.record(event, connection, packet, network, recording);
  }

  private async record(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    recording: PacketCall,
  ): Promise<PacketOutcome> {
    const [guest] = packet.guests;
    const place = placeOf(connection, packet.restaurant, packet.station);
    if (place === undefined) throw new Error('a packet without a till was let in');
    if (guest === undefined || grossOf(packet) === 0)
      return this.payByGiftsAlone(event, connection, packet, network, place, recording);
    if (await this.shadow.isInShadow(connection.networkId, place))
      return this.shadowed(event, connection, packet, network, { place, guest, at: recording.at });
    const [wasCancelled, points, guestId] = await Promise.all([
      this.wasCancelledBefore(connection, packet),
      this.pointsOf(network, packet),
      this.guests.findIdOf(connection, network, guest),
    ]);
    if (wasCancelled) return ignored('cancelled_before');
    if (points === null) return notKept('not_whole_points', plainText(network, 'notWholePoints'));
    // A check that was accepted while the database was away is a sale, also where its guest was erased meanwhile.
    if (guestId === undefined && (event.answer === null || points > 0)) return guestUnknown(network);
    const sale = withPoints(saleOf(connection, packet, place), points);
    recording.signal?.throwIfAborted();
    const unpaid = await this.payByGifts(event, connection, packet, network, place);
    if (unpaid !== undefined) return unpaid;
    const outcome = await this.recordSale(connection, guestId ?? null, sale, packet, recording);
    if (outcome.kind === 'POSTED') {
      if (guestId === undefined) return done(outcome.row.id, guest.card, 'guest_unknown');
      const differs = outcome.row.payable !== packet.spending;
      return done(outcome.row.id, guest.card, differs ? 'payable_differs' : undefined);
    }
    const { code, text } = refusedBy(network, outcome);
    if (points > 0) await this.gifts.giveBack(connection, packet, event.id);
    // A check without spent points is accepted even then; the manager sees the refusal in the list of events.
    return points === 0 ? accepted(code, text) : refused(code, text);
  }

  /**
   * A check of a till where an earlier system decides. It is told when it is closed, so one that spends nothing is compared in the shadow. Where it pays
   * by points or gift cards the till waits for our word, and is refused.
   */
  private async shadowed(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    {
      place,
      guest,
      at,
    }: { readonly place: string; readonly guest: { readonly card: string }; readonly at: number | null },
  ): Promise<PacketOutcome> {
    if (packet.paidByPoints > 0 || packet.gifts.length > 0)
      return notKept('restaurant_in_shadow', problemText(network, new ProblemError('restaurant_in_shadow')));
    if (await this.wasCancelledBefore(connection, packet)) return ignored('cancelled_before');
    const { amount, items, receiptNumber, externalOrderId } = saleOf(connection, packet, place);
    try {
      await this.shadow.take(connection.networkId, {
        number: receiptNumber ?? externalOrderId ?? event.id,
        occurredAt: new Date(at ?? event.receivedAt.getTime()).toISOString(),
        pointOfSaleId: place,
        amount,
        guest: { card: guest.card },
        items: toldItems(items ?? []),
        old: null,
      });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
      return accepted(error.code, problemText(network, error));
    }
    return done(null, guest.card, 'in_shadow');
  }

  /** Takes only the gift cards of a check. */
  private async payByGiftsAlone(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    pointOfSaleId: string,
    { signal }: PacketCall,
  ): Promise<PacketOutcome> {
    if (packet.gifts.length === 0) return ignored('nothing_to_record');
    if (await this.wasCancelledBefore(connection, packet)) return ignored('cancelled_before');
    signal?.throwIfAborted();
    return (await this.payByGifts(event, connection, packet, network, pointOfSaleId)) ?? done(null, '');
  }

  /** A refused gift card, which a repeated packet may overcome; undefined: all cards paid. */
  private async payByGifts(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    pointOfSaleId: string,
  ): Promise<PacketOutcome | undefined> {
    try {
      await this.gifts.pay(connection, packet, event.id, pointOfSaleId);
      return undefined;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
      return giftRefused(network, error);
    }
  }

  /** Records the sale of a packet. Tills may keep a business date open for days; such a sale is booked on the date of its time. */
  private async recordSale(
    connection: RkeeperConnection,
    guestId: string | null,
    sale: Sale,
    packet: Packet,
    { key, at }: PacketCall,
  ): Promise<Outcome> {
    const channel = channelOf(connection, packet.check);
    const record = (body: Sale, suffix: string) =>
      this.acts.recordSale(connection, guestId, body, { key: `${key}${suffix}`, channel, at });
    let [body, outcome] = [sale, await record(sale, '')];
    if (isRefusal(outcome, 'business_date_out_of_range')) {
      body = { ...sale, businessDate: null };
      outcome = await record(body, '/undated');
    }
    return isTaken(outcome) ? this.recordAgain(connection, packet, body, { outcome, key, record }) : outcome;
  }

  /**
   * Records a check that was closed again. Its earlier sale keeps the receipt, since only an undo frees one: it was given back, by a cancellation or
   * because its till got no answer, or it is given back now, where the till sends the new closing before the cancellation.
   */
  private async recordAgain(
    connection: RkeeperConnection,
    packet: Packet,
    body: Sale,
    {
      outcome,
      key,
      record,
    }: {
      readonly outcome: Outcome;
      readonly key: string;
      readonly record: (body: Sale, suffix: string) => Promise<Outcome>;
    },
  ): Promise<Outcome> {
    const before = await this.acts.findByKey(connection, `${key}/unnamed`);
    if (before !== undefined) {
      const { receiptNumber, externalOrderId } = before;
      return record({ ...body, receiptNumber, externalOrderId }, '/unnamed');
    }
    const holderId = outcome.kind === 'REFUSED' ? outcome.data['transactionId'] : undefined;
    const holder = typeof holderId === 'string' ? await this.acts.findClosing(connection, holderId) : undefined;
    if (holder === undefined) return outcome;
    const { sale } = holder;
    if (!holder.isReturned) {
      const others = await this.packetsOf(connection, packet);
      const isSameCheck = others.some(({ event }) => event.transactionId === sale.id);
      const isOther = sale.amount !== body.amount || sale.pointsRedeemed !== (body.pointsToRedeem ?? 0);
      if (!isSameCheck || !isOther || !isRefusal(outcome, 'receipt_already_recorded')) return outcome;
      const network = await this.networks.getProfile(connection.networkId);
      const reason = plainText(network, 'reopened');
      const returned = await this.acts.refund(connection, sale.id, { reason }, `rkeeper/return ${sale.id}`);
      if (returned.kind !== 'POSTED') return returned;
    }
    const guid = body.externalOrderId ?? null;
    const closings = guid === null ? 0 : (await this.acts.listClosings(connection, guid)).length;
    const externalOrderId = guid === null ? null : closingId(guid, closings + 1);
    const receiptNumber = body.receiptNumber === sale.receiptNumber ? null : body.receiptNumber;
    return record({ ...body, receiptNumber, externalOrderId }, '/unnamed');
  }

  /**
   * Stores a packet once. The same packet after its cancellation is a further closing of its check, if the check says that the till wrote it later.
   */
  async take(connection: RkeeperConnection, packet: Packet, arrived: ArrivedEvent): Promise<TakenEvent> {
    const taken = await this.takeOnce(connection, arrived);
    const generatedAt = packet.check?.generatedAt ?? null;
    if (taken.isNew || taken.event.status !== 'DONE' || generatedAt === null || packet.cancels) return taken;
    const first = readPacket(parseXml(taken.event.body), giftCodesOf(connection)).check?.generatedAt ?? null;
    if (first === null || first >= generatedAt) return taken;
    const others = await this.packetsOf(connection, packet);
    const wasCancelled = others.some(({ event, packet: other }) => {
      const at = other.check?.generatedAt ?? null;
      const isBetween = at !== null && first < at && at < generatedAt;
      return isBetween && other.cancels && event.status === 'DONE' && isInverse(other, packet);
    });
    if (!wasCancelled) return taken;
    return this.takeOnce(connection, { ...arrived, key: `${arrived.key ?? ''}|${generatedAt}` });
  }

  private async takeOnce(connection: RkeeperConnection, arrived: ArrivedEvent): Promise<TakenEvent> {
    const [taken] = await this.inbox.take(connection, [arrived], ANSWERED_WITHIN_SECONDS);
    if (taken === undefined) throw new Error('the packet was not stored');
    return taken;
  }

  /** An event's sales that were taken back, oldest first. A further sale of the event gets a key that differs from theirs. */
  async takenBackSales(connection: RkeeperConnection, eventId: string): Promise<readonly string[]> {
    const sales: string[] = [];
    while (sales.length < MOST_TAKEN_BACK) {
      const key = spendKey(eventId, sales.length);
      const undone =
        (await this.acts.findByKey(connection, `${key}/undo`)) ??
        (await this.acts.findByKey(connection, `${key}/refund`));
      if (undone === undefined) return sales;
      sales.push(undone.relatedId ?? '');
    }
    throw new Error('one packet was taken back too often');
  }

  /** Cancels a sale. A till must always be able to void a check, so this is accepted even where nothing can be undone. */
  private async cancel(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
  ): Promise<PacketOutcome> {
    const originals = (await this.packetsOf(connection, packet)).filter(
      ({ event: other, packet: original }) => !original.cancels && other.status === 'DONE',
    );
    const whole = await this.originalOf(connection, packet, originals);
    const notReturned = await this.returnGifts(event, connection, packet, network, whole?.event.id);
    const decided = await this.cancelSale(event, connection, packet, network, { originals, whole });
    return notReturned ?? decided;
  }

  /** The packet that this one cancels whole: the newest closing of the check that was not given back. */
  private async originalOf(
    connection: RkeeperConnection,
    packet: Packet,
    originals: readonly StoredPacket[],
  ): Promise<StoredPacket | undefined> {
    const inverse = originals.filter(({ packet: original }) => isInverse(original, packet));
    if (inverse.length < 2) return inverse[0];
    const ofNumber = inverse.filter(({ packet: original }) => original.checkNumber === packet.checkNumber);
    for (const one of (ofNumber.length === 0 ? inverse : ofNumber).toReversed()) {
      const { transactionId } = one.event;
      const closing = transactionId === null ? undefined : await this.acts.findClosing(connection, transactionId);
      if (closing?.isReturned !== true) return one;
    }
    return inverse[0];
  }

  /** Gives back the money of gift cards. Returns a note for the manager where that is impossible; undefined: all is done. */
  private async returnGifts(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    originalId: string | undefined,
  ): Promise<PacketOutcome | undefined> {
    if (packet.gifts.length === 0) return undefined;
    try {
      const isDone =
        originalId === undefined
          ? await this.gifts.giveBackPart(connection, packet, event.id)
          : await this.gifts.giveBack(connection, packet, originalId);
      return isDone ? undefined : accepted('original_unknown', plainText(network, 'originalUnknown'));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
      return accepted(error.code, problemText(network, error));
    }
  }

  private async cancelSale(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    network: NetworkProfile,
    { originals, whole }: { readonly originals: readonly StoredPacket[]; readonly whole: StoredPacket | undefined },
  ): Promise<PacketOutcome> {
    if (packet.gifts.length > 0 && grossOf(packet) === 0) return done(null, '');
    const sales = originals.filter(({ event: other }) => other.transactionId !== null);
    const saleId = (whole ?? (sales.length === 1 ? sales[0] : undefined))?.event.transactionId ?? null;
    if (saleId === null) return accepted('original_unknown', plainText(network, 'originalUnknown'));
    const body = {
      reason: plainText(network, 'cancelled'),
      ...(whole === undefined ? { amount: grossOf(packet) } : {}),
    };
    const outcome = await this.acts.refund(connection, saleId, body, `rkeeper/${event.id}`);
    if (outcome.kind === 'POSTED') return done(outcome.row.id, packet.guests[0]?.card ?? '');
    const { code, text } = refusedBy(network, outcome);
    return accepted(code, text);
  }

  private async wasCancelledBefore(connection: RkeeperConnection, packet: Packet): Promise<boolean> {
    const others = await this.packetsOf(connection, packet);
    return others.some(
      ({ event, packet: other }) => event.reason === 'original_unknown' && other.cancels && isInverse(other, packet),
    );
  }

  private async packetsOf(connection: RkeeperConnection, { subject }: Packet): Promise<StoredPacket[]> {
    const events = await this.inbox.listBySubject(connection, subject);
    return events
      .filter(({ kind }) => kind === PACKET)
      .map((event) => ({ event, packet: readPacket(parseXml(event.body), giftCodesOf(connection)) }));
  }

  private async pointsOf(network: NetworkProfile, { paidByPoints }: Packet): Promise<number | null> {
    if (paidByPoints === 0) return 0;
    const program = (await this.snapshots.current(network.id)).programInForce(this.clock.now());
    return program === undefined ? null : pointsOfKopecks(paidByPoints, program.program.document.pointValue);
  }
}

const MOST_TAKEN_BACK = 20;

/** The key of a packet that spends points, after its sale was taken back `times` times. */
export function spendKey(eventId: string, times: number): string {
  return times === 0 ? `rkeeper/${eventId}` : `rkeeper/${eventId}/${String(times)}`;
}

function isTaken(outcome: Outcome): boolean {
  return isRefusal(outcome, 'receipt_already_recorded') || isRefusal(outcome, 'receipt_belongs_to_another_guest');
}

function isRefusal(outcome: Outcome, code: string): boolean {
  return outcome.kind === 'REFUSED' && outcome.code === code;
}
