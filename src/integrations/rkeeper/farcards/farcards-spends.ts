import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { ProblemError } from '../../../platform/problems/problem';
import { Spool } from '../../../platform/spool/spool';
import type { CallingConnection, Connection } from '../../connections/connection';
import { type ArrivedEvent, type EventResult, Inbox, type InboxEvent, type TakenEvent } from '../../inbox/inbox';
import { TillActs } from '../../till-acts/till-acts';
import { FarcardsGifts } from './farcards-gifts';
import { FarcardsSales, spendKey, UNANSWERED_SPEND } from './farcards-sales';
import type { Packet } from '../wire/packet.rules';
import { plainText } from './till-texts';

/** The reason while a packet's sale is being taken back. */
const TAKING_BACK = 'taking_back';
const AGAIN_SECONDS = 60;

type RkeeperConnection = Connection<'RKEEPER'>;

/**
 * Packets that spend points or gift-card money. They are never kept for later, because points and money might be gone by then. If a sale was
 * recorded but the till got another answer or none, the sale is taken back, and a repeated packet is decided again. A packet is either answered or
 * taken back; both steps require its state to be as it was read.
 */
@Injectable()
export class FarcardsSpends {
  constructor(
    private readonly spool: Spool,
    private readonly inbox: Inbox,
    private readonly networks: Networks,
    private readonly sales: FarcardsSales,
    private readonly gifts: FarcardsGifts,
    private readonly acts: TillActs,
  ) {}

  /** @throws ProblemError `unavailable`: the points are not spent, or are given back */
  async answer(connection: CallingConnection<'RKEEPER'>, packet: Packet, arrived: ArrivedEvent): Promise<string> {
    const call = new AbortController();
    try {
      return await this.spool.doInTime(
        () => this.decide(connection, packet, arrived, call.signal),
        connection.endsAtMs,
      );
    } catch (error) {
      call.abort(unavailable());
      throw error;
    }
  }

  /** Gives back points and money of a packet whose till did not learn that they were spent. */
  async handle(event: InboxEvent, connection: RkeeperConnection, packet: Packet): Promise<EventResult> {
    if (event.answer === null) return this.takeBack(event, connection, packet);
    const { transactionId } = event;
    return transactionId === null ? { status: 'REFUSED', reason: 'spend_refused' } : { status: 'DONE', transactionId };
  }

  private async decide(
    connection: RkeeperConnection,
    packet: Packet,
    arrived: ArrivedEvent,
    signal: AbortSignal,
  ): Promise<string> {
    const taken = await this.sales.take(connection, packet, arrived);
    const { event } = taken;
    signal.throwIfAborted();
    if (event.answer !== null) return this.repeat(event);
    if (event.reason === TAKING_BACK) throw unavailable();
    const network = await this.networks.getProfile(connection.networkId);
    const { answer, result } = await this.sales.decide(event, connection, packet, network, {
      key: await this.keyOf(connection, taken),
      at: taken.isNew ? null : event.receivedAt.getTime(),
      signal,
    });
    const finished = await this.inbox.finishUnchanged(event, result);
    const wasSpent = result.status === 'DONE';
    if (finished === undefined) return this.repeatOther(event, connection, packet, wasSpent);
    if (signal.aborted && wasSpent) await this.takeBackNow(finished, connection, packet);
    return answer;
  }

  /** Another call or the job finished the packet first. */
  private async repeatOther(
    event: InboxEvent,
    connection: RkeeperConnection,
    packet: Packet,
    wasSpent: boolean,
  ): Promise<string> {
    const now = await this.inbox.read(event);
    if (now.answer !== null) return this.repeat(now);
    if (wasSpent) await this.takeBackNow(now, connection, packet);
    throw unavailable();
  }

  private async repeat(event: InboxEvent): Promise<string> {
    const answer = await this.inbox.repeatAnswer(event);
    if (answer === undefined) throw unavailable();
    return answer;
  }

  private async keyOf(connection: RkeeperConnection, { event, isNew }: TakenEvent): Promise<string> {
    return spendKey(event.id, isNew ? 0 : (await this.sales.takenBackSales(connection, event.id)).length);
  }

  private async takeBackNow(event: InboxEvent, connection: RkeeperConnection, packet: Packet): Promise<void> {
    await this.inbox.finish(event, await this.takeBack(event, connection, packet));
  }

  private async takeBack(event: InboxEvent, connection: RkeeperConnection, packet: Packet): Promise<EventResult> {
    if (!(await this.inbox.reopen(event, TAKING_BACK)))
      return { status: 'LATER', reason: UNANSWERED_SPEND, afterSeconds: AGAIN_SECONDS };
    await this.gifts.giveBack(connection, packet, event.id);
    const times = (await this.sales.takenBackSales(connection, event.id)).length;
    const key = spendKey(event.id, times);
    const sale =
      (await this.acts.findByKey(connection, key)) ??
      (await this.acts.findByKey(connection, `${key}/undated`)) ??
      (await this.acts.findByKey(connection, `${key}/unnamed`));
    if (sale === undefined) return { status: 'REFUSED', reason: UNANSWERED_SPEND };
    const network = await this.networks.getProfile(connection.networkId);
    const outcome = await this.acts.takeBack(connection, sale.id, plainText(network, 'cancelled'), key);
    return { status: 'REFUSED', reason: outcome.kind === 'REFUSED' ? outcome.code : UNANSWERED_SPEND };
  }
}

function unavailable(): ProblemError {
  return new ProblemError('unavailable', {}, [], 1);
}
