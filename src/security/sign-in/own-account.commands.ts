import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';
import { Handles } from '../../platform/http/handlers-of';

/** Changes the own password; all other sessions of the user end. */
export class ChangePassword extends UseCase<void, { body: dto.ChangePasswordBody }> {}

export class SetOwnLanguage extends UseCase<void, { body: dto.OwnLanguageBody }> {}

/** Sets a password by a link of a manager or of the command line. */
export class SetPassword extends Command<void> {
  constructor(
    readonly body: dto.SetPasswordBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@Injectable()
export class OwnAccountHandlers {
  constructor(private readonly ownAccount: OwnAccount) {}

  @Handles(ChangePassword)
  async changePassword({ context, input: { body } }: ChangePassword): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.changePassword(userOf(principal), body.currentPassword, body.newPassword, origin);
  }

  @Handles(SetOwnLanguage)
  async setOwnLanguage({ context, input: { body } }: SetOwnLanguage): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.setLanguage(userOf(principal), body.language, origin);
  }

  @Handles(SetPassword)
  async setPassword({ body, origin }: SetPassword): Promise<void> {
    await this.ownAccount.setPassword(body.token, body.password, origin);
  }
}
