import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiRequest } from '../../../platform/http/api-request';
import { settings } from '../../../platform/settings/settings';
import { AnswersWithin } from '../../../platform/spool/answer-time';
import { Public } from '../../../security';
import { IikoDoor } from '../wire/iiko-door';
import { languageOf } from './plugin-answer';
import { AnswerPlugin, type PluginCall } from './plugin.commands';
import * as dto from './plugin.dto';

/** The contract of a plugin of iikoFront (docs/integrations/iiko.md). */
@ApiExcludeController()
@Controller('hooks/iiko/v1')
@AnswersWithin(settings.tillWaitMs)
export class PluginController {
  constructor(
    private readonly commands: CommandBus,
    private readonly door: IikoDoor,
  ) {}

  @Post('identify')
  @HttpCode(200)
  @Public()
  identify(@Req() request: ApiRequest, @Body({ schema: dto.identifySchema }) body: dto.IdentifyBody) {
    return this.answer(request, { kind: 'IDENTIFY', body });
  }

  @Post('quote')
  @HttpCode(200)
  @Public()
  quote(@Req() request: ApiRequest, @Body({ schema: dto.quoteCheckSchema }) body: dto.QuoteCheckBody) {
    return this.answer(request, { kind: 'QUOTE', body });
  }

  @Post('reserve')
  @HttpCode(200)
  @Public()
  reserve(@Req() request: ApiRequest, @Body({ schema: dto.reserveSchema }) body: dto.ReserveBody) {
    return this.answer(request, { kind: 'RESERVE', body });
  }

  @Post('commit')
  @HttpCode(200)
  @Public()
  commit(@Req() request: ApiRequest, @Body({ schema: dto.commitSchema }) body: dto.CommitBody) {
    return this.answer(request, { kind: 'COMMIT', body });
  }

  @Post('cancel')
  @HttpCode(200)
  @Public()
  cancel(@Req() request: ApiRequest, @Body({ schema: dto.cancelSchema }) body: dto.CancelBody) {
    return this.answer(request, { kind: 'CANCEL', body });
  }

  @Post('refund')
  @HttpCode(200)
  @Public()
  refund(@Req() request: ApiRequest, @Body({ schema: dto.refundCheckSchema }) body: dto.RefundCheckBody) {
    return this.answer(request, { kind: 'REFUND', body });
  }

  @Post('gift-balance')
  @HttpCode(200)
  @Public()
  giftBalance(@Req() request: ApiRequest, @Body({ schema: dto.giftBalanceSchema }) body: dto.GiftBalanceBody) {
    return this.answer(request, { kind: 'GIFT_BALANCE', body });
  }

  @Post('gift-pay')
  @HttpCode(200)
  @Public()
  giftPay(@Req() request: ApiRequest, @Body({ schema: dto.giftPaySchema }) body: dto.GiftPayBody) {
    return this.answer(request, { kind: 'GIFT_PAY', body });
  }

  @Post('gift-return')
  @HttpCode(200)
  @Public()
  giftReturn(@Req() request: ApiRequest, @Body({ schema: dto.giftReturnSchema }) body: dto.GiftReturnBody) {
    return this.answer(request, { kind: 'GIFT_RETURN', body });
  }

  private async answer(request: ApiRequest, call: PluginCall): Promise<dto.PluginAnswer> {
    const connection = await this.door.admit(request);
    return this.commands.execute(new AnswerPlugin(connection, call, languageOf(request.headers['accept-language'])));
  }
}
