import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../security';
import * as dto from './inbox-event.dto';
import { InboxEvents, RetryEvent } from './inbox-events';

/** Events of till systems, with the state of each. */
@Routes('integrations/events', 'Integrations', 'integrations.manage')
export class InboxEventsController {
  constructor(
    private readonly events: InboxEvents,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listInboxEvents',
    summary: 'List the events of till systems',
    description: 'Without their bodies. Finished events are deleted after the `inbox` days of `RETENTION_DAYS`.',
    ok: dto.eventPageSchema,
  })
  list(@NetworkId() networkId: string, @Query({ schema: dto.eventListQuery }) query: dto.EventListQuery) {
    return this.events.list(networkId, query);
  }

  @Route('GET :id', {
    id: 'getInboxEvent',
    summary: 'Get an event of a till system with its body',
    description: 'The body may hold personal data, so each reading stands in the audit.',
    ok: dto.eventWithBodySchema,
  })
  read(@Context() context: RequestContext, @Id() id: string): Promise<dto.EventWithBodyAnswer> {
    return this.events.get(context, id);
  }

  @Route('POST :id/retry', {
    id: 'retryInboxEvent',
    summary: 'Try an event of a till system again',
    description: 'It is worked on at once in the background, whatever became of it. Nothing happens twice.',
    ok: dto.eventSchema,
  })
  @ApiBody({ required: false })
  retry(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.retryEventSchema }) options: dto.RetryEventBody,
  ) {
    return this.commands.execute(new RetryEvent(context, { id, options }));
  }
}
