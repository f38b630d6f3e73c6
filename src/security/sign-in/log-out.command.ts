import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestContext } from '../principal/request-context';
import { holderOf, OwnAccount } from './own-account';

export class LogOut extends Command<void> {
  constructor(readonly context: RequestContext) {
    super();
  }
}

@CommandHandler(LogOut)
export class LogOutHandler implements ICommandHandler<LogOut> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context }: LogOut): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.logOut(holderOf(principal), origin);
  }
}
