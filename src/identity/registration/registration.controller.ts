import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentOrigin, type Origin, Public } from '../../security';
import * as dto from './registration.dto';
import { SendRegistrationCode } from './send-registration-code.command';
import { VerifyRegistration } from './verify-registration.command';

/** A guest registers, or signs in again, by a code sent to their phone. */
@ApiTags('Sessions')
@Controller('auth')
export class RegistrationController {
  constructor(private readonly commands: CommandBus) {}

  @Post('register')
  @HttpCode(202)
  @Public()
  @ApiAcceptedResponse({ standardSchema: dto.registrationSchema })
  register(
    @Body({ schema: dto.registerSchema }) body: dto.RegisterBody,
    @Headers('accept-language') accepted: string | undefined,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.RegistrationAnswer> {
    return this.commands.execute(new SendRegistrationCode(body, accepted, origin));
  }

  @Post('verify')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: dto.verifiedSchema })
  verify(
    @Body({ schema: dto.verifySchema }) body: dto.VerifyBody,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.VerifiedAnswer> {
    return this.commands.execute(new VerifyRegistration(body, origin));
  }
}
