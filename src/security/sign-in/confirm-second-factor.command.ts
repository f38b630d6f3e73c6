import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';

export class ConfirmSecondFactor extends UseCase<void, { readonly body: dto.TotpBody }> {}

@CommandHandler(ConfirmSecondFactor)
export class ConfirmSecondFactorHandler implements ICommandHandler<ConfirmSecondFactor> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context, input: { body } }: ConfirmSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.confirmSecondFactor(userOf(principal), body.totp, origin);
  }
}
