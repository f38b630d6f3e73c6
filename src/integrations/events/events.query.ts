import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import type { EventLogPage, EventLogQuery } from './event.dto';
import { EventLog } from './event-log';
import { textOfPosition } from './event-position.rules';
import { WantedEvents } from './wanted-events';

/** The event log of a network, page by page. */
@Injectable()
export class EventsQuery {
  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
    private readonly wanted: WantedEvents,
  ) {}

  /** @throws ProblemError `events_not_kept` */
  async list(networkId: string, { after, events, limit }: EventLogQuery): Promise<EventLogPage> {
    const fits = await this.wanted.fits(networkId, events);
    const page = await this.database.inNetwork(networkId, (tx) => this.log.read(tx, networkId, after, fits, limit));
    return {
      items: page.events.map(({ event }) => event),
      position: textOfPosition(page.position),
      hasMore: page.isFull,
    };
  }
}
