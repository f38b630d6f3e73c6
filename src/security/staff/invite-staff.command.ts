import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { Staff } from './staff';
import * as dto from './staff.dto';
import { userAnswerOf } from './user-answer.rules';

/** A new member of staff, with the link by which they set their password. */
export class InviteStaff extends UseCase<dto.CreatedUserAnswer, { readonly body: dto.CreateUserBody }> {}

@CommandHandler(InviteStaff)
export class InviteStaffHandler implements ICommandHandler<InviteStaff> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
  ) {}

  /** @throws ProblemError `email_taken`; `not_found`, `guest_not_found` for places or a guest that are not there */
  execute({ context: { networkId, author, call }, input: { body } }: InviteStaff): Promise<dto.CreatedUserAnswer> {
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const { user, passwordLink } = await this.staff.create(tx, networkId, body, author);
      const { expiresAt } = passwordLink;
      return { ...userAnswerOf(user), passwordLink: { ...passwordLink, expiresAt: expiresAt.toISOString() } };
    });
  }
}
