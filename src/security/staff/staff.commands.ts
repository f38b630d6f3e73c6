import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { UseCase } from '../principal/request-context';
import { RoleGuard } from '../roles/role-guard';
import { type ChangeRequestAnswer, statusOr } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { Sessions } from '../sessions/sessions';
import { getStaff, requireWayBack, Staff } from './staff';
import { StaffAccounts } from './staff-accounts';
import * as dto from './staff.dto';
import { changesManager, INVITATION, needsSecondPerson, refuseOwnRights, requireInDistrict } from './staff.rules';
import { lockStaff } from './staff.sql';
import { NEW_ACCOUNT, userAnswerOf } from './user-answer.rules';
import { Database, type Tx } from '../../platform/database/database';
import { Audit, type Author } from '../audit/audit';
import { noteOpening } from '../second-person/account-openings.sql';
import { SecondFactors } from '../second-factor/second-factors';
import { Handles } from '../../platform/http/handlers-of';
import { ProblemError } from '../../platform/problems/problem';

type Answer = dto.UserAnswer | ChangeRequestAnswer;

/**
 * Changes an employee; changed rights end their sessions. To make somebody a manager, to take a manager's rights, to
 * block or unblock one, to give one another place, and to give an own role with more guarded rights wait for a
 * second person (202).
 */
export class ChangeStaff extends UseCase<Answer, { userId: string; body: dto.ChangeUserBody }> {}

/**
 * Creates an employee, with a link to set the password. A manager stays blocked, and gets no link, until a second person
 * agreed. Nor does a cashier get an own role with guarded rights.
 */
export class InviteStaff extends UseCase<dto.CreatedUserAnswer, { body: dto.CreateUserBody }> {}

/**
 * Removes the second factor of an employee, who then signs in by password alone. For a manager, and for a person who was
 * one within 30 days, this waits for a second person (202).
 */
export class ResetSecondFactor extends UseCase<ChangeRequestAnswer | undefined, { userId: string }> {}

export async function appendFactorRemoved(
  audit: Audit,
  tx: Tx,
  networkId: string,
  userId: string,
  author: Author,
): Promise<void> {
  await noteOpening(tx, networkId, author.actor, userId, 'SECOND_FACTOR');
  const note = { action: 'user.second_factor_removed', subjectKind: 'user', subjectId: userId } as const;
  await audit.append(tx, networkId, { ...author, ...note });
}

/** Ends all sessions of an employee, for a lost or shared device. The caller's own session goes on. */
export class SignOutStaff extends UseCase<void, { userId: string }> {}

type LinkAnswer = dto.PasswordLinkAnswer | dto.LinkSent | ChangeRequestAnswer;

/**
 * Makes a link for an employee who has no password yet or forgot it. The old password stays good until the link is used.
 * The link of an employee who has a password goes to their own address where the server sends e-mail (202), so that
 * nobody else can use it. Where it sends none, a manager's waits for a second person (202), and that of a person who was
 * a manager within 30 days is refused: it is the operator's to give.
 */
export class MakePasswordLink extends UseCase<LinkAnswer, { userId: string; invitation: 'LINK' | 'EMAIL' }> {}

@Injectable()
export class StaffHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly accounts: StaffAccounts,
    private readonly sessions: Sessions,
    private readonly requests: ChangeRequests,
    private readonly guard: RoleGuard,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** @throws ProblemError `not_found`, `no_message_channel`, `former_manager` */
  @Handles(MakePasswordLink)
  async makePasswordLink({ context, input: { userId, invitation } }: MakePasswordLink): Promise<LinkAnswer> {
    const { networkId, author, call } = context;
    const { hasPassword } = (await this.accounts.of(networkId, [userId]))(userId);
    return this.database.inNetwork(networkId, async (tx) => {
      const staff = await getStaff(tx, userId);
      requireInDistrict(author.actor, staff);
      const isGuarded = needsSecondPerson(author.actor, staff.role);
      const canSend = await this.staff.canSendLinks(tx, networkId);
      if (staff.wasManager && invitation !== 'EMAIL' && !canSend) throw new ProblemError('former_manager');
      if (isGuarded || invitation === 'EMAIL' || (canSend && (hasPassword || staff.wasManager))) {
        call.answered(202);
        if (isGuarded && !canSend) return this.requests.ask(tx, context, { kind: 'PASSWORD_LINK', subjectId: userId });
        await this.staff.sendLinkTo(tx, networkId, userId, author);
        return { status: 'SENT' };
      }
      const link = await this.staff.linkTo(tx, networkId, { id: userId, hasPassword }, author);
      return { ...link, expiresAt: link.expiresAt.toISOString() };
    });
  }

  /** @throws ProblemError `not_found`, `guest_not_found`, `way_back_needed`; 403 for one's own rights */
  @Handles(ChangeStaff)
  async changeStaff({ context, input: { userId, body } }: ChangeStaff): Promise<Answer> {
    const { networkId, author, call } = context;
    const accountOf = await this.accounts.of(networkId, [userId]);
    let ended: readonly string[] = [];
    const answer = await this.keyed.run<Answer>(networkId, call, statusOr(200), async (tx) => {
      await requireUnchanged(call, async () => {
        await lockStaff(tx, userId);
        return dto.changeableOfUser(await getStaff(tx, userId)) ?? {};
      });
      const staff = await getStaff(tx, userId);
      const wanted = {
        role: body.role ?? staff.role,
        ownRoleId: body.ownRoleId === undefined ? staff.ownRoleId : body.ownRoleId,
        restaurantIds: body.restaurantIds ?? staff.restaurantIds,
      };
      for (const rights of [staff, wanted]) requireInDistrict(author.actor, rights);
      const ownRoleId = wanted.role === 'cashier' ? wanted.ownRoleId : null;
      const isGuarded =
        changesManager(staff, body) ||
        (await this.guard.needsSecondPersonFor(tx, networkId, ownRoleId, staff.ownRoleId));
      if (isGuarded && needsSecondPerson(author.actor, 'manager')) {
        refuseOwnRights(author.actor, userId);
        await requireWayBack(tx, staff, body);
        return this.requests.ask(tx, context, { kind: 'MANAGER_RIGHTS', subjectId: userId, change: body });
      }
      const { user, endedSessions } = await this.staff.change(tx, networkId, userId, body, author);
      ended = endedSessions;
      const account = accountOf(userId);
      const openSessions = Math.max(0, account.openSessions - ended.length);
      return userAnswerOf(user, { ...account, openSessions });
    });
    this.sessions.noteEnded(ended);
    return answer;
  }

  /** @throws ProblemError `email_taken`; `not_found` for an unknown restaurant, `guest_not_found`; `no_message_channel` */
  @Handles(InviteStaff)
  inviteStaff({ context, input: { body } }: InviteStaff): Promise<dto.CreatedUserAnswer> {
    const { networkId, author, call } = context;
    const work = async (tx: Tx): Promise<dto.CreatedUserAnswer> => {
      const disabled = needsSecondPerson(author.actor, body.role);
      const { ownRoleId = null } = body;
      const waits = body.role === 'cashier' && (await this.guard.needsSecondPersonFor(tx, networkId, ownRoleId, null));
      const made = { ...body, disabled, ...(waits && { ownRoleId: null }) };
      const added = await this.staff.add(tx, networkId, made, author);
      const subject = { subjectId: added.id };
      if (waits) await this.requests.ask(tx, context, { kind: 'MANAGER_RIGHTS', ...subject, change: { ownRoleId } });
      if (disabled) await this.requests.ask(tx, context, { kind: 'PASSWORD_LINK', ...subject, change: INVITATION });
      else if (body.invitation === 'EMAIL') await this.staff.sendLinkTo(tx, networkId, added.id, author);
      const isShown = !disabled && body.invitation === 'LINK';
      const link = isShown ? await this.staff.firstLinkTo(tx, added.id) : null;
      const passwordLink = link === null ? null : { ...link, expiresAt: link.expiresAt.toISOString() };
      return { ...userAnswerOf(added, NEW_ACCOUNT), passwordLink };
    };
    return this.keyed.run(networkId, call, 201, work, (answer) => ({ ...answer, passwordLink: null }));
  }

  /** @throws ProblemError `not_found`; 403 for the own one, which needs one of its codes */
  @Handles(ResetSecondFactor)
  async resetSecondFactor({ context, input: { userId } }: ResetSecondFactor): Promise<ChangeRequestAnswer | undefined> {
    const { networkId, author, call } = context;
    refuseOwnRights(author.actor, userId);
    const waiting = await this.database.inNetwork(networkId, async (tx) => {
      const staff = await getStaff(tx, userId);
      requireInDistrict(author.actor, staff);
      if (needsSecondPerson(author.actor, staff.wasManager ? 'manager' : staff.role))
        return this.requests.ask(tx, context, { kind: 'SECOND_FACTOR', subjectId: userId });
      await appendFactorRemoved(this.audit, tx, networkId, userId, author);
      return undefined;
    });
    if (waiting === undefined) await this.secondFactors.remove(userId);
    else call.answered(202);
    return waiting;
  }

  /** @throws ProblemError `not_found` */
  @Handles(SignOutStaff)
  async signOutStaff({ context, input: { userId } }: SignOutStaff): Promise<void> {
    const { networkId, author, principal } = context;
    const own = principal.kind === 'user' ? principal.sessionId : undefined;
    const ended = await this.database.inNetwork(networkId, async (tx) => {
      requireInDistrict(author.actor, await getStaff(tx, userId));
      const ids = await this.sessions.endAllOfUserWithin(tx, userId, 'signed_out', own);
      const note = {
        action: 'user.signed_out',
        subjectKind: 'user',
        subjectId: userId,
        after: { sessions: ids.length },
      } as const;
      await this.audit.append(tx, networkId, { ...author, ...note });
      return ids;
    });
    this.sessions.noteEnded(ended);
  }
}
