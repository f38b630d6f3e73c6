import { Logger } from '../../platform/telemetry/logger';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { Connections } from '../connections/connections';
import { EventHandlers } from './event-handlers';
import { type EventResult, Inbox, INBOX_JOB, type InboxEvent, WITHOUT_PROMO_CODE } from './inbox';
import { EVENTS } from './inbox.sql';

const EVENTS_A_PIECE = 10;
/** With the growing waits, about three hours of attempts. */
const MAX_ATTEMPTS = 20;

/** Handles waiting events, each repeatedly until it is finished. */
@Job(INBOX_JOB, { everyMs: 5_000, signs: ['due'], failure: 'events of a till system were not worked on' })
export class InboxWork extends NetworkJob {
  constructor(
    private readonly inbox: Inbox,
    private readonly handlers: EventHandlers,
    private readonly connections: Connections,
    private readonly log: Logger,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(EVENTS_A_PIECE, options);
    const rows = await this.database.inNetwork(networkId, (tx) => EVENTS.claim(tx, networkId, atOnce));
    // Sorted by id, which is the order of arrival.
    const events = rows.map((row) => this.inbox.open(networkId, row)).sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const event of events) await this.work(event);
    if (events.length === 0) return 'idle';
    return events.length === atOnce ? 'more' : 'done';
  }

  private async work(event: InboxEvent): Promise<void> {
    const { networkId, connectionId } = event;
    const connection = await this.connections.findById(networkId, connectionId);
    if (connection === undefined) {
      await this.inbox.finish(event, { status: 'IGNORED', reason: 'connection_removed' });
      return;
    }
    let result: EventResult;
    try {
      result = await this.handlers.handle(event, connection);
    } catch (err) {
      result = { status: 'LATER', reason: 'failed', afterSeconds: EVENTS.retryAfter(event) };
      this.log.event('error', 'an event of a till system failed', { networkId, eventId: event.id, err });
      await this.connections.noteFailure(connection, 'event_failed');
    }
    // The decision of a manager holds for every further try.
    if (result.status === 'LATER' && event.reason === WITHOUT_PROMO_CODE)
      result = { ...result, reason: WITHOUT_PROMO_CODE };
    const isOver = result.status === 'LATER' && event.attempts >= MAX_ATTEMPTS;
    await this.inbox.finish(event, isOver ? { status: 'REFUSED', reason: result.reason ?? 'failed' } : result);
  }
}
