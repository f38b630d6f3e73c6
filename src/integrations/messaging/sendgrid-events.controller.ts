import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock } from '../../platform/clock/clock';
import { BROUGHT_BY, Homes } from '../../platform/homes/homes';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { parseJsonBody } from '../../platform/http/json-body';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Public, RecordMessageReport } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { isSignedBySendgrid, reportOf } from './sendgrid-events.rules';

const BATCH_BYTES = 2 * 1024 * 1024;
const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

/** Takes the events of SendGrid's Event Webhook, in batches of all networks. */
@ApiExcludeController()
@Controller('hooks/sendgrid/events')
export class SendgridEventsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
    private readonly clock: Clock,
    private readonly homes: Homes,
  ) {}

  @Post()
  @HttpCode(204)
  @Public()
  @RawBody()
  @BodyLimit(BATCH_BYTES, 'strangers')
  async record(
    @Body() body: Buffer | undefined,
    @Headers(SIGNATURE) signature = '',
    @Headers(TIMESTAMP) timestamp = '',
    @Headers(BROUGHT_BY) broughtBy: string | undefined,
  ): Promise<void> {
    const { sendgridKey } = this.providers;
    if (sendgridKey === undefined) throw new ProblemError('not_found');
    const bytes = body ?? Buffer.alloc(0);
    if (!isSignedBySendgrid(sendgridKey, signature, timestamp, bytes, this.clock.now().getTime() / 1000))
      throw new ProblemError('forbidden');
    const events = parseJsonBody(bytes);
    const elsewhere = new Set<string>();
    for (const event of Array.isArray(events) ? (events as unknown[]) : []) {
      const said = reportOf(event);
      if (said === undefined) continue;
      const home = this.homes.elsewhere(said.networkId);
      if (home !== undefined) elsewhere.add(home);
      else await this.commands.execute(new RecordMessageReport(said.networkId, said.report));
    }
    // The server that received SendGrid's batch forwards it to the other databases. After a failure SendGrid sends the batch again.
    if (broughtBy !== undefined) return;
    for (const home of elsewhere)
      await this.homes.bring(home, '/api/hooks/sendgrid/events', bytes, {
        [SIGNATURE]: signature,
        [TIMESTAMP]: timestamp,
      });
  }
}
