import { Body, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { DeclaredInput } from '../../platform/http/declared-input';
import { Context, NetworkId, type RequestContext, Route, Routes } from '../../security';
import { DeadLetters } from './dead-letters';
import * as dto from './pos-event.dto';
import { PublishedEvents } from './published-events';
import { askerOf } from './stream-event';

/** Sales as events of an earlier event stream, over HTTP. */
@Routes('events', 'Taken over: events')
export class PosEventsController {
  constructor(
    private readonly published: PublishedEvents,
    private readonly letters: DeadLetters,
  ) {}

  @Route('POST pos-transaction', {
    id: 'publishPosTransaction',
    permission: 'events.publish',
    summary: 'Record the sale of one event',
    description:
      'The sale counts for points, tier and segments like any other. An event counts once by its `event_id`, its ' +
      'receipt by `transaction_id`, and by `receipt_number` where `location_id` is a till. An event that cannot be read or is refused is set aside as a ' +
      'dead letter and answered with 200 and the problem, so a source goes on. Events older than the offline window of ' +
      'the network need the scope `import`.',
    ok: dto.posEventOutcomeSchema,
  })
  @DeclaredInput({ path: {}, body: dto.posEventSchema })
  async one(@Context() context: RequestContext, @Body() event: unknown): Promise<dto.PosEventOutcome> {
    // A call without a body counts as one unreadable event.
    const [outcome] = await this.record(context, [event ?? null]);
    if (outcome === undefined) throw new Error('an event was left without an outcome');
    return outcome;
  }

  @Route('POST pos-transactions', {
    id: 'publishPosTransactions',
    permission: 'events.publish',
    summary: 'Record the sales of a batch of events',
    description:
      'Up to 1,000 events and 8 MiB, each as for `publishPosTransaction` and answered by itself: one that cannot be ' +
      'recorded holds back no other. The batch may be sent again as a whole.',
    ok: dto.posEventOutcomesSchema,
  })
  @BodyLimit(dto.EVENTS_BODY_BYTES)
  async batch(
    @Context() context: RequestContext,
    @Body({ schema: dto.posEventsSchema }) { events }: dto.PosEventsBody,
  ): Promise<{ items: dto.PosEventOutcome[] }> {
    return { items: await this.record(context, events) };
  }

  @Route('GET dead-letters', {
    id: 'listDeadLetters',
    permission: ['events.publish', 'integrations.manage'],
    summary: 'List the events that could not be recorded',
    description: 'Without their bodies. They are deleted after the `inbox` days of `RETENTION_DAYS`.',
    ok: dto.deadLetterPageSchema,
  })
  list(@NetworkId() networkId: string, @Query({ schema: dto.deadLetterListQuery }) query: dto.DeadLetterListQuery) {
    return this.letters.list(networkId, query);
  }

  @Route('GET dead-letters/:id', {
    id: 'getDeadLetter',
    permission: ['events.publish', 'integrations.manage'],
    summary: 'Get an event that could not be recorded',
    description: 'The body may hold personal data, so each reading stands in the audit.',
    ok: dto.deadLetterWithBodySchema,
  })
  read(@Context() context: RequestContext, @Id() id: string): Promise<dto.DeadLetterWithBodyAnswer> {
    return this.letters.get(context, id);
  }

  @Route('POST dead-letters/:id/retry', {
    id: 'retryDeadLetter',
    permission: ['events.publish', 'integrations.manage'],
    summary: 'Send an event again that could not be recorded',
    description:
      'It is tried at once and answered with what became of it. The sale is that of the integration that sent the ' +
      'event, and may be of any past time. Nothing happens twice: the receipt counts once.',
    ok: dto.deadLetterSchema,
  })
  @ApiBody({ required: false })
  retry(
    @Context() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.retryDeadLetterSchema }) body: dto.RetryDeadLetter,
  ): Promise<dto.DeadLetterAnswer> {
    return this.letters.retry(context, id, body);
  }

  private record(context: RequestContext, events: readonly unknown[]): Promise<dto.PosEventOutcome[]> {
    const topic = { network: null, type: dto.POS_TRANSACTION } as const;
    return this.published.publish(askerOf(context), topic, events, context.language);
  }
}
