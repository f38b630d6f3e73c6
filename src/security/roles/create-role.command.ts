import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import type * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';

/** Makes a role of the permissions that the caller has. */
export class CreateRole extends UseCase<dto.RoleAnswer, { readonly body: dto.CreateRoleBody }> {}

@CommandHandler(CreateRole)
export class CreateRoleHandler implements ICommandHandler<CreateRole> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly roles: OwnRoles,
  ) {}

  /** @throws ProblemError `role_name_taken`, `network_full`, `forbidden` */
  execute({ context: { networkId, call, author }, input: { body } }: CreateRole): Promise<dto.RoleAnswer> {
    return this.keyed.run(networkId, call, 201, (tx) => this.roles.create(tx, networkId, body, author));
  }
}
