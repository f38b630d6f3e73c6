import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { JobQueue } from '../../platform/queue/job-queue';
import { backOff } from '../../platform/retries/back-off.rules';
import { settings } from '../../platform/settings/settings';
import { Logger } from '../../platform/telemetry/logger';
import { NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { Connections } from '../connections/connections';
import { EventHandlers } from './event-handlers';
import { type EventResult, Inbox, INBOX_JOB, type InboxEvent } from './inbox';
import { claimDueEvents, deleteOldEvents } from './inbox.sql';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 300_000;
const EVENTS_A_PIECE = 10;
/** Longer than a piece takes; a process that died gives its events back after it. */
const LEASE_SECONDS = 120;
/** About three hours. */
const MAX_ATTEMPTS = 20;
const RETRY_SECONDS = { first: 5, last: 15 * 60 };
const DAY_MS = 86_400_000;
const DELETED_A_PIECE = 500;

/** Works on the events that wait, each again until it is finished, and deletes old ones. */
@Injectable()
export class InboxWork extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly inbox: Inbox,
    private readonly handlers: EventHandlers,
    private readonly connections: Connections,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    const failure = 'events of a till system were not worked on';
    super(database, jobs, { name: INBOX_JOB, everyMs: EVERY_MS, idleUpToMs: IDLE_UP_TO_MS, signs: ['due'], failure });
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(EVENTS_A_PIECE, options);
    const rows = await this.database.inNetwork(networkId, (tx) => claimDueEvents(tx, networkId, atOnce, LEASE_SECONDS));
    // Ids are in the order of arrival.
    const events = rows.map((row) => this.inbox.open(networkId, row)).sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const event of events) await this.work(event);
    if (events.length > 0) return events.length === atOnce ? 'more' : 'done';
    const before = lowestIdAt(this.clock.now().getTime() - settings.inboxDays * DAY_MS);
    const atMost = rowsOf(DELETED_A_PIECE, options);
    const deleted = await this.database.inNetwork(networkId, (tx) => deleteOldEvents(tx, networkId, before, atMost));
    return deleted === atMost ? 'more' : 'idle';
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
      result = { status: 'LATER', reason: 'failed', afterSeconds: backOff(event.attempts, RETRY_SECONDS) };
      this.log.event('error', 'an event of a till system failed', { networkId, eventId: event.id, err });
      await this.connections.noteFailure(connection, 'event_failed');
    }
    const isOver = result.status === 'LATER' && event.attempts >= MAX_ATTEMPTS;
    await this.inbox.finish(event, isOver ? { status: 'REFUSED', reason: result.reason ?? 'failed' } : result);
  }
}
