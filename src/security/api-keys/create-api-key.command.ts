import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Audit } from '../audit/audit';
import { UseCase } from '../principal/request-context';
import * as dto from './api-key.dto';
import { hashApiKey, makeApiKey } from './api-key.rules';
import { appendApiKey } from './api-keys.sql';

export class CreateApiKey extends UseCase<dto.CreatedApiKeyAnswer, { readonly body: dto.CreateApiKeyBody }> {}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  execute({ context, input: { body } }: CreateApiKey): Promise<dto.CreatedApiKeyAnswer> {
    const { principal: actor, origin, call, networkId } = context;
    const work = async (tx: Tx) => {
      const key = makeApiKey();
      const scopes = [...new Set(body.scopes)].sort();
      const expiresAt = body.expiresAt == null ? null : new Date(body.expiresAt);
      const row = { networkId, id: newId(), name: body.name, scopes, keyHash: hashApiKey(key), createdBy: actor.id };
      const made = await appendApiKey(tx, { ...row, expiresAt, identifies: body.identifies });
      const subject = { subjectKind: 'api_key', subjectId: made.id };
      await this.audit.append(tx, networkId, {
        actor,
        origin,
        action: 'api_key.created',
        ...subject,
        after: { scopes, identifies: made.identifies },
      });
      return { ...dto.apiKeyAnswer(made), key };
    };
    return this.keyed.run(networkId, call, 201, work, dto.withoutSecret);
  }
}
