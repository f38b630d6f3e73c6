import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { ChangeRequests } from '../second-person/change-requests';
import { Staff } from './staff';
import * as dto from './staff.dto';
import { INVITATION, needsSecondPerson } from './staff.rules';
import { NEW_ACCOUNT, userAnswerOf } from './user-answer.rules';

/**
 * Creates an employee, with a link to set the password. A manager stays blocked, and gets no link, until a second person
 * agreed.
 */
export class InviteStaff extends UseCase<dto.CreatedUserAnswer, { readonly body: dto.CreateUserBody }> {}

@CommandHandler(InviteStaff)
export class InviteStaffHandler implements ICommandHandler<InviteStaff> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `email_taken`; `not_found` for an unknown restaurant, `guest_not_found`; `no_message_channel` */
  execute({ context, input: { body } }: InviteStaff): Promise<dto.CreatedUserAnswer> {
    const { networkId, author, call } = context;
    const work = async (tx: Tx): Promise<dto.CreatedUserAnswer> => {
      const disabled = needsSecondPerson(author.actor, body.role);
      if (disabled || body.invitation === 'EMAIL') {
        const added = await this.staff.add(tx, networkId, { ...body, disabled }, author);
        if (disabled)
          await this.requests.ask(tx, context, { kind: 'PASSWORD_LINK', subjectId: added.id, change: INVITATION });
        else await this.staff.sendLinkTo(tx, networkId, added.id, author);
        return { ...userAnswerOf(added, NEW_ACCOUNT), passwordLink: null };
      }
      const { user, passwordLink } = await this.staff.create(tx, networkId, body, author);
      const { expiresAt } = passwordLink;
      return {
        ...userAnswerOf(user, NEW_ACCOUNT),
        passwordLink: { ...passwordLink, expiresAt: expiresAt.toISOString() },
      };
    };
    return this.keyed.run(networkId, call, 201, work, (answer) => ({ ...answer, passwordLink: null }));
  }
}
