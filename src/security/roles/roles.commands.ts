import { Injectable } from '@nestjs/common';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase } from '../principal/request-context';
import { statusOr } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { Sessions } from '../sessions/sessions';
import * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';
import { RoleGiving } from './role-giving';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Handles } from '../../platform/http/handlers-of';

/** Changes a role; changed rights end the sessions of its people. If it can give more then, it waits for a second person (202). */
export class ChangeRole extends UseCase<dto.MadeRoleAnswer, OnOne<dto.ChangeRoleBody>> {}

/** Makes a role of the permissions that the caller has. One by which points can be given waits for a second person (202). */
export class CreateRole extends UseCase<dto.MadeRoleAnswer, { readonly body: dto.CreateRoleBody }> {}

/** Deletes a role. Its people and groups get another role that does not let them give more points. */
export class DeleteRole extends UseCase<void, { readonly id: string; readonly query: dto.DeleteRoleQuery }> {}

@Injectable()
export class RolesHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly roles: OwnRoles,
    private readonly giving: RoleGiving,
    private readonly requests: ChangeRequests,
    private readonly sessions: Sessions,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `not_found`, `role_name_taken`, `forbidden`, `invalid_body` */
  @Handles(ChangeRole)
  async changeRole({ context, input: { id, body } }: ChangeRole): Promise<dto.MadeRoleAnswer> {
    const { networkId, call, author } = context;
    let ended: readonly string[] = [];
    const answer = await this.keyed.run<dto.MadeRoleAnswer>(networkId, call, statusOr(200), async (tx) => {
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
    this.sessions.noteEnded(ended);
    return answer;
  }

  /** @throws ProblemError `role_name_taken`, `network_full`, `forbidden`, `invalid_body` */
  @Handles(CreateRole)
  async createRole({ context, input: { body } }: CreateRole): Promise<dto.MadeRoleAnswer> {
    const { networkId, call, author } = context;
    const gives = await this.giving.givesMore(networkId, body);
    return this.keyed.run<dto.MadeRoleAnswer>(networkId, call, statusOr(201), async (tx) => {
      if (!gives) return this.roles.create(tx, networkId, body, author);
      await this.roles.requireCreatable(tx, networkId, body, author);
      return this.requests.ask(tx, context, { kind: 'OWN_ROLE', subjectId: networkId, change: body });
    });
  }

  /** @throws ProblemError `not_found`, `role_in_use` also where the replacement gives more */
  @Handles(DeleteRole)
  async deleteRole({ context: { networkId, author }, input: { id, query } }: DeleteRole): Promise<void> {
    const { endedSessions } = await this.database.inNetwork(networkId, async (tx) => {
      const { replacement = 'cashier' } = query;
      const { people, groups } = await this.roles.get(tx, networkId, id);
      const ownRole = replacement === 'cashier' || replacement === 'analyst' ? null : replacement;
      if (people + groups > 0 && (await this.giving.givesMoreTo(tx, networkId, ownRole, id)))
        throw new ProblemError('role_in_use', { people, groups });
      return this.roles.remove(tx, networkId, id, query, author);
    });
    this.sessions.noteEnded(endedSessions);
  }
}
