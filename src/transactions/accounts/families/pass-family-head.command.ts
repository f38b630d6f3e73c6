import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ProblemError } from '../../../platform/problems/problem';
import { refuseOwnAccount, UseCase } from '../../../security';
import { updateRole } from '../../ledger/read/family-members.sql';
import { FamilyChanges, requireHead, requireMember } from './family-changes';
import type { FamilyAnswer } from './family.dto';

/** Another adult becomes the head of a family. */
export class PassFamilyHead extends UseCase<FamilyAnswer, { readonly familyId: string; readonly guestId: string }> {}

@CommandHandler(PassFamilyHead)
export class PassFamilyHeadHandler implements ICommandHandler<PassFamilyHead> {
  constructor(private readonly changes: FamilyChanges) {}

  /** @throws ProblemError `not_found`, `family_role_unfit` */
  async execute({ context, input: { familyId, guestId } }: PassFamilyHead): Promise<FamilyAnswer> {
    const { principal, networkId } = context;
    return this.changes.change(context, familyId, 200, [], async (tx, _snapshot, members) => {
      requireHead(principal, members);
      refuseOwnAccount(principal, guestId);
      const member = requireMember(members, guestId);
      const head = members.find(({ role }) => role === 'HEAD');
      if (member.role === 'CHILD') throw new ProblemError('family_role_unfit');
      if (head !== undefined) await updateRole(tx, head, networkId, 'ADULT');
      await updateRole(tx, member, networkId, 'HEAD');
      await this.changes.appendAudit(tx, context, 'family.head_passed', familyId, { guestId });
    });
  }
}
