import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiRequest } from '../../../platform/http/api-request';
import { RawBody } from '../../../platform/http/raw-body.decorator';
import { AnswersWithin, WEBHOOK_WAIT_MS } from '../../../platform/spool/answer-time';
import { Public } from '../../../security';
import { IikoDoor } from '../wire/iiko-door';
import { TakeIikoEvents } from './take-iiko-events.command';

/** Takes webhooks of iikoCloud, which may not repeat a failed call. The connection's secret is the `authToken` in the webhook's settings. */
@ApiExcludeController()
@Controller('hooks/iiko')
export class IikoWebhookController {
  constructor(
    private readonly commands: CommandBus,
    private readonly door: IikoDoor,
  ) {}

  @Post()
  @HttpCode(200)
  @Public()
  @RawBody()
  @AnswersWithin(WEBHOOK_WAIT_MS)
  async take(@Req() request: ApiRequest, @Body() body: Buffer | undefined): Promise<Record<string, never>> {
    const connection = await this.door.admit(request);
    await this.commands.execute(new TakeIikoEvents(connection, body ?? Buffer.alloc(0)));
    return {};
  }
}
