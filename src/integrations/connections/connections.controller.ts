import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../security';
import {
  ChangeConnection,
  CreateConnection,
  RemoveConnection,
  RenewConnectionToken,
  TestConnection,
} from './connections.commands';
import * as dto from './connection.dto';
import { ConnectionsQuery } from './connections.query';

/** Connections to till systems. */
@Routes('integrations/connections', 'Integrations', 'integrations.manage')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsQuery,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listConnections',
    summary: 'List the connections to till systems',
    ok: dto.connectionPageSchema,
  })
  list(@NetworkId() networkId: string, @Query({ schema: dto.connectionListQuery }) query: dto.ConnectionListQuery) {
    return this.connections.list(networkId, query);
  }

  @Route('POST', {
    id: 'createConnection',
    summary: 'Connect a till system',
    description:
      'The answer has the secret of the paths that the till system calls, once. A network has at most 1,000 connections. ' +
      '`plan_limit_reached`: the plan of the network has no connections to till systems.',
    created: dto.createdConnectionSchema,
    problems: ['network_full', 'plan_limit_reached'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createConnectionSchema }) body: dto.CreateConnectionBody,
  ) {
    return this.commands.execute(new CreateConnection(context, { body }));
  }

  @Route('GET :id', {
    id: 'getConnection',
    summary: 'Get a connection to a till system',
    ok: dto.connectionSchema,
  })
  @Tagged(dto.taggedConnection)
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.ConnectionAnswer> {
    return this.connections.get(networkId, id);
  }

  @Route('PATCH :id', {
    id: 'changeConnection',
    summary: 'Change a connection, its mapping or its secrets',
    description:
      'Every process follows within 5 seconds. Turned off, it refuses calls of the till system with 404. ' +
      '`plan_limit_reached`: the plan of the network has no connections, so this one cannot be turned on again.',
    ok: dto.connectionSchema,
    problems: ['plan_limit_reached'],
  })
  @ChangesTagged(dto.taggedConnection)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeConnectionSchema }) body: dto.ChangeConnectionBody,
  ) {
    return this.commands.execute(new ChangeConnection(context, { id, body }));
  }

  @Route('POST :id/token', {
    id: 'renewConnectionToken',
    summary: 'Give the paths of a connection a new secret',
    description: 'The old paths end within 5 seconds. The new secret is shown once.',
    ok: dto.createdConnectionSchema,
  })
  renew(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RenewConnectionToken(context, { id }));
  }

  @Route('POST :id/test', {
    id: 'testConnection',
    summary: 'Test a connection',
    description: 'Calls the till system where it can be called. A failed check marks the connection as failing.',
    ok: dto.connectionTestSchema,
  })
  test(@Context() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new TestConnection(context, { id }));
  }

  @Route('DELETE :id', {
    id: 'removeConnection',
    summary: 'Remove a connection',
    description:
      'Its secrets are deleted. Its events stay until they are deleted by age. The answer is the connection as it was.',
    ok: dto.connectionSchema,
  })
  remove(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemoveConnection(context, { id }));
  }
}
