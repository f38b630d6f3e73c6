import { Body, Controller, Headers } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { CurrentOrigin, type Origin, Route } from '../../security';
import * as dto from './registration.dto';
import { SendRegistrationCode, VerifyRegistration } from './registration.commands';

/** A guest registers or signs in by a code sent to the phone. */
@ApiTags('Sessions')
@Controller('auth')
export class RegistrationController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST register', {
    id: 'sendRegistrationCode',
    permission: 'public',
    summary: 'Send the code for registration or sign-in',
    description:
      'A code of six digits goes to the phone; `verifyRegistration` takes it within ten minutes. The answer is the same for a phone that is registered and for one that is not. Name, birth date and consents count only for a new guest. By Telegram the code reaches the person who shares this phone with the bot (`botLink`), before the call or within ten minutes after it. Codes to a phone, an address, a block of numbers and a network are limited: 429 `rate_limited`; 503 `no_message_channel` where the channel is not set up.',
    accepted: dto.registrationSchema,
    problems: ['phone_invalid', 'not_found'],
  })
  register(
    @Body({ schema: dto.registerSchema }) body: dto.RegisterBody,
    @Headers('accept-language') accepted: string | undefined,
    @CurrentOrigin() origin: Origin,
  ) {
    return this.commands.execute(new SendRegistrationCode(body, accepted, origin));
  }

  @Route('POST verify', {
    id: 'verifyRegistration',
    permission: 'public',
    summary: 'Register or sign in a guest with the code',
    description:
      'Registers the guest if the phone is new in the network, else signs in the guest with this phone. The code is good once; five wrong codes end it. An address with too many wrong codes is locked for a while: 429 `locked_out`. With `onlyKnown` a new phone is 422 `registration_needed`, so that a page asks for name and consents once it knows that they are needed.',
    ok: dto.verifiedSchema,
    problems: [
      'verification_failed',
      'verification_expired',
      'registration_needed',
      'not_found',
      'plan_limit_reached',
      'consent_required',
    ],
  })
  verify(@Body({ schema: dto.verifySchema }) body: dto.VerifyBody, @CurrentOrigin() origin: Origin) {
    return this.commands.execute(new VerifyRegistration(body, origin));
  }
}
