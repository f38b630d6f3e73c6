import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../../security';
import { Registration } from './registration';
import * as dto from './registration.dto';

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
