import { Module, type OnModuleInit } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { isOfKind } from '../connections/connections';
import { ConnectionsModule } from '../connections/connections.module';
import { ConnectionTests } from '../connections/connection-tests';
import type { Connection } from '../connections/connection';
import { EventHandlers } from '../inbox/event-handlers';
import { InboxModule } from '../inbox/inbox.module';
import { TillActsModule } from '../till-acts/till-acts.module';
import { AccountNumbers } from './account-numbers';
import { FarcardsController } from './farcards.controller';
import { FarcardsGuests } from './farcards-guests';
import { FarcardsLookup } from './farcards-lookup';
import { FarcardsPackets } from './farcards-packets';
import { RkeeperTest } from './rkeeper-test';

const KIND = 'RKEEPER';

/** R-Keeper 7: cards and transactions of its tills over FarCards. */
@Module({
  imports: [ConfigurationModule, IdentityModule, ConnectionsModule, InboxModule, TillActsModule],
  controllers: [FarcardsController],
  providers: [AccountNumbers, FarcardsGuests, FarcardsLookup, FarcardsPackets, RkeeperTest],
})
export class RkeeperModule implements OnModuleInit {
  constructor(
    private readonly tests: ConnectionTests,
    private readonly handlers: EventHandlers,
    private readonly packets: FarcardsPackets,
    private readonly test: RkeeperTest,
  ) {}

  onModuleInit(): void {
    this.tests.register(KIND, (connection) => this.test.run(connection));
    this.handlers.register(KIND, (event, connection) => this.packets.handle(event, ofKind(connection)));
  }
}

function ofKind(connection: Connection): Connection<typeof KIND> {
  if (!isOfKind(connection, KIND)) throw new Error(`an event of R-Keeper came by a connection of ${connection.kind}`);
  return connection;
}
