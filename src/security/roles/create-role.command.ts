import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import { ChangeRequests } from '../second-person/change-requests';
import * as dto from './own-role.dto';
import { OwnRoles } from './own-roles';
import { RoleGiving } from './role-giving';

/** Makes a role of the permissions that the caller has. One by which points can be given waits for a second person (202). */
export class CreateRole extends UseCase<dto.MadeRoleAnswer, { readonly body: dto.CreateRoleBody }> {}

@CommandHandler(CreateRole)
export class CreateRoleHandler implements ICommandHandler<CreateRole> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly roles: OwnRoles,
    private readonly giving: RoleGiving,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `role_name_taken`, `network_full`, `forbidden`, `invalid_body` */
  async execute({ context, input: { body } }: CreateRole): Promise<dto.MadeRoleAnswer> {
    const { networkId, call, author } = context;
    const gives = await this.giving.givesMore(networkId, body);
    const answer = await this.keyed.run<dto.MadeRoleAnswer>(networkId, call, dto.madeRoleStatus, async (tx) => {
      if (!gives) return this.roles.create(tx, networkId, body, author);
      await this.roles.requireCreatable(tx, networkId, body, author);
      return this.requests.ask(tx, context, { kind: 'OWN_ROLE', subjectId: networkId, change: body });
    });
    call.answered(dto.madeRoleStatus(answer));
    return answer;
  }
}
