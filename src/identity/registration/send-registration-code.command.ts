import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { languageOfHeader } from '../../platform/language/language';
import { Registration } from './registration';
import * as dto from './registration.dto';

export class SendRegistrationCode extends Command<dto.RegistrationAnswer> {
  constructor(
    readonly body: dto.RegisterBody,
    readonly accepted: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(SendRegistrationCode)
export class SendRegistrationCodeHandler implements ICommandHandler<SendRegistrationCode> {
  constructor(private readonly registration: Registration) {}

  execute({ body, accepted }: SendRegistrationCode): Promise<dto.RegistrationAnswer> {
    return this.registration.begin(body, languageOfHeader(accepted));
  }
}
