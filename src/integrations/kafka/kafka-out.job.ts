import { Logger } from '@nestjs/common';
import { Networks } from '../../configuration';
import { newId } from '../../platform/ids/ids';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { EventLog, type EventPage } from '../events/event-log';
import { LOG_BEGIN, type EventPosition } from '../events/event-position.rules';
import { KafkaClient } from './kafka-client';
import type { Statements, Tx } from '../../platform/database/database';

const EVENTS_A_PIECE = 500;
/** Longer than the client tries to send. When the process dies, the network is free again after this time. */
const LEASE_SECONDS = 90;
/** The second part of the name of a network's topic: `<network>.loyalty.events`. */
const OUTGOING = 'loyalty.events';

/**
 * Sends the event log to Kafka: one topic for each network, with the guest as key, so that a guest's events keep their order. The position moves
 * once the brokers have the events, so each event arrives at least once.
 */
@Job('kafka', { everyMs: 1_000, isStream: true, signs: ['events'], failure: 'events were not handed on to Kafka' })
export class KafkaOut extends NetworkJob {
  private readonly skips = new Logger(KafkaOut.name);

  constructor(
    private readonly client: KafkaClient,
    private readonly log: EventLog,
    private readonly networks: Networks,
  ) {
    super();
  }

  override onModuleInit(): void {
    if (this.client.isConfigured) super.onModuleInit();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atMost = rowsOf(EVENTS_A_PIECE, options);
    // A sandbox has only trials, so its events are not sent.
    if ((await this.networks.getProfile(networkId)).sandboxOf !== null) return 'idle';
    if (!(await hasMore(this.database.readsOf(networkId), networkId))) return 'idle';
    const holder = newId();
    const piece = await this.database.inNetwork(networkId, async (tx) => {
      const after = await takePosition(tx, networkId, LOG_BEGIN, holder, LEASE_SECONDS);
      if (after === undefined) return undefined;
      return { after, page: await this.log.readOnward(tx, networkId, after, () => true, atMost) };
    });
    if (piece === undefined) return 'done';
    const { skippedBefore } = piece.page;
    if (skippedBefore !== null) {
      const message = 'events are not kept any more and do not go to Kafka';
      this.skips.warn({ message, networkId, before: skippedBefore.toISOString() });
    }
    let reached = piece.after;
    try {
      await this.send(networkId, piece.page);
      reached = piece.page.position;
    } finally {
      // Moves and releases the position, unless the lease has ended and another holder has it.
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`
        UPDATE kafka_positions SET epoch = ${reached.epoch}, xid = ${reached.xid},
          event_id = ${reached.id}, holder = NULL, held_until = NULL
         WHERE network_id = ${networkId} AND holder = ${holder}`,
      );
    }
    return piece.page.isFull ? 'more' : 'done';
  }

  private async send(networkId: string, { events }: EventPage): Promise<void> {
    const { code } = await this.networks.getProfile(networkId);
    await this.client.send(
      events.map(({ event, guestId }) => ({
        topic: `${code}.${OUTGOING}`,
        key: guestId ?? networkId,
        value: JSON.stringify(event),
        headers: { id: event.id, type: event.type },
      })),
    );
  }
}

/** Whether the log has events that were not sent, some perhaps still hidden by an open transaction. */
async function hasMore(reads: Pick<Statements, 'one'>, networkId: string): Promise<boolean> {
  const { has } = await reads.one<{ has: boolean }>`SELECT EXISTS (SELECT FROM events e
       LEFT JOIN kafka_positions p ON p.network_id = e.network_id
      WHERE e.network_id = ${networkId} AND (p.network_id IS NULL OR (e.epoch, e.xid, e.id) > (p.epoch, p.xid, p.event_id))) AS has`;
  return has;
}

/** Claims the network's position for this holder; undefined: another holder has it. A new position begins at the network's first event. */
async function takePosition(
  tx: Tx,
  networkId: string,
  begin: EventPosition,
  holder: string,
  leaseSeconds: number,
): Promise<EventPosition | undefined> {
  await tx.query`INSERT INTO kafka_positions (network_id, epoch, xid, event_id)
      VALUES (${networkId}, ${begin.epoch}, ${begin.xid}, ${begin.id}) ON CONFLICT DO NOTHING`;
  return tx.maybe<EventPosition>`
    UPDATE kafka_positions SET holder = ${holder}, held_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE network_id = ${networkId} AND (holder IS NULL OR held_until < clock_timestamp())
     RETURNING epoch, xid, event_id AS id`;
}
