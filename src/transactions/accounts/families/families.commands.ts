import { Injectable } from '@nestjs/common';
import { type GuessRule, RateLimiter, refuseOwnAccount, UseCase } from '../../../security';
import {
  type Allowance,
  deleteMember,
  type FamilyMember,
  type FamilyRole,
  insertMember,
  setFamily,
} from '../../ledger/read/family-members.sql';
import { GuestPresence, isPresenceAsked } from '../../till/intake/guest-presence';
import { FamilyChanges, requireHead, requireMember, requireNoHold } from './family-changes';
import type { AddMemberDto, AllowanceDto, FamilyAnswer, InvitationAnswer, InviteDto } from './family.dto';
import { Snapshots } from '../../../configuration';
import type { ShownFace } from '../../../identity';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import { FamilyAnswers } from './family-answers';
import { randomInt } from 'node:crypto';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { Handles } from '../../../platform/http/handlers-of';

const MOST_OPEN = 10;

const LIFE_HOURS = 24;

interface Invitation {
  readonly familyId: string;
  readonly role: 'ADULT' | 'CHILD';
}

/** A guest whom staff add to a family. */
export class AddFamilyMember extends UseCase<FamilyAnswer, { familyId: string; body: AddMemberDto }> {}

/** Founds a family with one guest, who is its head. */
export class FoundFamily extends UseCase<
  FamilyAnswer,
  { headId: string; confirmation?: ShownFace | null | undefined }
> {}

/** Letters and digits that nobody mistakes for another: no 0, 1, I, L, O, U. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 10;

/** A code with which one guest may join; among guests only the head makes them. */
export class InviteToFamily extends UseCase<InvitationAnswer, { familyId: string; body: InviteDto }> {}

/** How many wrong codes a guest may enter before having to wait. */
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 3_600, lockSeconds: 3_600 };

/** A guest joins a family with the code of an invitation. */
export class JoinFamily extends UseCase<FamilyAnswer, { code: string }> {}

/** A member leaves, or staff or the head take a member out. */
export class LeaveFamily extends UseCase<FamilyAnswer, { familyId: string; guestId: string }> {}

/** Another adult becomes the head of a family. */
export class PassFamilyHead extends UseCase<FamilyAnswer, { familyId: string; guestId: string }> {}

/** Sets how much a child of a family may redeem. A guest only gives from the guest's own points. */
export class SetChildAllowance extends UseCase<
  FamilyAnswer,
  { familyId: string; childId: string; body: AllowanceDto }
> {}

@Injectable()
export class FamiliesHandlers {
  constructor(
    private readonly changes: FamilyChanges,
    private readonly presence: GuestPresence,
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
    private readonly answers: FamilyAnswers,
    private readonly database: Database,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws ProblemError as `FoundFamily`, and also `not_found`, `family_full`, `points_handed_over_exceeded` */
  @Handles(AddFamilyMember)
  async addFamilyMember({ context, input: { familyId, body } }: AddFamilyMember): Promise<FamilyAnswer> {
    const { guestId, role, confirmation } = body;
    const { principal } = context;
    refuseOwnAccount(principal, guestId);
    return this.changes.change(context, familyId, 201, [guestId], async (tx, snapshot, members) => {
      for (const member of members) refuseOwnAccount(principal, member.guestId);
      await this.changes.requireJoinable(tx, snapshot, guestId, members);
      await this.presence.require(tx, context, guestId, confirmation);
      if (!isPresenceAsked(principal)) await this.changes.chargePool(tx, principal, members, guestId);
      await insertMember(tx, snapshot.profile.id, { familyId, guestId, role });
      await this.changes.appendAudit(tx, context, 'family.member_joined', familyId, { guestId, role });
    });
  }

  /** @throws ProblemError `families_closed`, `guest_not_found`, `family_already`, `family_in_flight`; for a cashier `confirmation_required` */
  @Handles(FoundFamily)
  async foundFamily({ context, input: { headId, confirmation } }: FoundFamily): Promise<FamilyAnswer> {
    const { principal, networkId, call } = context;
    refuseOwnAccount(principal, headId);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockGuests(tx, networkId, [headId]);
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      await this.changes.requireJoinable(tx, snapshot, headId, []);
      await this.presence.require(tx, context, headId, confirmation);
      const familyId = newId();
      await tx.query`INSERT INTO families (network_id, id) VALUES (${networkId}, ${familyId})`;
      await insertMember(tx, networkId, { familyId, guestId: headId, role: 'HEAD' });
      await this.changes.appendAudit(tx, context, 'family.founded', familyId, { headId });
      return this.answers.ofFamily(tx, snapshot, familyId);
    });
  }

  /** @throws ProblemError `not_found`, `family_role_unfit`, `points_handed_over_exceeded` */
  @Handles(InviteToFamily)
  async inviteToFamily({ context, input: { familyId, body } }: InviteToFamily): Promise<InvitationAnswer> {
    const { role } = body;
    const { principal, networkId, call } = context;
    const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const work = async (tx: Tx): Promise<InvitationAnswer> => {
      const members = await this.changes.lock(tx, networkId, familyId, []);
      requireHead(principal, members);
      await this.changes.chargePool(tx, principal, members);
      const index = this.changes.indexOf(networkId, code);
      const expiresAt = await insertInvitation(tx, networkId, index, { familyId, role });
      await this.changes.appendAudit(tx, context, 'family.invited', familyId, { role });
      return { code, role, expiresAt: expiresAt.toISOString() };
    };
    return this.keyed.run(networkId, call, 201, work, (answer) => ({ ...answer, code: null }));
  }

  /** @throws ProblemError `invitation_unknown`, `rate_limited`, and as `AddFamilyMember` */
  @Handles(JoinFamily)
  async joinFamily({ context, input: { code } }: JoinFamily): Promise<FamilyAnswer> {
    const { principal, networkId, call } = context;
    const guestId = principal.id;
    const index = this.changes.indexOf(networkId, code);
    const invitation = await this.limiter.countingMisses({ subject: `family:${guestId}`, rule: MISSES_PER_GUEST }, () =>
      this.database.inNetwork(
        networkId,
        (tx) => tx.maybe<Invitation>`SELECT family_id, role FROM family_invitations
            WHERE network_id = ${networkId} AND code_index = ${index} AND expires_at > ledger_now()`,
      ),
    );
    // A repeated call finds its code used; the stored response under its key answers it.
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

  /** @throws ProblemError `not_found`, `family_role_unfit`, `family_in_flight` */
  @Handles(LeaveFamily)
  async leaveFamily({ context, input: { familyId, guestId } }: LeaveFamily): Promise<FamilyAnswer> {
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
      if (leaving.length === members.length) {
        await tx.query`UPDATE families SET ended_at = ledger_now() WHERE network_id = ${networkId} AND id = ${familyId}`;
        await tx.query`DELETE FROM family_invitations WHERE network_id = ${networkId} AND family_id = ${familyId}`;
      } else if (member.role === 'HEAD' && heir !== undefined) await updateRole(tx, heir, networkId, 'HEAD');
    });
  }

  /** @throws ProblemError `not_found`, `family_role_unfit` */
  @Handles(PassFamilyHead)
  async passFamilyHead({ context, input: { familyId, guestId } }: PassFamilyHead): Promise<FamilyAnswer> {
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

  /** @throws ProblemError `not_found`, `family_role_unfit` */
  @Handles(SetChildAllowance)
  async setChildAllowance({ context, input: { familyId, childId, body } }: SetChildAllowance): Promise<FamilyAnswer> {
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

/** Adds an invitation. Deletes the family's expired invitations, and its oldest ones above the limit. The caller has locked the family's members. */
async function insertInvitation(
  tx: Tx,
  networkId: string,
  codeIndex: Buffer,
  { familyId, role }: Invitation,
): Promise<Date> {
  await tx.query`DELETE FROM family_invitations i WHERE i.network_id = ${networkId} AND i.family_id = ${familyId}
      AND (i.expires_at <= ledger_now() OR i.code_index IN (
      SELECT o.code_index FROM family_invitations o WHERE o.network_id = ${networkId} AND o.family_id = ${familyId}
       ORDER BY o.created_at DESC OFFSET ${MOST_OPEN - 1}))`;
  const { expiresAt } = await tx.one<{ expiresAt: Date }>`
    INSERT INTO family_invitations (network_id, code_index, family_id, role, expires_at)
     VALUES (${networkId}, ${codeIndex}, ${familyId}, ${role}, ledger_now() + make_interval(hours => ${LIFE_HOURS})) RETURNING expires_at`;
  return expiresAt;
}

/** Uses up the invitation with this code. False: the code was used before, or has expired. */
async function useInvitation(tx: Tx, networkId: string, codeIndex: Buffer): Promise<boolean> {
  const used = await tx.query<{ '?column?': number }>`
    DELETE FROM family_invitations WHERE network_id = ${networkId} AND code_index = ${codeIndex}
     AND expires_at > ledger_now() RETURNING 1`;
  return used.length === 1;
}

async function updateRole(tx: Tx, member: FamilyMember, networkId: string, role: FamilyRole): Promise<void> {
  await setFamily(tx, networkId, member.guestId, member.familyId);
  await tx.query`UPDATE family_members SET role = ${role} WHERE network_id = ${networkId} AND guest_id = ${member.guestId}`;
}

/** Changes the amount only. The period goes on, and points used in it still count. */
async function updateAllowance(
  tx: Tx,
  networkId: string,
  child: FamilyMember,
  allowance: Omit<Allowance, 'since'> | null,
): Promise<void> {
  await setFamily(tx, networkId, child.guestId, child.familyId);
  await tx.query`
    UPDATE family_members SET allowance = ${allowance?.points ?? null}, allowance_period = ${allowance?.period ?? null}, allowance_giver = ${allowance?.giverId ?? null},
       allowance_since = CASE WHEN ${allowance?.points ?? null}::bigint IS NULL THEN NULL
         WHEN allowance_period = ${allowance?.period ?? null} THEN allowance_since ELSE ledger_now() END
     WHERE network_id = ${networkId} AND guest_id = ${child.guestId}`;
}
