import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { UseCase } from '../principal/request-context';
import * as dto from './api-key.dto';
import { hashApiKey, makeApiKey } from './api-key.rules';
import { ApiKeys } from './api-keys';
import { appendApiKey, endApiKeyWithin, lockApiKeyInForce } from './api-keys.sql';

/** A new key of the same integration, with the same scopes; the old one ends after the overlap. */
export class RotateApiKey extends UseCase<
  dto.CreatedApiKeyAnswer,
  { readonly id: string; readonly body: dto.RotateApiKeyBody }
> {}

@CommandHandler(RotateApiKey)
export class RotateApiKeyHandler implements ICommandHandler<RotateApiKey> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly apiKeys: ApiKeys,
  ) {}

  /** @throws ProblemError `not_found`, also for a key that is no longer in force */
  async execute({ context, input: { id, body } }: RotateApiKey): Promise<dto.CreatedApiKeyAnswer> {
    const { author, call, networkId, principal } = context;
    const work = async (tx: Tx): Promise<dto.CreatedApiKeyAnswer> => {
      const old = await lockApiKeyInForce(tx, id);
      if (old === undefined) throw new ProblemError('not_found');
      const key = makeApiKey();
      const made = await appendApiKey(tx, {
        networkId,
        id: newId(),
        name: old.name,
        scopes: old.scopes,
        identifies: old.identifies,
        keyHash: hashApiKey(key),
        createdBy: principal.id,
        integrationId: old.integrationId,
        expiresAt: body.expiresAt == null ? null : new Date(body.expiresAt),
      });
      await endApiKeyWithin(tx, id, body.overlapHours * 3_600);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'api_key.rotated',
        subjectKind: 'api_key',
        subjectId: id,
        after: { apiKeyId: made.id, overlapHours: body.overlapHours },
      });
      return { ...dto.apiKeyAnswer(made), key };
    };
    const answer = await this.keyed.run(networkId, call, 201, work, dto.withoutSecret);
    this.apiKeys.forget();
    return answer;
  }
}
