import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Route, Routes } from '../permissions/permission.decorator';
import { NetworkId } from '../principal/current-principal.decorator';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import { changeRequestSchema } from '../second-person/change-request.dto';
import * as dto from './own-role.dto';
import { OwnRoles, ChangeRole, CreateRole, DeleteRole } from './own-roles';
import { Id } from '../../platform/http/id.decorator';

/** Roles that a network makes of the permissions. */
@Routes('roles', 'Users', 'roles.manage')
export class RolesController {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly roles: OwnRoles,
  ) {}

  @Route('GET', {
    id: 'listRoles',
    summary: 'List the own roles of the network',
    description: 'All of them, with the permissions of the built-in roles to compare with.',
    ok: dto.roleListSchema,
  })
  list(@NetworkId() networkId: string): Promise<dto.RoleListAnswer> {
    return this.database.inNetwork(networkId, (tx) => this.roles.list(tx, networkId));
  }

  @Route('GET :id', {
    id: 'getRole',
    summary: 'Get an own role',
    ok: dto.roleSchema,
    problems: ['not_found'],
  })
  @Tagged(dto.changeableOfRole)
  read(@NetworkId() networkId: string, @Id('id', 'Own role of the network') id: string): Promise<dto.RoleAnswer> {
    return this.database.inNetwork(networkId, (tx) => this.roles.get(tx, networkId, id));
  }

  @Route('POST', {
    id: 'createRole',
    summary: 'Make a role of the permissions',
    description:
      'Its people are cashiers with these permissions: they see as much of a guest as a cashier, and the limits of cashiers hold for them. Give it to an employee with `ownRoleId`. Staff, API keys, settings and approvals stay with managers. A role with a permission that cashiers have not and by which points can be given (such as `campaigns.manage` or `integrations.manage`), points in review freed (`fraud.decide`), guests taken over, saved or erased (`guests.reissue`, `guests.export`, `guests.erase`) or the audit read (`audit.read`), or with a higher limit by hand than theirs waits for a second person: 202. At most 50 roles: 409 `network_full`.',
    created: dto.roleSchema,
    accepted: changeRequestSchema,
    problems: ['role_name_taken', 'network_full'],
  })
  create(@KeyedContext() context: RequestContext, @Body({ schema: dto.createRoleSchema }) body: dto.CreateRoleBody) {
    return this.commands.execute(new CreateRole(context, { body }));
  }

  @Route('PATCH :id', {
    id: 'changeRole',
    summary: 'Change an own role',
    description:
      'Any change but that of the name ends all sessions of its people, who sign in with the new rights. A change by which they get more of the permissions that `listRoles` names in `giving`, or higher limits by hand, waits for a second person, as when a role is made: 202.',
    ok: dto.roleSchema,
    accepted: changeRequestSchema,
    problems: ['not_found', 'role_name_taken'],
  })
  @ChangesTagged(dto.changeableOfRole)
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Own role of the network') id: string,
    @Body({ schema: dto.changeRoleSchema }) body: dto.ChangeRoleBody,
  ) {
    return this.commands.execute(new ChangeRole(context, { id, body }));
  }

  @Route('DELETE :id', {
    id: 'deleteRole',
    summary: 'Delete an own role',
    description:
      'A role that people or groups have needs a `replacement`, else 409 `role_in_use` says how many have it; so does a replacement with more of the permissions that `listRoles` names in `giving`. All sessions of its people end.',
    empty: true,
    problems: ['not_found', 'role_in_use'],
  })
  remove(
    @Context() context: RequestContext,
    @Id('id', 'Own role of the network') id: string,
    @Query({ schema: dto.deleteRoleQuery }) query: dto.DeleteRoleQuery,
  ) {
    return this.commands.execute(new DeleteRole(context, { id, query }));
  }
}
