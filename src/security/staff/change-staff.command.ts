import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { Sessions } from '../sessions/sessions';
import { Staff } from './staff';
import * as dto from './staff.dto';
import { userAnswerOf } from './user-answer.rules';

/** Changes a member of staff; lost rights end their sessions. */
export class ChangeStaff extends UseCase<
  dto.UserAnswer,
  { readonly userId: string; readonly body: dto.ChangeUserBody }
> {}

@CommandHandler(ChangeStaff)
export class ChangeStaffHandler implements ICommandHandler<ChangeStaff> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `not_found`, `guest_not_found`; 403 for one's own rights */
  async execute({
    context: { networkId, author, call },
    input: { userId, body },
  }: ChangeStaff): Promise<dto.UserAnswer> {
    let ended: readonly string[] = [];
    const answer = await this.keyed.run(networkId, call, 200, async (tx) => {
      const { user, endedSessions } = await this.staff.change(tx, networkId, userId, body, author);
      ended = endedSessions;
      return userAnswerOf(user);
    });
    this.sessions.noteEnded(ended);
    return answer;
  }
}
