import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { settings } from '../../platform/settings/settings';
import { CurrentOrigin, type Origin, Public } from '../../security';
import * as dto from './sign-up.dto';
import { SignUpNetwork } from './sign-up-network.command';

/** The page where a network starts by itself, where the owner allows it. */
@ApiTags('Platform')
@Public()
@Controller('sign-up')
export class SignUpController {
  constructor(private readonly commands: CommandBus) {}

  @Get()
  @Operation({ id: 'getSignUpState', summary: 'Check whether a network can sign up by itself' })
  @ApiOkResponse({ standardSchema: dto.signUpStateSchema })
  state(): dto.SignUpState {
    return { open: settings.signUp };
  }

  @Post()
  @HttpCode(202)
  @Operation({
    id: 'signUpNetwork',
    summary: 'Start a network with programme, restaurant and till',
    description:
      'The manager gets a letter with the link to set a password, and can sell right after it. A network whose manager sets none within 72 hours is closed. The answer is the same for an address that has accounts already. Limited for the address of the caller, for the address of e-mail and for the installation: 429 `rate_limited`.',
    problems: ['sign_up_closed'],
  })
  @ApiAcceptedResponse({ standardSchema: dto.signedUpSchema })
  signUp(
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.signUpSchema }) body: dto.SignUpBody,
  ): Promise<dto.SignedUp> {
    return this.commands.execute(new SignUpNetwork(body, origin));
  }
}
