import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { settings } from '../../platform/settings/settings';
import { CurrentOrigin, type Origin, Public, Route } from '../../security';
import * as dto from './sign-up.dto';
import { SignUpNetwork } from './sign-up-network.command';

/** The page where a network starts by itself, where the owner allows it. */
@ApiTags('Platform')
@Public()
@Controller('sign-up')
export class SignUpController {
  constructor(private readonly commands: CommandBus) {}

  @Route('GET', {
    id: 'getSignUpState',
    summary: 'Check whether a network can sign up by itself',
    ok: dto.signUpStateSchema,
  })
  state(): dto.SignUpState {
    return { open: settings.signUp };
  }

  @Route('POST', {
    id: 'signUpNetwork',
    summary: 'Start a network with programme, restaurant and till',
    description:
      'The manager gets a letter with the link to set a password, and can sell right after it. A network whose manager sets none within 72 hours is closed. The answer is the same for an address that has accounts already. Limited for the address of the caller, for the address of e-mail and for the installation: 429 `rate_limited`.',
    accepted: dto.signedUpSchema,
    problems: ['sign_up_closed'],
  })
  signUp(@CurrentOrigin() origin: Origin, @Body({ schema: dto.signUpSchema }) body: dto.SignUpBody) {
    return this.commands.execute(new SignUpNetwork(body, origin));
  }
}
