import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { SecurityModule } from '../../security';
import { ChangeConnectionHandler } from './change-connection.command';
import { ConnectionEditor } from './connection-editor';
import { ConnectionTests } from './connection-tests';
import { Connections } from './connections';
import { ConnectionsController } from './connections.controller';
import { ConnectionsQuery } from './connections.query';
import { CreateConnectionHandler } from './create-connection.command';
import { RemoveConnectionHandler } from './remove-connection.command';
import { RenewConnectionTokenHandler } from './renew-connection-token.command';
import { TestConnectionHandler } from './test-connection.command';

/** Connections to till systems: set up by managers, used by the adapters of their kinds. */
@Module({
  imports: [CqrsModule, SecurityModule, ConfigurationModule],
  controllers: [ConnectionsController],
  providers: [
    Connections,
    ConnectionTests,
    ConnectionEditor,
    ConnectionsQuery,
    CreateConnectionHandler,
    ChangeConnectionHandler,
    RenewConnectionTokenHandler,
    RemoveConnectionHandler,
    TestConnectionHandler,
  ],
  exports: [Connections, ConnectionTests],
})
export class ConnectionsModule {}
