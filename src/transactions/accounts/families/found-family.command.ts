import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import type { ShownFace } from '../../../identity';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { refuseOwnAccount, UseCase } from '../../../security';
import { insertFamily, insertMember } from '../../ledger/read/family-members.sql';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import { GuestPresence } from '../../till/intake/guest-presence';
import { FamilyAnswers } from './family-answers';
import { FamilyChanges } from './family-changes';
import type { FamilyAnswer } from './family.dto';

/** A family of one guest, who is its head. */
export class FoundFamily extends UseCase<
  FamilyAnswer,
  { readonly headId: string; readonly confirmation?: ShownFace | null | undefined }
> {}

@CommandHandler(FoundFamily)
export class FoundFamilyHandler implements ICommandHandler<FoundFamily> {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
    private readonly changes: FamilyChanges,
    private readonly answers: FamilyAnswers,
    private readonly presence: GuestPresence,
  ) {}

  /** @throws ProblemError `families_closed`, `guest_not_found`, `family_already`, `family_in_flight`; of a cashier `confirmation_required` */
  async execute({ context, input: { headId, confirmation } }: FoundFamily): Promise<FamilyAnswer> {
    const { principal, networkId, call } = context;
    refuseOwnAccount(principal, headId);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockGuests(tx, networkId, [headId]);
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      await this.changes.requireJoinable(tx, snapshot, headId, []);
      await this.presence.require(tx, context, headId, confirmation);
      const familyId = newId();
      await insertFamily(tx, networkId, familyId);
      await insertMember(tx, networkId, { familyId, guestId: headId, role: 'HEAD' });
      await this.changes.appendAudit(tx, context, 'family.founded', familyId, { headId });
      return this.answers.ofFamily(tx, snapshot, familyId);
    });
  }
}
