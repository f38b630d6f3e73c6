import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { judge } from '../../../platform/http/failure';
import { Spool } from '../../../platform/spool/spool';
import type { CallingConnection, Connection } from '../../connections/connection';
import { type ArrivedEvent, type EventResult, Inbox, type InboxEvent } from '../../inbox/inbox';
import { KeptEvents } from '../../inbox/kept-events';
import { type PacketOutcome, keptAnswer, mixedSignsAnswer } from './farcards-answers.rules';
import { FarcardsSales, PACKET, spendKey } from './farcards-sales';
import { FarcardsSpends } from './farcards-spends';
import { MixedSigns, type Packet, readPacket } from '../wire/packet.rules';
import { giftCodesOf } from './gift-codes.rules';
import { TillLanguage } from './till-language';
import { parseXml, type XmlElement } from '../wire/xml.rules';

type RkeeperConnection = Connection<'RKEEPER'>;
type CallingRkeeper = CallingConnection<'RKEEPER'>;

/** The answer to the till; `kept`: the answer for a packet that was kept on the disk. */
export type PacketAnswer = string | { readonly kept: string };

/**
 * Packets of TransactionsEx. Each is stored, decided once, and answered with the same bytes when it is repeated. While the database is away,
 * packets that spend nothing are kept on the disk and answered; others are refused with a text.
 */
@Injectable()
export class FarcardsPackets {
  constructor(
    private readonly inbox: Inbox,
    private readonly kept: KeptEvents,
    private readonly spool: Spool,
    private readonly networks: Networks,
    private readonly language: TillLanguage,
    private readonly sales: FarcardsSales,
    private readonly spends: FarcardsSpends,
  ) {}

  /**
   * The answer to the till. A refusal that does not come from the ledger, such as for a till that is not mapped, is not stored, so a repeated
   * packet is decided again.
   * @throws XmlFault for a document without transactions; ProblemError `unavailable`: nothing is promised
   */
  async answer(connection: CallingRkeeper, document: XmlElement, body: Buffer): Promise<PacketAnswer> {
    let packet: Packet;
    try {
      packet = readPacket(document, giftCodesOf(connection));
    } catch (error) {
      if (!(error instanceof MixedSigns)) throw error;
      return mixedSignsAnswer(
        await this.spool.doInTime(() => this.networks.getProfile(connection.networkId), connection.endsAtMs),
      );
    }
    const arrived = { kind: PACKET, key: packet.key, subject: packet.subject, body };
    return isSpend(packet) ? this.spends.answer(connection, packet, arrived) : this.earn(connection, packet, arrived);
  }

  /** Handles a packet that was kept, or whose call ended before its answer. */
  async handle(event: InboxEvent, connection: RkeeperConnection): Promise<EventResult> {
    const packet = readPacket(parseXml(event.body), giftCodesOf(connection));
    if (isSpend(packet)) return this.spends.handle(event, connection, packet);
    const network = await this.networks.getProfile(connection.networkId);
    const recording = { key: spendKey(event.id, 0), at: event.receivedAt.getTime() };
    return (await this.sales.decide(event, connection, packet, network, recording)).result;
  }

  /** Handles a packet that spends nothing: refuses it at once if that needs no database, else does or keeps it. */
  private async earn(connection: CallingRkeeper, packet: Packet, arrived: ArrivedEvent): Promise<PacketAnswer> {
    const locale = this.language.of(connection.networkId);
    const refused = this.sales.refusedAtOnce(connection, packet, locale);
    if (refused !== null) return this.refuse(connection, packet, arrived, refused);
    const answer = keptAnswer(locale);
    const told = { answer: null as string | null };
    const lane = packet.guests[0]?.card ?? packet.subject;
    const outcome = await this.kept.doOrKeep(connection, { ...arrived, answer }, lane, () =>
      this.decide(connection, packet, arrived, () => told.answer),
    );
    if (outcome !== 'kept') return outcome.done;
    told.answer = answer;
    return { kept: answer };
  }

  /** @param told the answer that the till already got; null: the till still waits */
  private async decide(
    connection: RkeeperConnection,
    packet: Packet,
    arrived: ArrivedEvent,
    told: () => string | null,
  ): Promise<string> {
    const { event, isNew } = await this.sales.take(connection, packet, arrived);
    if (event.answer !== null) return event.answer;
    const network = await this.networks.getProfile(connection.networkId);
    const at = isNew ? null : event.receivedAt.getTime();
    const decided = await this.sales.decide(event, connection, packet, network, { key: spendKey(event.id, 0), at });
    const answer = told();
    await this.inbox.finish(event, answer === null ? decided.result : { ...decided.result, answer });
    return decided.answer;
  }

  /** Refuses a packet and records the refusal in the list of events, unless the database is away. */
  private async refuse(
    connection: CallingRkeeper,
    packet: Packet,
    arrived: ArrivedEvent,
    refused: PacketOutcome,
  ): Promise<string> {
    try {
      return await this.spool.doInTime(() => this.decide(connection, packet, arrived, () => null), connection.endsAtMs);
    } catch (error) {
      if (judge(error).problem.code === 'unavailable') return refused.answer;
      throw error;
    }
  }
}

function isSpend({ cancels, gifts, paidByPoints }: Packet): boolean {
  return !cancels && (paidByPoints > 0 || gifts.length > 0);
}
