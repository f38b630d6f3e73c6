import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import { type Enrolment, SecondFactors } from '../second-factor/second-factors';
import { userOf } from './own-account';
import { Profiles } from './profiles';

export class EnrolSecondFactor extends UseCase<Enrolment> {}

@CommandHandler(EnrolSecondFactor)
export class EnrolSecondFactorHandler implements ICommandHandler<EnrolSecondFactor> {
  constructor(
    private readonly profiles: Profiles,
    private readonly secondFactors: SecondFactors,
  ) {}

  async execute({ context }: EnrolSecondFactor): Promise<Enrolment> {
    const { principal } = context;
    const user = userOf(principal);
    const { email } = await this.profiles.get(user);
    return this.secondFactors.enrol(user.id, email ?? '');
  }
}
