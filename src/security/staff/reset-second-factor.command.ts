import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Audit } from '../audit/audit';
import { UseCase } from '../principal/request-context';
import { SecondFactors } from '../second-factor/second-factors';
import { getStaff } from './staff';
import { refuseOwnRights } from './staff.rules';

/** Takes a member's second factor away: they sign in by password alone until they set a new one. */
export class ResetSecondFactor extends UseCase<void, { readonly userId: string }> {}

@CommandHandler(ResetSecondFactor)
export class ResetSecondFactorHandler implements ICommandHandler<ResetSecondFactor> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** @throws ProblemError `not_found`; 403 for one's own, which needs one of its codes */
  async execute({ context: { networkId, author }, input: { userId } }: ResetSecondFactor): Promise<void> {
    refuseOwnRights(author.actor, userId);
    const note = { action: 'user.second_factor_removed', subjectKind: 'user', subjectId: userId };
    await this.database.inNetwork(networkId, async (tx) => {
      await getStaff(tx, userId);
      await this.audit.append(tx, networkId, { ...author, ...note });
    });
    await this.secondFactors.remove(userId);
  }
}
