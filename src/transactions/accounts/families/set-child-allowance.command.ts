import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ProblemError } from '../../../platform/problems/problem';
import { refuseOwnAccount, UseCase } from '../../../security';
import { updateAllowance } from '../../ledger/read/family-members.sql';
import { GuestPresence } from '../../till/intake/guest-presence';
import { FamilyChanges, requireMember } from './family-changes';
import type { AllowanceDto, FamilyAnswer } from './family.dto';

/** Sets how much a child of a family may redeem; a guest gives only the own points. */
export class SetChildAllowance extends UseCase<
  FamilyAnswer,
  { readonly familyId: string; readonly childId: string; readonly body: AllowanceDto }
> {}

@CommandHandler(SetChildAllowance)
export class SetChildAllowanceHandler implements ICommandHandler<SetChildAllowance> {
  constructor(
    private readonly changes: FamilyChanges,
    private readonly presence: GuestPresence,
  ) {}

  /** @throws ProblemError `not_found`, `family_role_unfit` */
  async execute({ context, input: { familyId, childId, body } }: SetChildAllowance): Promise<FamilyAnswer> {
    const { principal, networkId } = context;
    const { points, period, giverId, confirmation } = body;
    return this.changes.change(context, familyId, 200, [], async (tx, _snapshot, members) => {
      if (principal.kind === 'guest') requireMember(members, principal.id);
      refuseOwnAccount(principal, childId);
      const child = requireMember(members, childId);
      const giver = requireMember(members, giverId);
      if (child.role !== 'CHILD' || giver.role === 'CHILD') throw new ProblemError('family_role_unfit');
      if (points !== null) await this.presence.require(tx, context, giverId, confirmation);
      await updateAllowance(tx, networkId, child, points === null ? null : { points, period, giverId });
      const after = { guestId: childId, points, period, giverId };
      await this.changes.appendAudit(tx, context, 'family.allowance_set', familyId, after);
    });
  }
}
