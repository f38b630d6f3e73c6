import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { UseCase } from '../principal/request-context';
import { Sessions } from '../sessions/sessions';
import type * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';

/** Deletes a role. Its people and groups get another one. */
export class DeleteRole extends UseCase<void, { readonly id: string; readonly query: dto.DeleteRoleQuery }> {}

@CommandHandler(DeleteRole)
export class DeleteRoleHandler implements ICommandHandler<DeleteRole> {
  constructor(
    private readonly database: Database,
    private readonly roles: OwnRoles,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `not_found`, `role_in_use` */
  async execute({ context: { networkId, author }, input: { id, query } }: DeleteRole): Promise<void> {
    const { endedSessions } = await this.database.inNetwork(networkId, (tx) =>
      this.roles.remove(tx, networkId, id, query, author),
    );
    this.sessions.noteEnded(endedSessions);
  }
}
