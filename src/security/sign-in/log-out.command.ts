import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import { holderOf, OwnAccount } from './own-account';

export class LogOut extends UseCase<void> {}

@CommandHandler(LogOut)
export class LogOutHandler implements ICommandHandler<LogOut> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context }: LogOut): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.logOut(holderOf(principal), origin);
  }
}
