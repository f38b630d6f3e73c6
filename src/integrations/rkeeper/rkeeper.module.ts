import { Module, type OnModuleInit } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { isOfKind } from '../connections/connections';
import { ConnectionsModule } from '../connections/connections.module';
import { ConnectionTests } from '../connections/connection-tests';
import type { Connection } from '../connections/connection';
import { type EventHandler, EventHandlers } from '../inbox/event-handlers';
import type { EventResult, InboxEvent } from '../inbox/inbox';
import { TransactionsModule } from '../../transactions/transactions.module';
import { InboxModule } from '../inbox/inbox.module';
import { ShadowReceiptsModule } from '../shadow-receipts/shadow-receipts.module';
import { TillActsModule } from '../till-acts/till-acts.module';
import { AccountNumbers } from './farcards/account-numbers';
import { DeliveryMessages } from './events/delivery-messages';
import { DELIVERY_STATUS, RkeeperEvents } from './events/rkeeper-events';
import { RkeeperEventsController } from './events/rkeeper-events.controller';
import { FarcardsController } from './farcards/farcards.controller';
import { FarcardsGifts } from './farcards/farcards-gifts';
import { FarcardsGuests } from './farcards/farcards-guests';
import { FarcardsLookup } from './farcards/farcards-lookup';
import { FarcardsPackets } from './farcards/farcards-packets';
import { FarcardsSales, PACKET } from './farcards/farcards-sales';
import { FarcardsSpends } from './farcards/farcards-spends';
import { RkeeperDoor } from './wire/rkeeper-door';
import { RkeeperTest } from './rkeeper-test';
import { TillLanguage } from './farcards/till-language';

const KIND = 'RKEEPER';

/** R-Keeper 7: cards and transactions of its tills over FarCards, and its events. */
@Module({
  imports: [
    SecurityModule,
    ConfigurationModule,
    IdentityModule,
    ConnectionsModule,
    InboxModule,
    TransactionsModule,
    TillActsModule,
    ShadowReceiptsModule,
  ],
  controllers: [FarcardsController, RkeeperEventsController],
  providers: [
    AccountNumbers,
    TillLanguage,
    RkeeperDoor,
    FarcardsGuests,
    FarcardsGifts,
    FarcardsLookup,
    FarcardsSales,
    FarcardsSpends,
    FarcardsPackets,
    RkeeperEvents,
    DeliveryMessages,
    RkeeperTest,
  ],
})
export class RkeeperModule implements EventHandler, OnModuleInit {
  constructor(
    private readonly tests: ConnectionTests,
    private readonly handlers: EventHandlers,
    private readonly packets: FarcardsPackets,
    private readonly deliveries: DeliveryMessages,
    private readonly test: RkeeperTest,
  ) {}

  onModuleInit(): void {
    this.tests.register(KIND, (connection) => this.test.run(connection));
    this.handlers.register(KIND, this);
  }

  /** Orders in White Server's events give no points, because their checks come over FarCards. */
  handle(event: InboxEvent, from: Connection): Promise<EventResult> {
    const connection = ofKind(from);
    if (event.kind === PACKET) return this.packets.handle(event, connection);
    if (event.kind === DELIVERY_STATUS) return this.deliveries.handle(event, connection);
    return Promise.resolve({ status: 'IGNORED', reason: 'hint' });
  }
}

function ofKind(connection: Connection): Connection<typeof KIND> {
  if (!isOfKind(connection, KIND)) throw new Error(`an event of R-Keeper came by a connection of ${connection.kind}`);
  return connection;
}
