import { Readable } from 'node:stream';
import { Headers, Query, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { ApiReply } from '../../platform/http/api-request';
import { ProblemError } from '../../platform/problems/problem';
import { NetworkId, Route, Routes } from '../../security';
import * as dto from './event.dto';
import { parsePosition } from './event-position.rules';
import { EventStreams } from './event-streams';
import { EventsQuery } from './events.query';
import { WantedEvents } from './wanted-events';

/** The event log of a network: everything that happened, in order, to read and to follow. */
@Routes('events', 'Events', 'events.read')
export class EventsController {
  constructor(
    private readonly events: EventsQuery,
    private readonly streams: EventStreams,
    private readonly wanted: WantedEvents,
  ) {}

  @Route('GET', {
    id: 'listEvents',
    summary: 'Read the event log from a position on',
    description:
      'Send `position` of the answer as `after` for the next events. Events of a guest are in the order in which they ' +
      'happened. `items` may be empty although more follows, because events of other types were passed over. Events are ' +
      'kept for the `events` days of `RETENTION_DAYS`; from a position before the first that is kept the answer is 410.',
    ok: dto.eventLogPageSchema,
    problems: ['events_not_kept'],
  })
  list(@NetworkId() networkId: string, @Query({ schema: dto.eventLogQuery }) query: dto.EventLogQuery) {
    return this.events.list(networkId, query);
  }

  @Route('GET stream', {
    id: 'streamEvents',
    summary: 'Follow the event log as server-sent events',
    description:
      'Each event has its position as `id`, its type as `event` and the event as JSON in `data`. The stream ends after ten ' +
      'minutes; a client that comes again with `Last-Event-ID` misses nothing. A network has at most 20 streams at once.',
    ok: { content: { 'text/event-stream': { schema: { type: 'string' } } } },
    problems: ['events_not_kept'],
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: '`id` of the last event that was received',
    schema: { type: 'string' },
  })
  async stream(
    @NetworkId() networkId: string,
    @Query({ schema: dto.eventStreamQuery }) { after, events }: dto.EventStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const last = lastEventId === undefined ? after : parsePosition(lastEventId);
    if (lastEventId !== undefined && last === undefined)
      throw new ProblemError('invalid_query', {}, [{ path: 'Last-Event-ID', code: 'not_valid', message: '' }]);
    const fits = await this.wanted.fits(networkId, events);
    const text = await this.streams.followAsText(networkId, last, fits);
    void reply
      .type('text/event-stream; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .header('X-Accel-Buffering', 'no')
      .send(Readable.from(text));
  }
}
