import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import * as dto from './auth.dto';
import { OwnAccount } from './own-account';

/** Sets a password by a link of a manager or of the command line. */
export class SetPassword extends Command<void> {
  constructor(
    readonly body: dto.SetPasswordBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(SetPassword)
export class SetPasswordHandler implements ICommandHandler<SetPassword> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ body, origin }: SetPassword): Promise<void> {
    await this.ownAccount.setPassword(body.token, body.password, origin);
  }
}
