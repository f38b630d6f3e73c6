import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';

export class RemoveSecondFactor extends UseCase<void, { readonly body: dto.TotpBody }> {}

@CommandHandler(RemoveSecondFactor)
export class RemoveSecondFactorHandler implements ICommandHandler<RemoveSecondFactor> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context, input: { body } }: RemoveSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.removeSecondFactor(userOf(principal), body.totp, origin);
  }
}
