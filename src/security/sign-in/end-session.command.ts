import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { OwnAccount } from './own-account';

/** Signs a page out by its refresh token, because its access token may have ended while it was offline. */
export class EndSession extends Command<void> {
  constructor(
    readonly refreshToken: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(EndSession)
export class EndSessionHandler implements ICommandHandler<EndSession> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ refreshToken, origin }: EndSession): Promise<void> {
    await this.ownAccount.endByToken(refreshToken, origin);
  }
}
