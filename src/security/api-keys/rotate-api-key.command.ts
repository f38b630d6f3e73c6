import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { scopesGive } from '../permissions/permissions.rules';
import { UseCase } from '../principal/request-context';
import { ChangeRequests } from '../second-person/change-requests';
import * as dto from './api-key.dto';
import { ApiKeys } from './api-keys';
import { IssuedKeys } from './issued-keys';

/**
 * A new key of the same integration, with the same scopes; the old one ends after the overlap. A key that can
 * give points waits for a second person (202), so that no manager alone gets its secret.
 */
export class RotateApiKey extends UseCase<
  dto.IssuedAnswer,
  { readonly id: string; readonly body: dto.RotateApiKeyBody }
> {}

@CommandHandler(RotateApiKey)
export class RotateApiKeyHandler implements ICommandHandler<RotateApiKey> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly issued: IssuedKeys,
    private readonly apiKeys: ApiKeys,
  ) {}

  /** @throws ProblemError `not_found`, also for a key that is no longer in force */
  async execute({ context, input: { id, body } }: RotateApiKey): Promise<dto.IssuedAnswer> {
    const { call, networkId } = context;
    const work = async (tx: Tx): Promise<dto.IssuedAnswer> => {
      const { name, scopes } = await this.issued.lockInForce(tx, id);
      if (!scopesGive(scopes)) return this.issued.rotate(tx, context, id, body);
      const change = { ...body, name, scopes };
      return this.requests.ask(tx, context, { kind: 'API_KEY_ROTATION', subjectId: id, change });
    };
    const answer = await this.keyed.run(networkId, call, dto.issuedStatus, work, dto.withoutSecret);
    call.answered(dto.issuedStatus(answer));
    this.apiKeys.forget();
    return answer;
  }
}
