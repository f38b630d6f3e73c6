import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { getStaff, Staff } from './staff';
import { StaffAccounts } from './staff-accounts';
import * as dto from './staff.dto';
import { needsSecondPerson, requireInDistrict } from './staff.rules';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';

type LinkAnswer = dto.PasswordLinkAnswer | dto.LinkSent | ChangeRequestAnswer;

/**
 * Makes a link with which an employee sets a password. The old password stays good until the link is used.
 * An employee who has a password gets the link by e-mail (202), so that only the employee can use it. On a server without e-mail, a
 * link for a manager waits for a second person (202), and a link for somebody who was a manager within 30 days is refused: only the
 * operator gives it.
 */
export class MakePasswordLink extends UseCase<LinkAnswer, { userId: string; invitation: 'LINK' | 'EMAIL' }> {}

@CommandHandler(MakePasswordLink)
export class MakePasswordLinkHandler implements ICommandHandler<MakePasswordLink> {
  constructor(
    private readonly staff: Staff,
    private readonly accounts: StaffAccounts,
    private readonly requests: ChangeRequests,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `not_found`, `no_message_channel`, `former_manager` */
  async execute({ context, input: { userId, invitation } }: MakePasswordLink): Promise<LinkAnswer> {
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
}
