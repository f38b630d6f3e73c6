import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { ChangeRequests } from '../second-person/change-requests';
import { Sessions } from '../sessions/sessions';
import * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';
import { RoleGiving } from './role-giving';

/** Changes a role; changed rights end the sessions of its people. If it can give more then, it waits for a second person (202). */
export class ChangeRole extends UseCase<
  dto.MadeRoleAnswer,
  { readonly id: string; readonly body: dto.ChangeRoleBody }
> {}

@CommandHandler(ChangeRole)
export class ChangeRoleHandler implements ICommandHandler<ChangeRole> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly roles: OwnRoles,
    private readonly giving: RoleGiving,
    private readonly requests: ChangeRequests,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `not_found`, `role_name_taken`, `forbidden`, `invalid_body` */
  async execute({ context, input: { id, body } }: ChangeRole): Promise<dto.MadeRoleAnswer> {
    const { networkId, call, author } = context;
    let ended: readonly string[] = [];
    const answer = await this.keyed.run<dto.MadeRoleAnswer>(networkId, call, dto.changedRoleStatus, async (tx) => {
      const before = await this.roles.get(tx, networkId, id);
      await requireUnchanged(call, () => Promise.resolve(dto.changeableOfRole(before)));
      if (await this.giving.givesMore(networkId, { ...before, ...givenMembers(body) }, before)) {
        await this.roles.requireChangeable(tx, networkId, id, body, author);
        return this.requests.ask(tx, context, { kind: 'OWN_ROLE', subjectId: id, change: body });
      }
      const changed = await this.roles.change(tx, networkId, id, body, author);
      ended = changed.endedSessions;
      return changed.answer;
    });
    call.answered(dto.changedRoleStatus(answer));
    this.sessions.noteEnded(ended);
    return answer;
  }
}
