import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';

/** Changes the own password; all other sessions of the user end. */
export class ChangePassword extends UseCase<void, { readonly body: dto.ChangePasswordBody }> {}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context, input: { body } }: ChangePassword): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.changePassword(userOf(principal), body.currentPassword, body.newPassword, origin);
  }
}
