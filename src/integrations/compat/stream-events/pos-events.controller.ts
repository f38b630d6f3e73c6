import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BodyLimit } from '../../../platform/http/body-limit.decorator';
import { DeclaredInput } from '../../../platform/http/declared-input';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { Operation } from '../../../platform/http/operation.decorator';
import { uuid } from '../../../platform/http/schemas';
import { Context, type RequestContext, RequirePermission } from '../../../security';
import { DeadLetters } from './dead-letters';
import * as dto from './pos-event.dto';
import { PublishedEvents } from './published-events';
import { askerOf } from './stream-event';

const LETTERS = 'dead-letters';

/** Sales as events of an earlier event stream, over HTTP. */
@ApiTags('Taken over: events')
@ApiBearerAuth()
@Controller('events')
export class PosEventsController {
  constructor(
    private readonly published: PublishedEvents,
    private readonly letters: DeadLetters,
  ) {}

  @Post('pos-transaction')
  @HttpCode(200)
  @DeclaredInput({ path: {}, body: dto.posEventSchema })
  @Operation({
    id: 'publishPosTransaction',
    summary: 'Record the sale of one event',
    description:
      'The sale counts for points, tier and segments like any other. An event counts once by its `event_id`, its ' +
      'receipt by `transaction_id`, and by `receipt_number` where `location_id` is a till. An event that cannot be read or is refused is set aside as a ' +
      'dead letter and answered with 200 and the problem, so a source goes on. Events older than the offline window of ' +
      'the network need the scope `import`.',
  })
  @RequirePermission('events.publish')
  @ApiOkResponse({ standardSchema: dto.posEventOutcomeSchema })
  async one(@Context() context: RequestContext, @Body() event: unknown): Promise<dto.PosEventOutcome> {
    // A call without a body is an event that cannot be read.
    const [outcome] = await this.record(context, [event ?? null]);
    if (outcome === undefined) throw new Error('an event was left without an outcome');
    return outcome;
  }

  @Post('pos-transactions')
  @HttpCode(200)
  @BodyLimit(dto.EVENTS_BODY_BYTES)
  @Operation({
    id: 'publishPosTransactions',
    summary: 'Record the sales of a batch of events',
    description:
      'Up to 1,000 events and 8 MiB, each as for `publishPosTransaction` and answered by itself: one that cannot be ' +
      'recorded holds back no other. The batch may be sent again as a whole.',
  })
  @RequirePermission('events.publish')
  @ApiOkResponse({ standardSchema: dto.posEventOutcomesSchema })
  async batch(
    @Context() context: RequestContext,
    @Body({ schema: dto.posEventsSchema }) { events }: dto.PosEventsBody,
  ): Promise<{ items: dto.PosEventOutcome[] }> {
    return { items: await this.record(context, events) };
  }

  @Get('dead-letters')
  @Operation({
    id: 'listDeadLetters',
    summary: 'List the events that could not be recorded',
    description: 'Without their bodies. They are deleted after the `INBOX_DAYS` of the installation.',
  })
  @RequirePermission('events.publish', 'integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deadLetterPageSchema })
  async list(
    @Context() { networkId }: RequestContext,
    @Query({ schema: dto.deadLetterListQuery }) query: dto.DeadLetterListQuery,
  ) {
    const rows = await this.letters.list(networkId, query.status, sliceOf(LETTERS, query));
    return pageOfSlice(LETTERS, query, rows, (row) => row.id);
  }

  @Get('dead-letters/:id')
  @Operation({
    id: 'getDeadLetter',
    summary: 'Get an event that could not be recorded',
    description: 'The body may hold personal data, so each reading stands in the audit.',
  })
  @RequirePermission('events.publish', 'integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deadLetterWithBodySchema })
  read(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.DeadLetterWithBodyAnswer> {
    return this.letters.get(context, id);
  }

  @Post('dead-letters/:id/retry')
  @HttpCode(200)
  @Operation({
    id: 'retryDeadLetter',
    summary: 'Send an event again that could not be recorded',
    description:
      'It is tried at once and answered with what became of it. The sale is that of the integration that sent the ' +
      'event, and may be of any past time. Nothing happens twice: the receipt counts once.',
  })
  @RequirePermission('events.publish', 'integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deadLetterSchema })
  retry(@Context() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<dto.DeadLetterAnswer> {
    return this.letters.retry(context, id);
  }

  private record(context: RequestContext, events: readonly unknown[]): Promise<dto.PosEventOutcome[]> {
    const topic = { network: null, type: dto.POS_TRANSACTION } as const;
    return this.published.publish(askerOf(context), topic, events, context.language);
  }
}
