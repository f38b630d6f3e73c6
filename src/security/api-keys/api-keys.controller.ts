import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database/database';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { RequirePermission } from '../permissions/permission.decorator';
import { CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import { changeRequestSchema } from '../second-person/change-request.dto';
import * as dto from './api-key.dto';
import { listApiKeys } from './api-keys.prisma';
import { CreateApiKey } from './create-api-key.command';
import { RevokeApiKey } from './revoke-api-key.command';
import { RotateApiKey } from './rotate-api-key.command';

const API_KEYS = 'api-keys';

/** Keys of services and partners, for the network's managers. A key is shown when it is made and never again. */
@ApiTags('API keys')
@ApiBearerAuth()
@Controller('api-keys')
@RequirePermission('keys.manage')
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
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
    return { items: items.map(dto.apiKeyAnswer), nextCursor };
  }

  /** 202 for scopes by which points can be given (`loyalty`, `manage`, also their write parts): a second person approves. */
  @Post()
  @ApiCreatedResponse({ standardSchema: dto.createdApiKeySchema })
  @ApiAcceptedResponse({ standardSchema: changeRequestSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createApiKeySchema }) body: dto.CreateApiKeyBody,
  ): Promise<dto.IssuedAnswer> {
    return this.commands.execute(new CreateApiKey(context, { body }));
  }

  /** A key in the place of another: both are good for the overlap, and both are the same integration. 202 as with a new one. */
  @Post(':id/rotate')
  @ApiCreatedResponse({ standardSchema: dto.createdApiKeySchema })
  @ApiAcceptedResponse({ standardSchema: changeRequestSchema })
  rotate(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.rotateApiKeySchema }) body: dto.RotateApiKeyBody,
  ): Promise<dto.IssuedAnswer> {
    return this.commands.execute(new RotateApiKey(context, { id, body }));
  }

  /** Revokes a key: refused everywhere from the answer on. Again for a revoked one: the same answer. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@Context() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.commands.execute(new RevokeApiKey(context, { id }));
  }
}
