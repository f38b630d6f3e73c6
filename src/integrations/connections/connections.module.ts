import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import * as connectionsCommands from './connections.commands';
import { ConnectionEditor } from './connection-editor';
import { ConnectionTests } from './connection-tests';
import { Connections } from './connections';
import { ConnectionsController } from './connections.controller';
import { ConnectionsQuery } from './connections.query';

/** Connections to till systems: set up by managers, used by the adapters of their kinds. */
@Module({
  imports: [CqrsModule, SecurityModule, ConfigurationModule],
  controllers: [ConnectionsController],
  providers: [...handlersOf(connectionsCommands), Connections, ConnectionTests, ConnectionEditor, ConnectionsQuery],
  exports: [Connections, ConnectionTests],
})
export class ConnectionsModule {}
