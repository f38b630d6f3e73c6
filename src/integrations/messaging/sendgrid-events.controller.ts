import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock } from '../../platform/clock/clock';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { parseJsonBody } from '../../platform/http/json-body';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Public, RecordMessageReport } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { isSignedBySendgrid, reportOf } from './sendgrid-events.rules';

const BATCH_BYTES = 2 * 1024 * 1024;

/** Takes events of SendGrid's Event Webhook, in batches that may contain all networks. */
@ApiExcludeController()
@Controller('hooks/sendgrid/events')
export class SendgridEventsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(204)
  @Public()
  @RawBody()
  @BodyLimit(BATCH_BYTES, 'strangers')
  async record(
    @Body() body: Buffer | undefined,
    @Headers('x-twilio-email-event-webhook-signature') signature = '',
    @Headers('x-twilio-email-event-webhook-timestamp') timestamp = '',
  ): Promise<void> {
    const { sendgridKey } = this.providers;
    if (sendgridKey === undefined) throw new ProblemError('not_found');
    const bytes = body ?? Buffer.alloc(0);
    if (!isSignedBySendgrid(sendgridKey, signature, timestamp, bytes, this.clock.now().getTime() / 1000))
      throw new ProblemError('forbidden');
    const events = parseJsonBody(bytes);
    for (const event of Array.isArray(events) ? (events as unknown[]) : []) {
      const said = reportOf(event);
      if (said !== undefined) await this.commands.execute(new RecordMessageReport(said.networkId, said.report));
    }
  }
}
