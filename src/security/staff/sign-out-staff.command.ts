import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import { Sessions } from '../sessions/sessions';
import { getStaff } from './staff';
import { requireInDistrict } from './staff.rules';
import { Database } from '../../platform/database/database';
import { Audit } from '../audit/audit';

/** Ends all sessions of an employee, for a lost or shared device. The caller's own session goes on. */
export class SignOutStaff extends UseCase<void, { userId: string }> {}

@CommandHandler(SignOutStaff)
export class SignOutStaffHandler implements ICommandHandler<SignOutStaff> {
  constructor(
    private readonly sessions: Sessions,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context, input: { userId } }: SignOutStaff): Promise<void> {
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
