import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import type { EventLogPage, EventLogQuery } from './event.dto';
import { EventLog } from './event-log';
import { fitsPatterns } from './event-pattern.rules';
import { LOG_BEGIN, textOfPosition } from './event-position.rules';

/** The event log of a network, page by page. */
@Injectable()
export class EventsQuery {
  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
  ) {}

  async list(networkId: string, { after = LOG_BEGIN, events, limit }: EventLogQuery): Promise<EventLogPage> {
    const page = await this.database.inNetwork(networkId, (tx) =>
      this.log.read(tx, networkId, after, fitsPatterns(events), limit),
    );
    return {
      items: page.events.map(({ event }) => event),
      position: textOfPosition(page.position),
      hasMore: page.isFull,
    };
  }
}
