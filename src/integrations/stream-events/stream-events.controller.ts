import { Body, Param } from '@nestjs/common';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { DeclaredInput } from '../../platform/http/declared-input';
import { Context, type RequestContext, Route, Routes } from '../../security';
import * as pos from './pos-event.dto';
import { PublishedEvents } from './published-events';
import { askerOf } from './stream-event';
import * as dto from './stream-event.dto';
import type { Topic } from './topic.rules';

/** Events of an earlier event stream by their topic, over HTTP. */
@Routes('events/topics', 'Taken over: events', 'events.publish')
export class StreamEventsController {
  constructor(private readonly published: PublishedEvents) {}

  @Route('POST :topic', {
    id: 'publishEvent',
    summary: 'Publish one event of a topic',
    description:
      'Topics are `<network>.pos.transaction`, `.loyalty.action`, `.customer.updated`, `.buy`, `.order.completed` and ' +
      '`.payment.confirmed`, also without the network. An event counts once by its `event_id`, an order by its `orderId`; ' +
      'a `buy` without an id counts each time. Loyalty actions need the scope `loyalty` beside `events`, customers the ' +
      'scope `membership`. An event that cannot be recorded is set aside and answered with 200 and the problem.',
    ok: pos.posEventOutcomeSchema,
    problems: ['not_found'],
  })
  @DeclaredInput({ path: {}, body: dto.streamEventSchema })
  async one(
    @Context() context: RequestContext,
    @Param('topic', { schema: dto.topicSchema }) topic: Topic,
    @Body() event: unknown,
  ): Promise<pos.PosEventOutcome> {
    // A call without a body counts as one unreadable event.
    const [outcome] = await this.published.publish(askerOf(context), topic, [event ?? null], context.language);
    if (outcome === undefined) throw new Error('an event was left without an outcome');
    return outcome;
  }

  @Route('POST :topic/batch', {
    id: 'publishEvents',
    summary: 'Publish a batch of events of a topic',
    description: 'Up to 1,000 events and 8 MiB, each as for `publishEvent` and answered by itself.',
    ok: pos.posEventOutcomesSchema,
    problems: ['not_found'],
  })
  @BodyLimit(pos.EVENTS_BODY_BYTES)
  async batch(
    @Context() context: RequestContext,
    @Param('topic', { schema: dto.topicSchema }) topic: Topic,
    @Body({ schema: dto.anyEventsSchema }) { events }: dto.EventsOfTopic,
  ): Promise<{ items: pos.PosEventOutcome[] }> {
    return { items: await this.published.publish(askerOf(context), topic, events, context.language) };
  }
}
