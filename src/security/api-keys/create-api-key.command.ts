import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { scopesGive } from '../permissions/permissions.rules';
import { PlanLimits } from '../plan-limits/plan-limits';
import { UseCase } from '../principal/request-context';
import { ChangeRequests } from '../second-person/change-requests';
import * as dto from './api-key.dto';
import { IssuedKeys, requirePartner } from './issued-keys';

/** Creates an API key. One that can give points waits for a second person (202). */
export class CreateApiKey extends UseCase<dto.IssuedAnswer, { readonly body: dto.CreateApiKeyBody }> {}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly issued: IssuedKeys,
    private readonly limits: PlanLimits,
  ) {}

  /** @throws ProblemError `plan_limit_reached`, `not_found` for a partner that the network does not have */
  async execute({ context, input: { body } }: CreateApiKey): Promise<dto.IssuedAnswer> {
    const { call, networkId } = context;
    const work = async (tx: Tx): Promise<dto.IssuedAnswer> => {
      if (!scopesGive(body.scopes)) return this.issued.create(tx, context, body);
      await this.limits.requireFeature(tx, networkId, 'API');
      if (body.partnerId != null) await requirePartner(tx, body.partnerId);
      return this.requests.ask(tx, context, { kind: 'API_KEY', subjectId: networkId, change: body });
    };
    const answer = await this.keyed.run(networkId, call, dto.issuedStatus, work, dto.withoutSecret);
    call.answered(dto.issuedStatus(answer));
    return answer;
  }
}
