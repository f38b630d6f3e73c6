import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { ChangeRequests } from '../second-person/change-requests';
import { Staff } from './staff';
import * as dto from './staff.dto';
import { needsSecondPerson } from './staff.rules';
import { userAnswerOf } from './user-answer.rules';

/**
 * A new member of staff, with the link by which they set their password. A manager's goes to their own address, or waits
 * for a second person where no e-mail leaves.
 */
export class InviteStaff extends UseCase<dto.CreatedUserAnswer, { readonly body: dto.CreateUserBody }> {}

@CommandHandler(InviteStaff)
export class InviteStaffHandler implements ICommandHandler<InviteStaff> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `email_taken`; `not_found`, `guest_not_found` for places or a guest that are not there */
  execute({ context, input: { body } }: InviteStaff): Promise<dto.CreatedUserAnswer> {
    const { networkId, author, call } = context;
    const work = async (tx: Tx): Promise<dto.CreatedUserAnswer> => {
      if (needsSecondPerson(author.actor, body.role)) {
        const manager = await this.staff.add(tx, networkId, body, author);
        if (this.staff.canSendLinks()) await this.staff.sendLinkTo(tx, networkId, manager.id, author);
        else await this.requests.ask(tx, context, { kind: 'PASSWORD_LINK', subjectId: manager.id });
        return { ...userAnswerOf(manager), passwordLink: null };
      }
      const { user, passwordLink } = await this.staff.create(tx, networkId, body, author);
      const { expiresAt } = passwordLink;
      return { ...userAnswerOf(user), passwordLink: { ...passwordLink, expiresAt: expiresAt.toISOString() } };
    };
    return this.keyed.run(networkId, call, 201, work, (answer) => ({ ...answer, passwordLink: null }));
  }
}
