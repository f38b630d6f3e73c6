import { Injectable } from '@nestjs/common';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';
import { ProviderSessions } from '../providers/provider-sessions';
import { type Enrolment, SecondFactors } from '../second-factor/second-factors';
import { Profiles } from './profiles';
import { Handles } from '../../platform/http/handlers-of';

export class ConfirmSecondFactor extends UseCase<void, { body: dto.TotpBody }> {}

/** Makes a secret for an authenticator application. It needs the password, or a sign-in at the provider just now, so that a stolen session cannot lock the user out. */
export class EnrolSecondFactor extends UseCase<Enrolment, { body: dto.EnrolBody }> {}

export class RemoveSecondFactor extends UseCase<void, { body: dto.TotpBody }> {}

@Injectable()
export class OwnSecondFactorHandlers {
  constructor(
    private readonly ownAccount: OwnAccount,
    private readonly profiles: Profiles,
    private readonly secondFactors: SecondFactors,
    private readonly providerSessions: ProviderSessions,
  ) {}

  @Handles(ConfirmSecondFactor)
  async confirmSecondFactor({ context, input: { body } }: ConfirmSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.confirmSecondFactor(userOf(principal), body.totp, origin);
  }

  /** @throws ProblemError `invalid_credentials`, `locked_out`; `forbidden` while another one is in force */
  @Handles(EnrolSecondFactor)
  async enrolSecondFactor({ context, input: { body } }: EnrolSecondFactor): Promise<Enrolment> {
    const user = userOf(context.principal);
    if (body.password !== undefined) await this.ownAccount.provePassword(user, body.password);
    else await this.providerSessions.requireFresh(user.sessionId);
    const { email } = await this.profiles.get(user);
    return this.secondFactors.enrol(user.id, email ?? '');
  }

  @Handles(RemoveSecondFactor)
  async removeSecondFactor({ context, input: { body } }: RemoveSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.removeSecondFactor(userOf(principal), body.totp, origin);
  }
}
