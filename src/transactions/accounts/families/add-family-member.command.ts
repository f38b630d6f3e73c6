import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { refuseOwnAccount, UseCase } from '../../../security';
import { insertMember } from '../../ledger/read/family-members.sql';
import { GuestPresence } from '../../till/intake/guest-presence';
import { FamilyChanges } from './family-changes';
import type { AddMemberDto, FamilyAnswer } from './family.dto';

/** A guest whom staff add to a family. */
export class AddFamilyMember extends UseCase<
  FamilyAnswer,
  { readonly familyId: string; readonly body: AddMemberDto }
> {}

@CommandHandler(AddFamilyMember)
export class AddFamilyMemberHandler implements ICommandHandler<AddFamilyMember> {
  constructor(
    private readonly changes: FamilyChanges,
    private readonly presence: GuestPresence,
  ) {}

  /** @throws ProblemError as `FoundFamily`, and `not_found`, `family_full` */
  async execute({
    context,
    input: {
      familyId,
      body: { guestId, role, confirmation },
    },
  }: AddFamilyMember): Promise<FamilyAnswer> {
    const { principal } = context;
    refuseOwnAccount(principal, guestId);
    return this.changes.change(context, familyId, 201, [guestId], async (tx, snapshot, members) => {
      for (const member of members) refuseOwnAccount(principal, member.guestId);
      await this.changes.requireJoinable(tx, snapshot, guestId, members);
      await this.presence.require(tx, context, guestId, confirmation);
      await insertMember(tx, snapshot.profile.id, { familyId, guestId, role });
      await this.changes.appendAudit(tx, context, 'family.member_joined', familyId, { guestId, role });
    });
  }
}
