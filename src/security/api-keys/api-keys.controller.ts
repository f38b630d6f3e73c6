import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database/database';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { newId } from '../../platform/ids/ids';
import { Audit } from '../audit/audit';
import { RequirePermission } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import * as dto from './api-key.dto';
import { hashApiKey, makeApiKey } from './api-key.rules';
import { ApiKeys } from './api-keys';
import { listApiKeys } from './api-keys.prisma';
import { appendApiKey, type ApiKeyRow, revokeApiKey } from './api-keys.sql';

const API_KEYS = 'api-keys';

/** Keys of services and partners, for the network's managers. A key is shown when it is made and never again. */
@ApiTags('API keys')
@ApiBearerAuth()
@Controller('api-keys')
@RequirePermission('keys.manage')
export class ApiKeysController {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly apiKeys: ApiKeys,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: dto.apiKeyPageSchema })
  async list(
    @CurrentPrincipal() actor: Principal,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: dto.ApiKeyAnswer[]; nextCursor: string | null }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(API_KEYS, query.cursor, uuid);
    const networkId = networkOf(actor);
    const rows = await this.database.inNetwork(networkId, (tx) => listApiKeys(tx, networkId, after, query.limit + 1));
    const { items, nextCursor } = pageFrom(API_KEYS, rows, query.limit, (row) => row.id);
    return { items: items.map(toAnswer), nextCursor };
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: dto.createdApiKeySchema })
  create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.createApiKeySchema }) body: dto.CreateApiKeyBody,
  ): Promise<dto.CreatedApiKeyAnswer> {
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const key = makeApiKey();
      const scopes = [...new Set(body.scopes)].sort();
      const row = { networkId, id: newId(), name: body.name, scopes, keyHash: hashApiKey(key), createdBy: actor.id };
      const made = await appendApiKey(tx, row);
      const subject = { subjectKind: 'api_key', subjectId: made.id };
      await this.audit.append(tx, networkId, {
        actor,
        origin,
        action: 'api_key.created',
        ...subject,
        after: { scopes },
      });
      return { ...toAnswer(made), key };
    });
  }

  /** Revokes a key: refused everywhere from the answer on. Again for a revoked one: the same answer. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async revoke(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<void> {
    const networkId = networkOf(actor);
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

function toAnswer(row: ApiKeyRow): dto.ApiKeyAnswer {
  return {
    id: row.id,
    name: row.name,
    scopes: [...row.scopes],
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
