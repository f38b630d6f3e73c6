import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { UseCase } from '../principal/request-context';
import { ApiKeys } from './api-keys';
import { revokeApiKey } from './api-keys.sql';

/** Revokes a key, which every process refuses from the answer on. A revoked key gives the same answer. */
export class RevokeApiKey extends UseCase<void, { readonly id: string }> {}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly apiKeys: ApiKeys,
  ) {}

  async execute({ context, input: { id } }: RevokeApiKey): Promise<void> {
    const { principal: actor, origin, networkId } = context;
    await this.database.inNetwork(networkId, async (tx) => {
      const outcome = await revokeApiKey(tx, id);
      if (outcome === 'unknown') throw new ProblemError('not_found');
      if (outcome === 'was_revoked') return;
      await this.audit.append(tx, networkId, {
        actor,
        origin,
        action: 'api_key.revoked',
        subjectKind: 'api_key',
        subjectId: id,
      });
    });
    this.apiKeys.forget();
  }
}
