import { Injectable } from '@nestjs/common';
import type { ApiKey, Prisma } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { type Tx, Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { PlanLimits } from '../plan-limits/plan-limits';
import type { KeyScope } from '../principal/principal';
import { type RequestContext, type OnOne, UseCase } from '../principal/request-context';
import * as dto from './api-key.dto';
import { hashApiKey, makeApiKey } from './api-key.rules';
import { API_KEY_REVOKED } from './api-keys.sql';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { scopesNeedSecondPerson } from '../permissions/permissions.rules';
import { statusOr } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { ApiKeys } from './api-keys';
import { Handles } from '../../platform/http/handlers-of';

/** Creates an API key. One that can give points or take over guests waits for a second person (202). */
export class CreateApiKey extends UseCase<dto.IssuedAnswer, { body: dto.CreateApiKeyBody }> {}

/** Shows the one who asked for an approved key its secret, once. */
export class RevealApiKey extends UseCase<dto.CreatedApiKeyAnswer, { id: string }> {}

/** Revokes a key, which every process refuses from the answer on. A revoked key gives the same answer. */
export class RevokeApiKey extends UseCase<void, { id: string }> {}

/**
 * Makes a new key for an integration, with the same scopes; the old key expires after the overlap. If the key can give points or take over guests,
 * a second person has to approve (202), so that no manager alone gets its secret.
 */
export class RotateApiKey extends UseCase<dto.IssuedAnswer, OnOne<dto.RotateApiKeyBody>> {}

/**
 * Makes and replaces keys, each with an audit entry. A secret is only in the answer. After an approval it is made when the person who requested the
 * key fetches it.
 */
@Injectable()
export class IssuedKeys {
  constructor(
    private readonly audit: Audit,
    private readonly limits: PlanLimits,
    private readonly keyed: KeyedCalls,
    private readonly requests: ChangeRequests,
    private readonly database: Database,
    private readonly apiKeys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `plan_limit_reached`, `not_found` for a partner that the network does not have */
  @Handles(CreateApiKey)
  createApiKey({ context, input: { body } }: CreateApiKey): Promise<dto.IssuedAnswer> {
    const { call, networkId } = context;
    const work = async (tx: Tx): Promise<dto.IssuedAnswer> => {
      if (!scopesNeedSecondPerson(body.scopes)) return this.create(tx, context, body);
      await this.limits.requireFeature(tx, networkId, 'API');
      if (body.partnerId != null) await requirePartner(tx, body.partnerId);
      return this.requests.ask(tx, context, { kind: 'API_KEY', subjectId: networkId, change: body });
    };
    return this.keyed.run(networkId, call, statusOr(201), work, dto.withoutSecret);
  }

  /** @throws ProblemError `not_found` */
  @Handles(RevealApiKey)
  revealApiKey({ context, input: { id } }: RevealApiKey): Promise<dto.CreatedApiKeyAnswer> {
    const work = (tx: Tx): Promise<dto.CreatedApiKeyAnswer> => this.reveal(tx, context, id);
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

  /** @throws ProblemError `not_found`, also for a key that is no longer valid */
  @Handles(RotateApiKey)
  async rotateApiKey({ context, input: { id, body } }: RotateApiKey): Promise<dto.IssuedAnswer> {
    const { call, networkId } = context;
    const work = async (tx: Tx): Promise<dto.IssuedAnswer> => {
      const { name, scopes } = await this.lockInForce(tx, id);
      if (!scopesNeedSecondPerson(scopes as KeyScope[])) return this.rotate(tx, context, id, body);
      const change = { ...body, name, scopes };
      return this.requests.ask(tx, context, { kind: 'API_KEY_ROTATION', subjectId: id, change });
    };
    const answer = await this.keyed.run(networkId, call, statusOr(201), work, dto.withoutSecret);
    this.apiKeys.forget();
    return answer;
  }

  /**
   * @param askedBy the user who fetches the secret later; left out: the answer has it
   * @throws ProblemError `plan_limit_reached`, `not_found` for a partner that the network does not have
   */
  async create(
    tx: Tx,
    { networkId, principal, author }: RequestContext,
    body: dto.CreateApiKeyBody,
    askedBy?: string,
  ): Promise<dto.CreatedApiKeyAnswer> {
    await this.limits.requireFeature(tx, networkId, 'API');
    const { partnerId } = body;
    if (partnerId != null) await requirePartner(tx, partnerId);
    const key = await this.makeKey(tx, networkId);
    const id = newId();
    const { name, identifies } = body;
    const scopes = [...new Set(body.scopes)].sort();
    const made = await tx.prisma.apiKey.create({
      data: {
        networkId,
        id,
        name,
        scopes,
        identifies,
        keyHash: hashApiKey(key),
        createdBy: askedBy ?? principal.id,
        integrationId: partnerId ?? id,
        expiresAt: dateOf(body.expiresAt),
        secretFor: askedBy ?? null,
      },
    });
    await this.audit.appendChange(tx, networkId, author, 'api_key.created', id, { after: { scopes, identifies } });
    return { ...dto.apiKeyAnswer(made), key: askedBy === undefined ? key : null };
  }

  /** Makes the secret of an approved key for the person who requested it, once. @throws ProblemError `not_found` */
  async reveal(tx: Tx, { networkId, principal, author }: RequestContext, id: string): Promise<dto.CreatedApiKeyAnswer> {
    const key = await this.makeKey(tx, networkId);
    const [row] = await tx.prisma.apiKey.updateManyAndReturn({
      where: { ...this.inForce(id), secretFor: principal.id },
      data: { keyHash: hashApiKey(key), secretFor: null },
    });
    if (row === undefined) throw new ProblemError('not_found');
    await this.audit.appendChange(tx, networkId, author, 'api_key.revealed', id, {});
    return { ...dto.apiKeyAnswer(row), key };
  }

  /** @throws ProblemError `not_found`, also for a key that is no longer in force */
  async lockInForce(tx: Tx, id: string): Promise<ApiKey> {
    await tx.query`SELECT FROM api_keys WHERE id = ${id} FOR UPDATE`;
    const row = await tx.prisma.apiKey.findFirst({ where: this.inForce(id) });
    if (row === null) throw new ProblemError('not_found');
    return row;
  }

  /**
   * Makes a new key for the same integration, with its secret as in `create`; the old key expires after the overlap.
   * @throws ProblemError `not_found`
   */
  async rotate(
    tx: Tx,
    { networkId, principal, author }: RequestContext,
    id: string,
    body: dto.RotateApiKeyBody,
    askedBy?: string,
  ): Promise<dto.CreatedApiKeyAnswer> {
    const old = await this.lockInForce(tx, id);
    const key = await this.makeKey(tx, networkId);
    // The whole row, so that a right which comes later carries over too; its own are its secret and its history.
    const made = await tx.prisma.apiKey.create({
      data: {
        ...old,
        id: newId(),
        keyHash: hashApiKey(key),
        createdBy: askedBy ?? principal.id,
        secretFor: askedBy ?? null,
        createdAt: undefined,
        lastUsedAt: null,
        revokedAt: null,
        expiresAt: dateOf(body.expiresAt),
      },
    });
    await endApiKeyWithin(tx, id, body.overlapHours * 3_600);
    await this.audit.appendChange(tx, networkId, author, 'api_key.rotated', id, {
      after: { apiKeyId: made.id, overlapHours: body.overlapHours },
    });
    return { ...dto.apiKeyAnswer(made), key: askedBy === undefined ? key : null };
  }

  /** Makes a key whose prefix says whether the network is a sandbox. */
  private async makeKey(tx: Tx, networkId: string): Promise<string> {
    const sandboxes = await tx.prisma.network.count({ where: { id: networkId, sandboxOf: { not: null } } });
    return makeApiKey({ ofSandbox: sandboxes > 0 });
  }

  private inForce(id: string): Prisma.ApiKeyWhereInput {
    return { id, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: this.clock.now() } }] };
  }
}

/** @throws ProblemError `not_found` */
async function requirePartner(tx: Tx, partnerId: string): Promise<void> {
  if ((await tx.prisma.partner.count({ where: { id: partnerId } })) === 0) throw new ProblemError('not_found');
}

function dateOf(instant: string | null | undefined): Date | null {
  return instant == null ? null : new Date(instant);
}

/** Revokes a key and notifies every process with the commit. Answers whether it was in force until now. */
async function revokeApiKey(tx: Tx, id: string): Promise<'revoked' | 'was_revoked' | 'unknown'> {
  const row = await tx.maybe<{ revoked: boolean }>`
    SELECT revoked_at IS NOT NULL AS revoked FROM api_keys WHERE id = ${id} FOR UPDATE`;
  if (row === undefined) return 'unknown';
  await tx.query`UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = ${id}`;
  await tx.query`SELECT pg_notify(${API_KEY_REVOKED}, ${id})`;
  return row.revoked ? 'was_revoked' : 'revoked';
}

/** Ends the key after these seconds, unless it ends earlier anyway; notifies every process with the commit. */
async function endApiKeyWithin(tx: Tx, id: string, seconds: number): Promise<void> {
  await tx.query`
    UPDATE api_keys SET expires_at = least(expires_at, now() + make_interval(secs => ${seconds})) WHERE id = ${id}`;
  await tx.query`SELECT pg_notify(${API_KEY_REVOKED}, ${id})`;
}
