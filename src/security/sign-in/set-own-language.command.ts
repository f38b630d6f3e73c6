import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';

export class SetOwnLanguage extends UseCase<void, { readonly body: dto.OwnLanguageBody }> {}

@CommandHandler(SetOwnLanguage)
export class SetOwnLanguageHandler implements ICommandHandler<SetOwnLanguage> {
  constructor(private readonly ownAccount: OwnAccount) {}

  async execute({ context, input: { body } }: SetOwnLanguage): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.setLanguage(userOf(principal), body.language, origin);
  }
}
