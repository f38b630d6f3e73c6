import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Context, type RequestContext, Route } from '../../security';
import { guestSchema } from '../profiles/guest.dto';
import { ConfirmPhone } from './confirm-phone.command';
import { SendPhoneCode } from './send-phone-code.command';
import * as dto from './phone-change.dto';
import { Id } from '../../platform/http/id.decorator';

/** Changes a guest's phone, proved by a code to the new one: by the guest, or by a manager with the guest present. */
@ApiTags('Guests')
@Controller('guests/:id/phone')
export class PhoneChangeController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST', {
    id: 'sendPhoneCode',
    permission: ['guests.reissue', 'guest.self'],
    summary: "Send a code to a guest's new phone",
    description:
      'Called by the guest, or by a manager with the guest present. The phone changes only with `confirmPhone`. The code is sent also where another guest has this phone, so the answer does not say who has it. 429 `rate_limited` after too many codes; 503 `no_message_channel` where the channel is not set up.',
    accepted: dto.phoneCodeSchema,
    problems: ['phone_invalid', 'guest_not_found'],
  })
  send(
    @Context() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Body({ schema: dto.changePhoneSchema }) body: dto.ChangePhoneBody,
  ) {
    return this.commands.execute(new SendPhoneCode(context, { guestId, body }));
  }

  @Route('POST confirm', {
    id: 'confirmPhone',
    permission: ['guests.reissue', 'guest.self'],
    summary: "Change a guest's phone with the code",
    description:
      'The old phone gets a message. If an employee makes the change, all sessions of the guest end. The code is good once; five wrong codes end it. An address with too many wrong codes is locked for a while: 429 `locked_out`.',
    ok: guestSchema,
    problems: [
      'verification_failed',
      'verification_expired',
      'guest_exists',
      'guest_not_found',
      'points_handed_over_exceeded',
    ],
  })
  confirm(
    @Context() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Body({ schema: dto.confirmPhoneSchema }) body: dto.ConfirmPhoneBody,
  ) {
    return this.commands.execute(new ConfirmPhone(context, { guestId, body }));
  }
}
