import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Database } from '../../platform/database/database';
import { newestFirstQuery } from '../../platform/http/list-query';
import { listRows } from '../../platform/http/plain-rows';
import { Route, Routes } from '../permissions/permission.decorator';
import { NetworkId } from '../principal/current-principal.decorator';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import { changeRequestSchema } from '../second-person/change-request.dto';
import * as dto from './api-key.dto';
import { Id } from '../../platform/http/id.decorator';
import { CreateApiKey, RevealApiKey, RevokeApiKey, RotateApiKey } from './issued-keys';

/** Keys of services and partners, for the network's managers. The secret of a key is shown once, when the key is made. */
@Routes('api-keys', 'API keys', 'keys.manage')
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
  ) {}

  @Route('GET', {
    id: 'listApiKeys',
    summary: 'List the API keys of the network',
    description: 'Newest first, revoked and expired ones too. The secrets are not shown.',
    ok: dto.apiKeyPageSchema,
  })
  list(@NetworkId() networkId: string, @Query({ schema: newestFirstQuery }) query: z.infer<typeof newestFirstQuery>) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, { name: 'api-keys', model: 'apiKey', query, where: { networkId }, answer: dto.apiKeyAnswer }),
    );
  }

  @Route('POST', {
    id: 'createApiKey',
    summary: 'Create an API key',
    description:
      'The answer shows the secret, once. A key that writes with `loyalty`, `manage`, `ledger`, `events` or `partner` can give points, and one that writes with `membership` can replace phones and cards of guests, so it waits for a second person: 202; after the approval the one who asked reads its secret by `revealApiKey`. `plan_limit_reached`: the plan of the network has no API.',
    created: dto.createdApiKeySchema,
    accepted: changeRequestSchema,
    problems: ['plan_limit_reached', 'not_found'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createApiKeySchema }) body: dto.CreateApiKeyBody,
  ) {
    return this.commands.execute(new CreateApiKey(context, { body }));
  }

  @Route('POST :id/rotate', {
    id: 'rotateApiKey',
    summary: 'Replace an API key by a new one',
    description:
      'The new key has the name, the scopes, the integration and the ways of identifying guests (`identifies`) of the old one, which ends after `overlapHours`. The answer shows the secret, once. A key that waited for a second person when it was created waits again: 202. 404 `not_found` for a key that is revoked or expired.',
    created: dto.createdApiKeySchema,
    accepted: changeRequestSchema,
    problems: ['not_found'],
  })
  rotate(
    @KeyedContext() context: RequestContext,
    @Id('id', 'API key') id: string,
    @Body({ schema: dto.rotateApiKeySchema }) body: dto.RotateApiKeyBody,
  ) {
    return this.commands.execute(new RotateApiKey(context, { id, body }));
  }

  @Route('POST :id/secret', {
    id: 'revealApiKey',
    summary: 'Show the secret of an approved API key',
    description:
      'For the person who asked for a key that a second person has approved since (`secretFor`). The secret is made now and shown once; nobody else, also not who approved, sees it. 404 `not_found` for another person, a key whose secret was shown, and one that is revoked or expired.',
    ok: dto.createdApiKeySchema,
    problems: ['not_found'],
  })
  reveal(@KeyedContext() context: RequestContext, @Id('id', 'API key') id: string) {
    return this.commands.execute(new RevealApiKey(context, { id }));
  }

  @Route('DELETE :id', {
    id: 'revokeApiKey',
    summary: 'Revoke an API key',
    description:
      'The key is refused on every server from the answer on. The same answer for a key that is revoked already.',
    empty: true,
    problems: ['not_found'],
  })
  revoke(@Context() context: RequestContext, @Id('id', 'API key') id: string) {
    return this.commands.execute(new RevokeApiKey(context, { id }));
  }
}
