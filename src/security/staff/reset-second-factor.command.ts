import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { getStaff } from './staff';
import { needsSecondPerson, refuseOwnRights, requireInDistrict } from './staff.rules';
import { Database, type Tx } from '../../platform/database/database';
import { Audit, type Author } from '../audit/audit';
import { noteOpening } from '../second-person/account-openings.sql';
import { SecondFactors } from '../second-factor/second-factors';

/**
 * Removes the second factor of an employee, who then signs in by password alone. For a manager, and for a person who was
 * one within 30 days, this waits for a second person (202).
 */
export class ResetSecondFactor extends UseCase<ChangeRequestAnswer | undefined, { userId: string }> {}

export async function appendFactorRemoved(
  audit: Audit,
  tx: Tx,
  networkId: string,
  userId: string,
  author: Author,
): Promise<void> {
  await noteOpening(tx, networkId, author.actor, userId, 'SECOND_FACTOR');
  const note = { action: 'user.second_factor_removed', subjectKind: 'user', subjectId: userId } as const;
  await audit.append(tx, networkId, { ...author, ...note });
}

@CommandHandler(ResetSecondFactor)
export class ResetSecondFactorHandler implements ICommandHandler<ResetSecondFactor> {
  constructor(
    private readonly requests: ChangeRequests,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** @throws ProblemError `not_found`; 403 for the own one, which needs one of its codes */
  async execute({ context, input: { userId } }: ResetSecondFactor): Promise<ChangeRequestAnswer | undefined> {
    const { networkId, author, call } = context;
    refuseOwnRights(author.actor, userId);
    const waiting = await this.database.inNetwork(networkId, async (tx) => {
      const staff = await getStaff(tx, userId);
      requireInDistrict(author.actor, staff);
      if (needsSecondPerson(author.actor, staff.wasManager ? 'manager' : staff.role))
        return this.requests.ask(tx, context, { kind: 'SECOND_FACTOR', subjectId: userId });
      await appendFactorRemoved(this.audit, tx, networkId, userId, author);
      return undefined;
    });
    if (waiting === undefined) await this.secondFactors.remove(userId);
    else call.answered(202);
    return waiting;
  }
}
