import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { type GuessRule, RateLimiter, UseCase } from '../../../security';
import { insertMember } from '../../ledger/read/family-members.sql';
import { FamilyChanges } from './family-changes';
import type { FamilyAnswer } from './family.dto';
import { findInvitation, useInvitation } from './invitations.sql';

/** Codes that a guest may try in vain before the guest has to wait. */
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 3_600, lockSeconds: 3_600 };

/** A guest joins a family with the code of an invitation. */
export class JoinFamily extends UseCase<FamilyAnswer, { readonly code: string }> {}

@CommandHandler(JoinFamily)
export class JoinFamilyHandler implements ICommandHandler<JoinFamily> {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly limiter: RateLimiter,
    private readonly changes: FamilyChanges,
  ) {}

  /** @throws ProblemError `invitation_unknown`, `rate_limited`, and as `AddFamilyMember` */
  async execute({ context, input: { code } }: JoinFamily): Promise<FamilyAnswer> {
    const { principal, networkId, call } = context;
    const guestId = principal.id;
    const index = this.changes.indexOf(networkId, code);
    const invitation = await this.limiter.countingMisses({ subject: `family:${guestId}`, rule: MISSES_PER_GUEST }, () =>
      this.database.inNetwork(networkId, (tx) => findInvitation(tx, networkId, index)),
    );
    // A repeated call has used its code; its key has the response.
    if (invitation === undefined)
      return this.keyed.run<FamilyAnswer>(networkId, call, 201, () =>
        Promise.reject(new ProblemError('invitation_unknown')),
      );
    const { familyId, role } = invitation;
    return this.changes.change(context, familyId, 201, [guestId], async (tx, snapshot, members) => {
      if (!(await useInvitation(tx, networkId, index))) throw new ProblemError('invitation_unknown');
      await this.changes.requireJoinable(tx, snapshot, guestId, members);
      await insertMember(tx, networkId, { familyId, guestId, role });
      await this.changes.appendAudit(tx, context, 'family.member_joined', familyId, { guestId, role });
    });
  }
}
