import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestContext } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';

export class ConfirmSecondFactor extends Command<void> {
  constructor(
    readonly context: RequestContext,
    readonly body: dto.TotpBody,
  ) {
    super();
  }
}

@CommandHandler(ConfirmSecondFactor)
export class ConfirmSecondFactorHandler implements ICommandHandler<ConfirmSecondFactor> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context, body }: ConfirmSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.confirmSecondFactor(userOf(principal), body.totp, origin);
  }
}
