import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { Sessions } from '../sessions/sessions';
import * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';

/** Changes a role; changed rights end the sessions of its people. */
export class ChangeRole extends UseCase<dto.RoleAnswer, { readonly id: string; readonly body: dto.ChangeRoleBody }> {}

@CommandHandler(ChangeRole)
export class ChangeRoleHandler implements ICommandHandler<ChangeRole> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly roles: OwnRoles,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `not_found`, `role_name_taken`, `forbidden` */
  async execute({ context, input: { id, body } }: ChangeRole): Promise<dto.RoleAnswer> {
    const { networkId, call, author } = context;
    let ended: readonly string[] = [];
    const answer = await this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfRole(await this.roles.get(tx, networkId, id)));
      const changed = await this.roles.change(tx, networkId, id, body, author);
      ended = changed.endedSessions;
      return changed.answer;
    });
    this.sessions.noteEnded(ended);
    return answer;
  }
}
