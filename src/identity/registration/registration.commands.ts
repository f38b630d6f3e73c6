import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { languageOfHeader } from '../../platform/language/language';
import type { Origin } from '../../security';
import { Registration } from './registration';
import * as dto from './registration.dto';

export class SendRegistrationCode extends Command<dto.RegistrationAnswer> {
  constructor(
    readonly body: dto.RegisterBody,
    readonly accepted: string | undefined,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(SendRegistrationCode)
export class SendRegistrationCodeHandler implements ICommandHandler<SendRegistrationCode> {
  constructor(private readonly registration: Registration) {}

  execute({ body, accepted, origin }: SendRegistrationCode): Promise<dto.RegistrationAnswer> {
    return this.registration.begin(body, languageOfHeader(accepted), origin);
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

@CommandHandler(VerifyRegistration)
export class VerifyRegistrationHandler implements ICommandHandler<VerifyRegistration> {
  constructor(private readonly registration: Registration) {}

  execute({ body, origin }: VerifyRegistration): Promise<dto.VerifiedAnswer> {
    return this.registration.complete(body, origin);
  }
}
