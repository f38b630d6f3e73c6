import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuseOwnAccount, UseCase } from '../../../security';
import { deleteMember, endFamily, updateRole } from '../../ledger/read/family-members.sql';
import { FamilyChanges, requireHead, requireMember, requireNoHold } from './family-changes';
import type { FamilyAnswer } from './family.dto';

/** A member leaves, or staff or the head take a member out. */
export class LeaveFamily extends UseCase<FamilyAnswer, { readonly familyId: string; readonly guestId: string }> {}

@CommandHandler(LeaveFamily)
export class LeaveFamilyHandler implements ICommandHandler<LeaveFamily> {
  constructor(private readonly changes: FamilyChanges) {}

  /** @throws ProblemError `not_found`, `family_role_unfit`, `family_in_flight` */
  async execute({ context, input: { familyId, guestId } }: LeaveFamily): Promise<FamilyAnswer> {
    const { principal, networkId } = context;
    return this.changes.change(context, familyId, 200, [], async (tx, snapshot, members) => {
      const member = requireMember(members, guestId);
      if (principal.id !== guestId) requireHead(principal, members);
      refuseOwnAccount(principal, guestId);
      // When the head leaves, the adult who joined first becomes head; without another adult the family ends.
      const heir = members.find((other) => other !== member && other.role === 'ADULT');
      const leaving = member.role === 'HEAD' && heir === undefined ? members : [member];
      for (const one of leaving) {
        await requireNoHold(tx, snapshot, one.guestId);
        await deleteMember(tx, networkId, one.guestId);
        await this.changes.appendAudit(tx, context, 'family.member_left', familyId, { guestId: one.guestId });
      }
      if (leaving.length === members.length) await endFamily(tx, networkId, familyId);
      else if (member.role === 'HEAD' && heir !== undefined) await updateRole(tx, heir, networkId, 'HEAD');
    });
  }
}
