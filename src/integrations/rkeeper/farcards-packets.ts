import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { ProblemError } from '../../platform/problems/problem';
import type { ProblemCode } from '../../platform/problems/problem-codes';
import type { Outcome } from '../../transactions';
import { type Connection, placeOf } from '../connections/connection';
import { type EventResult, Inbox, type InboxEvent } from '../inbox/inbox';
import { TillActs } from '../till-acts/till-acts';
import { FarcardsGuests } from './farcards-guests';
import { isOfOtherRestaurant } from './farcards-lookup';
import { channelOf, pointsOfKopecks, saleOf, withPoints } from './farcards-sale.rules';
import { grossOf, isInverse, MixedSigns, type Packet, readPacket } from './packet.rules';
import { plainText, problemText } from './till-texts';
import { parseXml, xmlDocument, xmlElement, type XmlElement } from './xml.rules';

const EVENT_KIND = 'TransactionsEx';
/** The till's call has ended by then, so the job may work on what it left. */
const ANSWERED_WITHIN_SECONDS = 60;

const ERROR_CODES: Readonly<Partial<Record<ProblemCode, number>>> = {
  guest_not_found: 1,
  guest_blocked: 2,
  insufficient_points: 51,
  idempotency_key_reused: 68,
  unavailable: 96,
};
const OTHER_ERROR = 99;

type Connected = Connection<'RKEEPER'>;

/** Packets of TransactionsEx: each is stored, decided once, and answered with the same bytes whenever it comes again. */
@Injectable()
export class FarcardsPackets {
  constructor(
    private readonly inbox: Inbox,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly guests: FarcardsGuests,
    private readonly acts: TillActs,
    private readonly clock: Clock,
  ) {}

  /**
   * The answer to the till. A refusal that the ledger did not decide, such as a till that is not mapped, is not kept: the
   * same packet is tried again.
   * @throws XmlFault for a document without transactions
   */
  async answer(connection: Connected, document: XmlElement, body: Buffer): Promise<string> {
    const network = await this.networks.getProfile(connection.networkId);
    let packet: Packet;
    try {
      packet = readPacket(document);
    } catch (error) {
      if (error instanceof MixedSigns) return refusalOf(OTHER_ERROR, plainText(network, 'mixedSigns'));
      throw error;
    }
    const arrived = { kind: EVENT_KIND, key: packet.key, subject: packet.subject, body };
    const [taken] = await this.inbox.take(connection, [arrived], ANSWERED_WITHIN_SECONDS);
    if (taken === undefined) throw new Error('the packet was not stored');
    if (taken.event.answer !== null) return taken.event.answer;
    const { answer, result } = await this.work(taken.event, connection, packet, network);
    await this.inbox.finish(taken.event, result);
    return answer;
  }

  /** A refusal while the database is away. */
  async temporaryRefusal(connection: Connected): Promise<string> {
    const locale = await this.networks.getProfile(connection.networkId).catch(() => ({ locale: 'ru' as const }));
    return refusalOf(96, plainText(locale, 'unavailable'));
  }

  /**
   * A packet whose call ended before its answer. Points are not spent for a till that was not told so: it is refused, and
   * decided if the till sends it again.
   */
  async handle(event: InboxEvent, connection: Connected): Promise<EventResult> {
    const packet = readPacket(parseXml(event.body));
    if (!packet.cancels && packet.paidByPoints > 0) return { status: 'REFUSED', reason: 'unanswered_spend' };
    const network = await this.networks.getProfile(connection.networkId);
    return (await this.work(event, connection, packet, network)).result;
  }

  private async work(
    event: InboxEvent,
    connection: Connected,
    packet: Packet,
    network: NetworkProfile,
  ): Promise<Decided> {
    if (isOfOtherRestaurant(connection, packet.check?.restaurantCode ?? null))
      return notKept('other_restaurant', plainText(network, 'otherRestaurant'));
    return packet.cancels
      ? this.cancel(event, connection, packet, network)
      : this.record(event, connection, packet, network);
  }

  private async record(
    event: InboxEvent,
    connection: Connected,
    packet: Packet,
    network: NetworkProfile,
  ): Promise<Decided> {
    const [guest, ...others] = packet.guests;
    if (guest === undefined || others.length > 0) return notKept('many_guests', plainText(network, 'manyGuests'));
    const place = placeOf(connection, packet.restaurant, packet.station);
    if (place === undefined) return notKept('till_not_mapped', plainText(network, 'notMapped'));
    if (grossOf(packet) === 0) return ignored('nothing_to_record');
    if (await this.wasCancelledBefore(connection, packet)) return ignored('cancelled_before');
    const points = await this.pointsOf(network, packet);
    if (points === null) return notKept('not_whole_points', plainText(network, 'notWholePoints'));
    const guestId = await this.guests.findIdOf(connection, network, guest);
    if (guestId === undefined) return notKept('guest_unknown', plainText(network, 'guestUnknown'), 1);
    const sale = withPoints(saleOf(connection, packet, place), points);
    const outcome = await this.recordSale(event, connection, guestId, sale, packet);
    if (outcome.kind === 'POSTED') {
      const differs = outcome.row.payable !== packet.spending;
      return done(outcome.row.id, guest.card, differs ? 'payable_differs' : undefined);
    }
    const { code, text } = refusedBy(network, outcome);
    // A check that spends nothing is never held up: the refusal waits for the manager in the list of events.
    if (points === 0) return accepted(code, text);
    const answer = refusalOf(ERROR_CODES[code] ?? OTHER_ERROR, text);
    return { answer, result: { status: 'REFUSED', reason: code, answer } };
  }

  /** Till systems keep a business date open for days; such a sale is booked on the day of its time. */
  private async recordSale(
    { id }: InboxEvent,
    connection: Connected,
    guestId: string,
    sale: ReturnType<typeof withPoints>,
    packet: Packet,
  ): Promise<Outcome> {
    const channel = channelOf(connection, packet.check);
    const outcome = await this.acts.recordSale(connection, guestId, sale, { key: `rkeeper/${id}`, channel });
    if (outcome.kind !== 'REFUSED' || outcome.code !== 'business_date_out_of_range') return outcome;
    const undated = { ...sale, businessDate: null };
    return this.acts.recordSale(connection, guestId, undated, { key: `rkeeper/${id}/undated`, channel });
  }

  /** A till must always be able to void a check, so a cancellation is accepted even where nothing can be undone. */
  private async cancel(
    event: InboxEvent,
    connection: Connected,
    packet: Packet,
    network: NetworkProfile,
  ): Promise<Decided> {
    const sales = (await this.packetsOf(connection, packet)).filter(
      ({ event: other, packet: sale }) => !sale.cancels && other.status === 'DONE' && other.transactionId !== null,
    );
    const whole = sales.find(({ packet: sale }) => isInverse(sale, packet));
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

  private async wasCancelledBefore(connection: Connected, packet: Packet): Promise<boolean> {
    const others = await this.packetsOf(connection, packet);
    return others.some(
      ({ event, packet: other }) => event.reason === 'original_unknown' && other.cancels && isInverse(other, packet),
    );
  }

  private async packetsOf(connection: Connected, { subject }: Packet) {
    const events = await this.inbox.listBySubject(connection, subject);
    return events
      .filter(({ kind }) => kind === EVENT_KIND)
      .map((event) => ({ event, packet: readPacket(parseXml(event.body)) }));
  }

  private async pointsOf(network: NetworkProfile, { paidByPoints }: Packet): Promise<number | null> {
    if (paidByPoints === 0) return 0;
    const program = (await this.snapshots.current(network.id)).programInForce(this.clock.now());
    return program === undefined ? null : pointsOfKopecks(paidByPoints, program.program.document.pointValue);
  }
}

/** The note about a packet, and the answer to the till. An answer that is kept stands in both. */
interface Decided {
  readonly result: EventResult;
  readonly answer: string;
}

function done(transactionId: string, card: string, reason?: string): Decided {
  const transaction = xmlElement('TRANSACTION', { cardcode: card, num: 1, ext_id: transactionId });
  const answer = answerOf(0, xmlElement('TRRESPONSE', { error_code: 0 }, transaction));
  return { answer, result: { status: 'DONE', transactionId, reason, answer } };
}

function ignored(reason: string): Decided {
  const answer = answerOf(0);
  return { answer, result: { status: 'IGNORED', reason, answer } };
}

/** Accepted at the till with a notice, and left to the manager. */
function accepted(reason: string, notice: string): Decided {
  const answer = answerOf(0, xmlElement('TRRESPONSE', { error_code: 0, err_text: notice }));
  return { answer, result: { status: 'REFUSED', reason, answer } };
}

function notKept(reason: string, text: string, code = OTHER_ERROR): Decided {
  return { answer: refusalOf(code, text), result: { status: 'REFUSED', reason } };
}

function refusalOf(code: number, text: string): string {
  return answerOf(1, xmlElement('TRRESPONSE', { error_code: code, err_text: text }));
}

function answerOf(result: 0 | 1, response?: string): string {
  const children = response === undefined ? [] : [xmlElement('OUTBUF', { OUTKIND: 1 }, response)];
  return xmlDocument(xmlElement('TransactionsEx', { Result: result }, ...children));
}

/** An act of a connection never waits for approval, so another outcome than a refusal is a bug. */
function refusedBy(network: NetworkProfile, outcome: Outcome): { readonly code: ProblemCode; readonly text: string } {
  if (outcome.kind !== 'REFUSED') throw new Error(`an act of a till system was ${outcome.kind}`);
  return { code: outcome.code, text: problemText(network, new ProblemError(outcome.code, outcome.data)) };
}
