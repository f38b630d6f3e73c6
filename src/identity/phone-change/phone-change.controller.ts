import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../platform/http/schemas';
import { Context, type RequestContext, RequirePermission } from '../../security';
import { type GuestAnswer, guestSchema } from '../profiles/guest.dto';
import { ConfirmPhone } from './confirm-phone.command';
import * as dto from './phone-change.dto';
import { SendPhoneCode } from './send-phone-code.command';

/** Another phone for a guest, proved by a code sent to it: by the guest, or by a manager with the guest present. */
@ApiTags('Guests')
@Controller('guests/:id/phone')
export class PhoneChangeController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(202)
  @RequirePermission('guests.reissue', 'guest.self')
  @ApiAcceptedResponse({ standardSchema: dto.phoneCodeSchema })
  send(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.changePhoneSchema }) body: dto.ChangePhoneBody,
  ): Promise<dto.PhoneCodeAnswer> {
    return this.commands.execute(new SendPhoneCode(context, { guestId, body }));
  }

  @Post('confirm')
  @HttpCode(200)
  @RequirePermission('guests.reissue', 'guest.self')
  @ApiOkResponse({ standardSchema: guestSchema })
  confirm(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.confirmPhoneSchema }) body: dto.ConfirmPhoneBody,
  ): Promise<GuestAnswer> {
    return this.commands.execute(new ConfirmPhone(context, { guestId, body }));
  }
}
