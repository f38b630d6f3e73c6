import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
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
import { changesManager, needsSecondPerson, refuseOwnRights, requireInDistrict } from './staff.rules';
import { lockStaff } from './staff.sql';
import { userAnswerOf } from './user-answer.rules';

type UserOrRequest = dto.UserAnswer | ChangeRequestAnswer;

/**
 * Changes an employee; changed rights end their sessions. To make somebody a manager, to take a manager's rights, to
 * block or unblock one, to give one another place, and to give an own role with more guarded rights wait for a
 * second person (202).
 */
export class ChangeStaff extends UseCase<UserOrRequest, { userId: string; body: dto.ChangeUserBody }> {}

@CommandHandler(ChangeStaff)
export class ChangeStaffHandler implements ICommandHandler<ChangeStaff> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly accounts: StaffAccounts,
    private readonly sessions: Sessions,
    private readonly requests: ChangeRequests,
    private readonly guard: RoleGuard,
  ) {}

  /** @throws ProblemError `not_found`, `guest_not_found`, `way_back_needed`; 403 for one's own rights */
  async execute({ context, input: { userId, body } }: ChangeStaff): Promise<UserOrRequest> {
    const { networkId, author, call } = context;
    const accountOf = await this.accounts.of(networkId, [userId]);
    let ended: readonly string[] = [];
    const answer = await this.keyed.run<UserOrRequest>(networkId, call, statusOr(200), async (tx) => {
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
}
