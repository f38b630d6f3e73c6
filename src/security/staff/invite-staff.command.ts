import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { RoleGuard } from '../roles/role-guard';
import { ChangeRequests } from '../second-person/change-requests';
import { Staff } from './staff';
import * as dto from './staff.dto';
import { INVITATION, needsSecondPerson } from './staff.rules';
import { NEW_ACCOUNT, userAnswerOf } from './user-answer.rules';
import type { Tx } from '../../platform/database/database';

/**
 * Creates an employee, with a link to set the password. A manager stays blocked, and gets no link, until a second person
 * agreed. Nor does a cashier get an own role with guarded rights.
 */
export class InviteStaff extends UseCase<dto.CreatedUserAnswer, { body: dto.CreateUserBody }> {}

@CommandHandler(InviteStaff)
export class InviteStaffHandler implements ICommandHandler<InviteStaff> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly requests: ChangeRequests,
    private readonly guard: RoleGuard,
  ) {}

  /** @throws ProblemError `email_taken`; `not_found` for an unknown restaurant, `guest_not_found`; `no_message_channel` */
  execute({ context, input: { body } }: InviteStaff): Promise<dto.CreatedUserAnswer> {
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
}
