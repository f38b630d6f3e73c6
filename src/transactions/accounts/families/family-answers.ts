import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import type { Statements } from '../../../platform/database/database';
import type { FamilyAnswer, FamilyBalance } from './family.dto';
import { listFamilyOf, listMembers, type FamilyMember } from '../../ledger/read/family-members.sql';
import { FamilyPools } from '../../till/family/family-pools';
import { lendable } from '../../till/family/family-shares.rules';

/** A family as its members and staff see it. */
@Injectable()
export class FamilyAnswers {
  constructor(private readonly pools: FamilyPools) {}

  async ofFamily(tx: Statements, snapshot: ConfigurationSnapshot, familyId: string): Promise<FamilyAnswer> {
    return this.answerOf(tx, snapshot, familyId, await listMembers(tx, snapshot.profile.id, familyId));
  }

  /** Undefined: the guest has no family. */
  async ofGuest(tx: Statements, snapshot: ConfigurationSnapshot, guestId: string): Promise<FamilyAnswer | undefined> {
    const members = await listFamilyOf(tx, snapshot.profile.id, guestId);
    const familyId = members[0]?.familyId;
    return familyId === undefined ? undefined : this.answerOf(tx, snapshot, familyId, members);
  }

  /** Null: the guest has no family. `available`: the guest's own points that can be spent everywhere. */
  async balanceOf(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    guestId: string,
    available: number,
  ): Promise<FamilyBalance | null> {
    const members = await listFamilyOf(tx, snapshot.profile.id, guestId);
    const own = members.find((member) => member.guestId === guestId);
    if (own === undefined) return null;
    const { lenders } = await this.pools.loanTo(tx, snapshot, guestId, members);
    const most = Math.max(0, available) + lendable(lenders);
    const left = own.role === 'CHILD' ? await this.pools.allowanceLeft(tx, snapshot, own) : most;
    return { ...(await this.answerOf(tx, snapshot, own.familyId, members)), pooled: Math.min(most, left) };
  }

  private async answerOf(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    id: string,
    members: readonly FamilyMember[],
  ): Promise<FamilyAnswer> {
    const answers: FamilyAnswer['members'] = [];
    for (const member of members) {
      const { guestId, name, role, joinedAt, allowance } = member;
      const left = allowance === null ? 0 : await this.pools.allowanceLeft(tx, snapshot, member);
      answers.push({
        guestId,
        name,
        role,
        joinedAt: new Date(joinedAt).toISOString(),
        allowance: allowance && {
          points: allowance.points,
          period: allowance.period,
          left,
          giverId: allowance.giverId,
        },
      });
    }
    return { id, members: answers };
  }
}
