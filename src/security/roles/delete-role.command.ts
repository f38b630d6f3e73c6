import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../principal/request-context';
import { Sessions } from '../sessions/sessions';
import type * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';
import { RoleGiving } from './role-giving';

/** Deletes a role. Its people and groups get another one, by which no more points can be given. */
export class DeleteRole extends UseCase<void, { readonly id: string; readonly query: dto.DeleteRoleQuery }> {}

@CommandHandler(DeleteRole)
export class DeleteRoleHandler implements ICommandHandler<DeleteRole> {
  constructor(
    private readonly database: Database,
    private readonly roles: OwnRoles,
    private readonly sessions: Sessions,
    private readonly giving: RoleGiving,
  ) {}

  /** @throws ProblemError `not_found`, `role_in_use` also where the replacement gives more */
  async execute({ context: { networkId, author }, input: { id, query } }: DeleteRole): Promise<void> {
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
