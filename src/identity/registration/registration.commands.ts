import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { languageOfHeader } from '../../platform/language/language';
import type { Origin } from '../../security';
import { Registration } from './registration';
import * as dto from './registration.dto';
import { Handles } from '../../platform/http/handlers-of';

export class SendRegistrationCode extends Command<dto.RegistrationAnswer> {
  constructor(
    readonly body: dto.RegisterBody,
    readonly accepted: string | undefined,
    readonly origin: Origin,
  ) {
    super();
  }
}

export class VerifyRegistration extends Command<dto.VerifiedAnswer> {
  constructor(
    readonly body: dto.VerifyBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@Injectable()
export class RegistrationHandlers {
  constructor(private readonly registration: Registration) {}

  @Handles(SendRegistrationCode)
  sendRegistrationCode({ body, accepted, origin }: SendRegistrationCode): Promise<dto.RegistrationAnswer> {
    return this.registration.begin(body, languageOfHeader(accepted), origin);
  }

  @Handles(VerifyRegistration)
  verifyRegistration({ body, origin }: VerifyRegistration): Promise<dto.VerifiedAnswer> {
    return this.registration.complete(body, origin);
  }
}
