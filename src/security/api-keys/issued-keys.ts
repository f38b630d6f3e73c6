import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { PlanLimits } from '../plan-limits/plan-limits';
import type { RequestContext } from '../principal/request-context';
import * as dto from './api-key.dto';
import { hashApiKey, makeApiKey } from './api-key.rules';
import { type ApiKeyRow, appendApiKey, endApiKeyWithin, lockApiKeyInForce, setSecret } from './api-keys.sql';

/**
 * Makes new keys and replacements, each with its audit entry. The secret stands in the answer alone; of a key that waited
 * for a second person it is made when the one who asked wants to see it.
 */
@Injectable()
export class IssuedKeys {
  constructor(
    private readonly audit: Audit,
    private readonly limits: PlanLimits,
  ) {}

  /**
   * @param askedBy the user who makes the secret later; left out: it is in the answer
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
    const key = makeApiKey();
    const made = await appendApiKey(tx, {
      networkId,
      id: newId(),
      ...(partnerId == null ? {} : { integrationId: partnerId }),
      name: body.name,
      scopes: [...new Set(body.scopes)].sort(),
      identifies: body.identifies,
      keyHash: hashApiKey(key),
      createdBy: askedBy ?? principal.id,
      expiresAt: dateOf(body.expiresAt),
      secretFor: askedBy ?? null,
    });
    await this.audit.appendChange(tx, networkId, author, 'api_key.created', made.id, {
      after: { scopes: made.scopes, identifies: made.identifies },
    });
    return { ...dto.apiKeyAnswer(made), key: askedBy === undefined ? key : null };
  }

  /** The secret of a key for the one who asked for it, once. @throws ProblemError `not_found` */
  async reveal(tx: Tx, { networkId, principal, author }: RequestContext, id: string): Promise<dto.CreatedApiKeyAnswer> {
    const key = makeApiKey();
    const row = await setSecret(tx, id, principal.id, hashApiKey(key));
    if (row === undefined) throw new ProblemError('not_found');
    await this.audit.appendChange(tx, networkId, author, 'api_key.revealed', id, {});
    return { ...dto.apiKeyAnswer(row), key };
  }

  /** @throws ProblemError `not_found`, also for a key that is no longer in force */
  async lockInForce(tx: Tx, id: string): Promise<ApiKeyRow> {
    const row = await lockApiKeyInForce(tx, id);
    if (row === undefined) throw new ProblemError('not_found');
    return row;
  }

  /** A new key of the same integration, its secret as with `create`; the old one ends after the overlap. @throws ProblemError `not_found` */
  async rotate(
    tx: Tx,
    { networkId, principal, author }: RequestContext,
    id: string,
    body: dto.RotateApiKeyBody,
    askedBy?: string,
  ): Promise<dto.CreatedApiKeyAnswer> {
    const old = await this.lockInForce(tx, id);
    const key = makeApiKey();
    const made = await appendApiKey(tx, {
      networkId,
      id: newId(),
      name: old.name,
      scopes: old.scopes,
      identifies: old.identifies,
      keyHash: hashApiKey(key),
      createdBy: askedBy ?? principal.id,
      integrationId: old.integrationId,
      expiresAt: dateOf(body.expiresAt),
      secretFor: askedBy ?? null,
    });
    await endApiKeyWithin(tx, id, body.overlapHours * 3_600);
    await this.audit.appendChange(tx, networkId, author, 'api_key.rotated', id, {
      after: { apiKeyId: made.id, overlapHours: body.overlapHours },
    });
    return { ...dto.apiKeyAnswer(made), key: askedBy === undefined ? key : null };
  }
}

/** @throws ProblemError `not_found` */
export async function requirePartner(tx: Tx, partnerId: string): Promise<void> {
  if ((await tx.prisma.partner.count({ where: { id: partnerId } })) === 0) throw new ProblemError('not_found');
}

function dateOf(instant: string | null | undefined): Date | null {
  return instant == null ? null : new Date(instant);
}
