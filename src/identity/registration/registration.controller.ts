import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { languageOfHeader } from '../../platform/language/language';
import { CurrentOrigin, type Origin, Public } from '../../security';
import * as dto from './registration.dto';
import { Registration } from './registration';

/** A guest registers, or signs in again, by a code sent to their phone. */
@ApiTags('Sessions')
@Controller('auth')
export class RegistrationController {
  constructor(private readonly registration: Registration) {}

  @Post('register')
  @HttpCode(202)
  @Public()
  @ApiAcceptedResponse({ standardSchema: dto.registrationSchema })
  register(
    @Body({ schema: dto.registerSchema }) body: dto.RegisterBody,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<dto.RegistrationAnswer> {
    return this.registration.begin(body, languageOfHeader(accepted));
  }

  @Post('verify')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: dto.verifiedSchema })
  verify(
    @Body({ schema: dto.verifySchema }) body: dto.VerifyBody,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.VerifiedAnswer> {
    return this.registration.complete(body, origin);
  }
}
