import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError, found } from '../../../platform/problems/problem';
import { type AuditValues, type AuditAction, Audit, Pii, type Principal, type RequestContext } from '../../../security';
import * as sql from '../../ledger/read/family-members.sql';
import { lockGuests } from '../../ledger/read/guest-locks.sql';
import { transactionTill } from '../../ledger/write/till-statements';
import { asOfNow } from '../../till/balances/as-of-now';
import { listParties, readNow } from '../../till/family/transfer-parties.sql';
import { StaffHandOvers } from '../../till/sole-gifts/staff-hand-overs';
import type { FamilyAnswer } from './family.dto';
import { FamilyAnswers } from './family-answers';
import { codeKeyOf } from '../../../typed/code';

export type LockedMembers = readonly sql.FamilyMember[];

/**
 * Steps that all changes of a family share. All members are locked in the order of their ids while a guest joins,
 * leaves or gets an allowance, so no member has an act under way. The guest has no open hold either.
 */
@Injectable()
export class FamilyChanges {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
    private readonly answers: FamilyAnswers,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly handOvers: StaffHandOvers,
  ) {}

  /** Changes a family once for the call's key with all members locked, and answers with the changed family. */
  change(
    context: RequestContext,
    familyId: string,
    status: number,
    besides: readonly string[],
    work: (tx: Tx, snapshot: ConfigurationSnapshot, members: LockedMembers) => Promise<void>,
  ): Promise<FamilyAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, status, async (tx) => {
      const members = await this.lock(tx, networkId, familyId, besides);
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      await work(tx, snapshot, members);
      return this.answers.ofFamily(tx, snapshot, familyId);
    });
  }

  /** Locks all members and the guests who join, in the order of their ids. @throws ProblemError `not_found` */
  async lock(tx: Tx, networkId: string, familyId: string, besides: readonly string[]): Promise<LockedMembers> {
    const before = await sql.listMembers(tx, networkId, familyId);
    const locked = new Set([...before.map(({ guestId }) => guestId), ...besides]);
    await lockGuests(tx, networkId, [...locked]);
    const members = await sql.listMembers(tx, networkId, familyId);
    if (members.length === 0) throw new ProblemError('not_found');
    if (members.some(({ guestId }) => !locked.has(guestId))) throw new ProblemError('version_conflict');
    return members;
  }

  /** @throws ProblemError `guest_not_found`, `families_closed`, `family_already`, `family_full`, `family_in_flight` */
  async requireJoinable(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    guestId: string,
    members: LockedMembers,
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

  /** A guest who joins can spend the points of all members, and the members can spend the guest's. @throws ProblemError `points_handed_over_exceeded` */
  chargePool(tx: Tx, principal: Principal, members: LockedMembers, joining?: string): Promise<void> {
    const ids = members.map(({ guestId }) => guestId);
    return this.handOvers.chargeGuests(tx, principal, joining === undefined ? ids : [...ids, joining]);
  }

  /** The blind index of an invitation's code, for any spelling. */
  indexOf(networkId: string, code: string): Buffer {
    return this.pii.blindIndex(networkId, 'family_code', codeKeyOf(code).replace(/[^0-9A-Z]/g, ''));
  }

  appendAudit(
    tx: Tx,
    { networkId, author }: RequestContext,
    action: AuditAction,
    familyId: string,
    after: AuditValues,
  ): Promise<void> {
    return this.audit.append(tx, networkId, { ...author, action, subjectKind: 'family', subjectId: familyId, after });
  }
}

/** A guest cannot see other families. In the guest's own family, only the head may act for other members. */
export function requireHead(principal: Principal, members: LockedMembers): void {
  if (principal.kind !== 'guest') return;
  if (requireMember(members, principal.id).role !== 'HEAD') throw new ProblemError('family_role_unfit');
}

export function requireMember(members: LockedMembers, guestId: string): sql.FamilyMember {
  return found(members.find((one) => one.guestId === guestId));
}

/** Refuses a guest with set-aside points, since they would be captured or released under other rules than those of their hold. */
export async function requireNoHold(tx: Tx, snapshot: ConfigurationSnapshot, guestId: string): Promise<void> {
  const [row] = await transactionTill(tx).read(snapshot.profile.id, [{ guestId, needLots: false }]);
  const holds = asOfNow(row, snapshot)?.counters.holds ?? [];
  if (holds.some(({ isReview }) => isReview !== true)) throw new ProblemError('family_in_flight');
}
