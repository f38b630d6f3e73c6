import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { scopesGive } from '../permissions/permissions.rules';
import { PlanLimits } from '../plan-limits/plan-limits';
import { type OnOne, UseCase } from '../principal/request-context';
import { statusOr } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import * as dto from './api-key.dto';
import { IssuedKeys, requirePartner } from './issued-keys';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { ApiKeys } from './api-keys';
import { revokeApiKey } from './api-keys.sql';
import { Handles } from '../../platform/http/handlers-of';

/** Creates an API key. One that can give points waits for a second person (202). */
export class CreateApiKey extends UseCase<dto.IssuedAnswer, { readonly body: dto.CreateApiKeyBody }> {}

/** Shows the one who asked for an approved key its secret, once. */
export class RevealApiKey extends UseCase<dto.CreatedApiKeyAnswer, { readonly id: string }> {}

/** Revokes a key, which every process refuses from the answer on. A revoked key gives the same answer. */
export class RevokeApiKey extends UseCase<void, { readonly id: string }> {}

/**
 * A new key of the same integration, with the same scopes; the old one ends after the overlap. A key that can
 * give points waits for a second person (202), so that no manager alone gets its secret.
 */
export class RotateApiKey extends UseCase<dto.IssuedAnswer, OnOne<dto.RotateApiKeyBody>> {}

@Injectable()
export class ApiKeysHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly issued: IssuedKeys,
    private readonly limits: PlanLimits,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly apiKeys: ApiKeys,
  ) {}

  /** @throws ProblemError `plan_limit_reached`, `not_found` for a partner that the network does not have */
  @Handles(CreateApiKey)
  createApiKey({ context, input: { body } }: CreateApiKey): Promise<dto.IssuedAnswer> {
    const { call, networkId } = context;
    const work = async (tx: Tx): Promise<dto.IssuedAnswer> => {
      if (!scopesGive(body.scopes)) return this.issued.create(tx, context, body);
      await this.limits.requireFeature(tx, networkId, 'API');
      if (body.partnerId != null) await requirePartner(tx, body.partnerId);
      return this.requests.ask(tx, context, { kind: 'API_KEY', subjectId: networkId, change: body });
    };
    return this.keyed.run(networkId, call, statusOr(201), work, dto.withoutSecret);
  }

  /** @throws ProblemError `not_found` */
  @Handles(RevealApiKey)
  revealApiKey({ context, input: { id } }: RevealApiKey): Promise<dto.CreatedApiKeyAnswer> {
    const work = (tx: Tx): Promise<dto.CreatedApiKeyAnswer> => this.issued.reveal(tx, context, id);
    return this.keyed.run(context.networkId, context.call, 200, work, (answer) => ({ ...answer, key: null }));
  }

  @Handles(RevokeApiKey)
  async revokeApiKey({ context, input: { id } }: RevokeApiKey): Promise<void> {
    const { principal: actor, origin, networkId } = context;
    await this.database.inNetwork(networkId, async (tx) => {
      const outcome = await revokeApiKey(tx, id);
      if (outcome === 'unknown') throw new ProblemError('not_found');
      if (outcome === 'was_revoked') return;
      await this.audit.appendChange(tx, networkId, { actor, origin }, 'api_key.revoked', id, {});
    });
    this.apiKeys.forget();
  }

  /** @throws ProblemError `not_found`, also for a key that is no longer in force */
  @Handles(RotateApiKey)
  async rotateApiKey({ context, input: { id, body } }: RotateApiKey): Promise<dto.IssuedAnswer> {
    const { call, networkId } = context;
    const work = async (tx: Tx): Promise<dto.IssuedAnswer> => {
      const { name, scopes } = await this.issued.lockInForce(tx, id);
      if (!scopesGive(scopes)) return this.issued.rotate(tx, context, id, body);
      const change = { ...body, name, scopes };
      return this.requests.ask(tx, context, { kind: 'API_KEY_ROTATION', subjectId: id, change });
    };
    const answer = await this.keyed.run(networkId, call, statusOr(201), work, dto.withoutSecret);
    this.apiKeys.forget();
    return answer;
  }
}
