import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { Database, type Tx } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import {
  Audit,
  type GuessRule,
  networkOf,
  type Origin,
  Pii,
  type Principal,
  RateLimiter,
  refuseOwnAccount,
} from '../../../security';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import { asOfNow } from '../../till/balances/as-of-now';
import { transactionTill } from '../../ledger/write/till-statements';
import { listParties, readNow } from '../../till/spending/family-and-allowance/transfer-parties.sql';
import type { AddMemberDto, AllowanceDto, FamilyAnswer, InvitationAnswer, InviteDto } from './family.dto';
import { FamilyAnswers } from './family-answers';
import * as sql from '../../ledger/read/family-members.sql';
import { findInvitation, insertInvitation, useInvitation } from './invitations.sql';

/** Who changes a family: staff any of their network's, a guest the own one as far as its role lets it. */
export interface Asking {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly call: KeyedCall;
}

type Locked = readonly sql.Member[];

/** Codes that a guest may try in vain before the guest has to wait. */
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 3_600, lockSeconds: 3_600 };
/** Without what is read as another: no 0, 1, I, L, O, U. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 10;

/**
 * Guests who are one family. Whoever joins, leaves or is given something is changed under the locks of all members, in
 * the order of their ids, so that nothing of theirs is under way; and with no open hold.
 */
@Injectable()
export class Families {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
    private readonly answers: FamilyAnswers,
    private readonly limiter: RateLimiter,
    private readonly pii: Pii,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` */
  get({ principal, origin }: Omit<Asking, 'call'>, familyId: string): Promise<FamilyAnswer> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      const answer = await this.answers.ofFamily(tx, await this.snapshots.currentWithin(tx, networkId), familyId);
      if (answer.members.length === 0) throw new ProblemError('not_found');
      await this.note(tx, { principal, origin }, 'family.read', familyId, {});
      return answer;
    });
  }

  /** @throws ProblemError `not_found` where the guest has none */
  getOf({ principal, origin }: Omit<Asking, 'call'>, guestId: string): Promise<FamilyAnswer> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      const answer = await this.answers.ofGuest(tx, await this.snapshots.currentWithin(tx, networkId), guestId);
      if (answer === undefined) throw new ProblemError('not_found');
      await this.note(tx, { principal, origin }, 'family.read', answer.id, {});
      return answer;
    });
  }

  /** The id of the guest's own family. @throws ProblemError `not_found` */
  async idOf(principal: Principal): Promise<string> {
    const networkId = networkOf(principal);
    const members = await this.database.inNetwork(networkId, (tx) => sql.listFamilyOf(tx, networkId, principal.id));
    if (members[0] === undefined) throw new ProblemError('not_found');
    return members[0].familyId;
  }

  /** @throws ProblemError `families_closed`, `guest_not_found`, `family_already`, `family_in_flight` */
  found(asking: Asking, headId: string): Promise<FamilyAnswer> {
    const networkId = networkOf(asking.principal);
    refuseOwnAccount(asking.principal, headId);
    return this.keyed.run(networkId, asking.call, 201, async (tx) => {
      await lockGuests(tx, networkId, [headId]);
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      await this.requireJoinable(tx, snapshot, headId, []);
      const familyId = newId();
      await sql.insertFamily(tx, networkId, familyId);
      await sql.insertMember(tx, networkId, { familyId, guestId: headId, role: 'HEAD' });
      await this.note(tx, asking, 'family.founded', familyId, { headId });
      return this.answers.ofFamily(tx, snapshot, familyId);
    });
  }

  /** By staff. @throws ProblemError as `found`, `not_found`, `family_full` */
  add(asking: Asking, familyId: string, { guestId, role }: AddMemberDto): Promise<FamilyAnswer> {
    refuseOwnAccount(asking.principal, guestId);
    return this.change(asking, familyId, 201, [guestId], async (tx, snapshot, members) => {
      for (const member of members) refuseOwnAccount(asking.principal, member.guestId);
      await this.requireJoinable(tx, snapshot, guestId, members);
      await sql.insertMember(tx, snapshot.profile.id, { familyId, guestId, role });
      await this.note(tx, asking, 'family.member_joined', familyId, { guestId, role });
    });
  }

  /** A code for one guest; of guests the head alone makes them. @throws ProblemError `not_found`, `family_role_unfit` */
  async invite(asking: Asking, familyId: string, { role }: InviteDto): Promise<InvitationAnswer> {
    const networkId = networkOf(asking.principal);
    const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    return this.keyed.run(networkId, asking.call, 201, async (tx) => {
      const members = await this.lock(tx, networkId, familyId, []);
      requireHead(asking.principal, members);
      const index = this.indexOf(networkId, code);
      const expiresAt = await insertInvitation(tx, networkId, index, { familyId, role });
      await this.note(tx, asking, 'family.invited', familyId, { role });
      return { code, role, expiresAt: expiresAt.toISOString() };
    });
  }

  /** By the guest. @throws ProblemError `invitation_unknown`, `rate_limited`, and as `add` */
  async join(asking: Asking, code: string): Promise<FamilyAnswer> {
    const networkId = networkOf(asking.principal);
    const index = this.indexOf(networkId, code);
    const guestId = asking.principal.id;
    const subject = `family:${guestId}`;
    const invitation = await this.limiter.countingMisses({ subject, rule: MISSES_PER_GUEST }, () =>
      this.database.inNetwork(networkId, (tx) => findInvitation(tx, networkId, index)),
    );
    // A call that is told again has used its code; its key knows the answer.
    if (invitation === undefined)
      return this.keyed.run<FamilyAnswer>(networkId, asking.call, 201, () =>
        Promise.reject(new ProblemError('invitation_unknown')),
      );
    const { familyId, role } = invitation;
    return this.change(asking, familyId, 201, [guestId], async (tx, snapshot, members) => {
      if (!(await useInvitation(tx, networkId, index))) throw new ProblemError('invitation_unknown');
      await this.requireJoinable(tx, snapshot, guestId, members);
      await sql.insertMember(tx, networkId, { familyId, guestId, role });
      await this.note(tx, asking, 'family.member_joined', familyId, { guestId, role });
    });
  }

  /**
   * A member leaves, or is taken out by staff or the head. When the head leaves, the adult who joined first becomes it;
   * without another adult the family ends.
   * @throws ProblemError `not_found`, `family_role_unfit`, `family_in_flight`
   */
  leave(asking: Asking, familyId: string, guestId: string): Promise<FamilyAnswer> {
    const { principal } = asking;
    return this.change(asking, familyId, 200, [], async (tx, snapshot, members) => {
      const networkId = snapshot.profile.id;
      const member = requireMember(members, guestId);
      if (principal.id !== guestId) requireHead(principal, members);
      refuseOwnAccount(principal, guestId);
      const others = members.filter((other) => other !== member);
      const heir = others.find(({ role }) => role === 'ADULT');
      const leaving = member.role === 'HEAD' && heir === undefined ? members : [member];
      for (const one of leaving) {
        await requireNoHold(tx, snapshot, one.guestId);
        await sql.deleteMember(tx, networkId, one.guestId);
        await this.note(tx, asking, 'family.member_left', familyId, { guestId: one.guestId });
      }
      if (leaving.length === members.length) await sql.endFamily(tx, networkId, familyId);
      else if (member.role === 'HEAD' && heir !== undefined) await sql.updateRole(tx, heir, networkId, 'HEAD');
    });
  }

  /** @throws ProblemError `not_found`, `family_role_unfit` */
  passHead(asking: Asking, familyId: string, guestId: string): Promise<FamilyAnswer> {
    return this.change(asking, familyId, 200, [], async (tx, snapshot, members) => {
      const networkId = snapshot.profile.id;
      requireHead(asking.principal, members);
      refuseOwnAccount(asking.principal, guestId);
      const member = requireMember(members, guestId);
      const head = members.find(({ role }) => role === 'HEAD');
      if (member.role === 'CHILD') throw new ProblemError('family_role_unfit');
      if (head !== undefined) await sql.updateRole(tx, head, networkId, 'ADULT');
      await sql.updateRole(tx, member, networkId, 'HEAD');
      await this.note(tx, asking, 'family.head_passed', familyId, { guestId });
    });
  }

  /** What a child may redeem; a guest gives of the own points alone. @throws ProblemError `not_found`, `family_role_unfit` */
  allow(asking: Asking, familyId: string, childId: string, dto: AllowanceDto): Promise<FamilyAnswer> {
    const { points, period, giverId } = dto;
    return this.change(asking, familyId, 200, [], async (tx, snapshot, members) => {
      if (asking.principal.kind === 'guest') requireMember(members, asking.principal.id);
      refuseOwnAccount(asking.principal, childId);
      const child = requireMember(members, childId);
      const giver = requireMember(members, giverId);
      if (child.role !== 'CHILD' || giver.role === 'CHILD') throw new ProblemError('family_role_unfit');
      await sql.updateAllowance(tx, snapshot.profile.id, child, points === null ? null : { points, period, giverId });
      await this.note(tx, asking, 'family.allowance_set', familyId, { guestId: childId, points, period, giverId });
    });
  }

  private change(
    asking: Asking,
    familyId: string,
    status: number,
    besides: readonly string[],
    work: (tx: Tx, snapshot: ConfigurationSnapshot, members: Locked) => Promise<void>,
  ): Promise<FamilyAnswer> {
    const networkId = networkOf(asking.principal);
    return this.keyed.run(networkId, asking.call, status, async (tx) => {
      const members = await this.lock(tx, networkId, familyId, besides);
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      await work(tx, snapshot, members);
      return this.answers.ofFamily(tx, snapshot, familyId);
    });
  }

  /** All members, and whoever joins, in the order of their ids. */
  private async lock(tx: Tx, networkId: string, familyId: string, besides: readonly string[]): Promise<Locked> {
    const before = await sql.listMembers(tx, networkId, familyId);
    const locked = new Set([...before.map(({ guestId }) => guestId), ...besides]);
    await lockGuests(tx, networkId, [...locked]);
    const members = await sql.listMembers(tx, networkId, familyId);
    if (members.length === 0) throw new ProblemError('not_found');
    if (members.some(({ guestId }) => !locked.has(guestId))) throw new ProblemError('version_conflict');
    return members;
  }

  private async requireJoinable(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    guestId: string,
    members: Locked,
  ): Promise<void> {
    const networkId = snapshot.profile.id;
    const party = (await listParties(tx, networkId, [guestId])).get(guestId);
    if (party === undefined || party.erased || party.mergedInto !== null) throw new ProblemError('guest_not_found');
    const families = snapshot.programInForce(new Date(await readNow(tx)))?.program.document.families;
    if (families === undefined) throw new ProblemError('families_closed');
    if ((await sql.listFamilyOf(tx, networkId, guestId)).length > 0) throw new ProblemError('family_already');
    if (members.length >= families.mostMembers) throw new ProblemError('family_full', { max: families.mostMembers });
    await requireNoHold(tx, snapshot, guestId);
  }

  private indexOf(networkId: string, code: string): Buffer {
    return this.pii.blindIndex(networkId, 'family_code', code.toUpperCase().replace(/[^0-9A-Z]/g, ''));
  }

  private note(
    tx: Tx,
    { principal: actor, origin }: Omit<Asking, 'call'>,
    action: string,
    familyId: string,
    after: Readonly<Record<string, string | number | null>>,
  ): Promise<void> {
    const subject = { subjectKind: 'family', subjectId: familyId };
    return this.audit.append(tx, networkOf(actor), { actor, origin, action, ...subject, after });
  }
}

/** To a guest no other family exists; of its own the head alone speaks for the others. */
function requireHead(principal: Principal, members: Locked): void {
  if (principal.kind !== 'guest') return;
  if (requireMember(members, principal.id).role !== 'HEAD') throw new ProblemError('family_role_unfit');
}

function requireMember(members: Locked, guestId: string): sql.Member {
  const member = members.find((one) => one.guestId === guestId);
  if (member === undefined) throw new ProblemError('not_found');
  return member;
}

/** Points that are set aside would be captured or let go under other rules than they were set aside by. */
async function requireNoHold(tx: Tx, snapshot: ConfigurationSnapshot, guestId: string): Promise<void> {
  const [row] = await transactionTill(tx).read(snapshot.profile.id, [{ guestId, needLots: false }]);
  if ((asOfNow(row, snapshot)?.counters.holds.length ?? 0) > 0) throw new ProblemError('family_in_flight');
}
