import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { UseCase } from '../principal/request-context';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { getStaff, Staff } from './staff';
import * as dto from './staff.dto';
import { needsSecondPerson, requireInDistrict } from './staff.rules';

type Answer = dto.PasswordLinkAnswer | dto.LinkSent | ChangeRequestAnswer;

/**
 * Makes a link for an employee who has no password yet or forgot it. The old password stays good until the link is used.
 * A manager's link goes to their own address, or waits for a second person where the server sends no e-mail (202).
 */
export class MakePasswordLink extends UseCase<
  Answer,
  { readonly userId: string; readonly invitation: 'LINK' | 'EMAIL' }
> {}

@CommandHandler(MakePasswordLink)
export class MakePasswordLinkHandler implements ICommandHandler<MakePasswordLink> {
  constructor(
    private readonly database: Database,
    private readonly staff: Staff,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `not_found`, `no_message_channel` */
  execute({ context, input: { userId, invitation } }: MakePasswordLink): Promise<Answer> {
    const { networkId, author, call } = context;
    return this.database.inNetwork(networkId, async (tx) => {
      const staff = await getStaff(tx, userId);
      requireInDistrict(author.actor, staff);
      const { role } = staff;
      const isGuarded = needsSecondPerson(author.actor, role);
      if (isGuarded || invitation === 'EMAIL') {
        call.answered(202);
        if (isGuarded && !(await this.staff.canSendLinks(tx, networkId)))
          return this.requests.ask(tx, context, { kind: 'PASSWORD_LINK', subjectId: userId });
        await this.staff.sendLinkTo(tx, networkId, userId, author);
        return { status: 'SENT' };
      }
      const link = await this.staff.linkTo(tx, networkId, userId, author);
      return { ...link, expiresAt: link.expiresAt.toISOString() };
    });
  }
}
