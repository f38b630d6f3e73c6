import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestContext } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';

export class RemoveSecondFactor extends Command<void> {
  constructor(
    readonly context: RequestContext,
    readonly body: dto.TotpBody,
  ) {
    super();
  }
}

@CommandHandler(RemoveSecondFactor)
export class RemoveSecondFactorHandler implements ICommandHandler<RemoveSecondFactor> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context, body }: RemoveSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.removeSecondFactor(userOf(principal), body.totp, origin);
  }
}
