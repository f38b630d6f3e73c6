import { Logger } from '@nestjs/common';
import { Networks } from '../../configuration';
import { newId } from '../../platform/ids/ids';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { EventLog, type EventPage } from '../events/event-log';
import { LOG_BEGIN } from '../events/event-position.rules';
import { KafkaClient } from './kafka-client';
import * as sql from './kafka-positions.sql';

const EVENTS_A_PIECE = 500;
/** Longer than the client tries to send; a process that died gives the network back after it. */
const LEASE_SECONDS = 90;
/** The service and type in the topic of a network's events, `<network>.loyalty.events`. */
const OUTGOING = 'loyalty.events';

/**
 * Hands the event log on to Kafka: a topic a network, keyed by the guest, so that events of a guest keep their order. The
 * position moves after the brokers have the events, so each comes at least once.
 */
@Job('kafka', { everyMs: 1_000, signs: ['events'], failure: 'events were not handed on to Kafka' })
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
    // A trial in a sandbox is no event for those who read the installation's topics.
    if ((await this.networks.getProfile(networkId)).sandboxOf !== null) return 'idle';
    if (!(await sql.hasMore(this.database.readsOf(networkId), networkId))) return 'idle';
    const holder = newId();
    const piece = await this.database.inNetwork(networkId, async (tx) => {
      const after = await sql.takePosition(tx, networkId, LOG_BEGIN, holder, LEASE_SECONDS);
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
      await this.database.inNetwork(networkId, (tx) => sql.movePosition(tx, networkId, holder, reached));
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
