import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiRequest } from '../../../platform/http/api-request';
import { BodyLimit } from '../../../platform/http/body-limit.decorator';
import { RawBody } from '../../../platform/http/raw-body.decorator';
import { settings } from '../../../platform/settings/settings';
import { AnswersWithin, WEBHOOK_WAIT_MS } from '../../../platform/spool/answer-time';
import { Public } from '../../../security';
import { MAX_EVENT_BYTES } from '../../inbox/inbox';
import { RkeeperDoor } from '../wire/rkeeper-door';
import { RkeeperEvents } from './rkeeper-events';

const NO_BYTES = Buffer.alloc(0);

/** Takes events of White Server, HTTP Order Notify and r_keeper Delivery. The secret in the path identifies the connection. */
@ApiExcludeController()
@Controller('hooks/rkeeper/:token')
@AnswersWithin(settings.tillWaitMs)
export class RkeeperEventsController {
  constructor(
    private readonly door: RkeeperDoor,
    private readonly events: RkeeperEvents,
  ) {}

  @Post('whiteserver')
  @HttpCode(200)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  async whiteServer(
    @Req() request: ApiRequest,
    @Param('token') token: string,
    @Body() body: Buffer | undefined,
    @Headers('signature') signature = '',
  ): Promise<Record<string, never>> {
    const connection = await this.door.admit(request, token);
    await this.events.takeWhiteServer(connection, body ?? NO_BYTES, signature);
    return {};
  }

  @Post('ordernotify')
  @HttpCode(200)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  async orderNotify(
    @Req() request: ApiRequest,
    @Param('token') token: string,
    @Body() body: Buffer | undefined,
  ): Promise<Record<string, never>> {
    const connection = await this.door.admit(request, token);
    this.events.takeOrderNotify(connection, body ?? NO_BYTES);
    return {};
  }

  @Post('delivery')
  @HttpCode(200)
  @Public()
  @RawBody()
  @BodyLimit(MAX_EVENT_BYTES)
  @AnswersWithin(WEBHOOK_WAIT_MS)
  async delivery(
    @Req() request: ApiRequest,
    @Param('token') token: string,
    @Body() body: Buffer | undefined,
  ): Promise<Record<string, never>> {
    const connection = await this.door.admit(request, token);
    await this.events.takeDeliveryStatus(connection, body ?? NO_BYTES);
    return {};
  }
}
