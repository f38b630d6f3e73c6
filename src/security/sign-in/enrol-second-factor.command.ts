import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import { ProviderSessions } from '../providers/provider-sessions';
import { type Enrolment, SecondFactors } from '../second-factor/second-factors';
import * as dto from './auth.dto';
import { OwnAccount, userOf } from './own-account';
import { Profiles } from './profiles';

/** Makes a secret for an authenticator application. It needs the password, or a sign-in at the provider just now, so that a stolen session cannot lock the user out. */
export class EnrolSecondFactor extends UseCase<Enrolment, { readonly body: dto.EnrolBody }> {}

@CommandHandler(EnrolSecondFactor)
export class EnrolSecondFactorHandler implements ICommandHandler<EnrolSecondFactor> {
  constructor(
    private readonly ownAccount: OwnAccount,
    private readonly profiles: Profiles,
    private readonly secondFactors: SecondFactors,
    private readonly providerSessions: ProviderSessions,
  ) {}

  /** @throws ProblemError `invalid_credentials`, `locked_out`; `forbidden` while another one is in force */
  async execute({ context, input: { body } }: EnrolSecondFactor): Promise<Enrolment> {
    const user = userOf(context.principal);
    if (body.password !== undefined) await this.ownAccount.provePassword(user, body.password);
    else await this.providerSessions.requireFresh(user.sessionId);
    const { email } = await this.profiles.get(user);
    return this.secondFactors.enrol(user.id, email ?? '');
  }
}
