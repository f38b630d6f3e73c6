import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../configuration/configuration.module';
import { IdentityModule } from '../identity/identity.module';
import { MarketingModule } from '../marketing/marketing.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SecurityModule } from '../security/security.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { ArchiveModule } from './archive/archive.module';
import { CabinetModule } from './cabinet/cabinet.module';
import { CustomersModule } from './customers/customers.module';
import { ConnectionsModule } from './connections/connections.module';
import { FiscalOperatorModule } from './fiscal-operator/fiscal-operator.module';
import { GuestFilesModule, ShadowFilesModule } from './imports';
import { IikoModule } from './iiko/iiko.module';
import { InboxModule } from './inbox/inbox.module';
import { MessagingModule } from './messaging/messaging.module';
import { EventSocketModule } from './event-socket/event-socket.module';
import { EventsModule } from './events/events.module';
import { ExportsModule } from './exports/exports.module';
import { PartnersModule } from './partners/partners.module';
import { WarehouseModule } from './clickhouse/warehouse.module';
import { KafkaModule } from './kafka/kafka.module';
import { PrivacyModule } from './privacy/privacy.module';
import { RetentionModule } from './retention/retention.module';
import { RkeeperModule } from './rkeeper/rkeeper.module';
import { SandboxModule } from './sandbox/sandbox.module';
import { ShadowModule } from './shadow/shadow.module';
import { ShadowReceiptsModule } from './shadow-receipts/shadow-receipts.module';
import { StreamEventsModule } from './stream-events/stream-events.module';
import { WalletModule } from './wallet/wallet.module';
import { WebhooksModule } from './webhooks/webhooks.module';

/** Connections to other systems: till systems, imports and exports, messages, events, and the calls of earlier systems. */
@Module({
  imports: [
    CqrsModule,
    SecurityModule,
    IdentityModule,
    ConfigurationModule,
    TransactionsModule,
    MarketingModule,
    SubscriptionsModule,
    ArchiveModule,
    CabinetModule,
    CustomersModule,
    StreamEventsModule,
    MessagingModule,
    ConnectionsModule,
    InboxModule,
    IikoModule,
    RkeeperModule,
    FiscalOperatorModule,
    EventsModule,
    EventSocketModule,
    ExportsModule,
    KafkaModule,
    WarehouseModule,
    WebhooksModule,
    WalletModule,
    PartnersModule,
    PrivacyModule,
    RetentionModule,
    SandboxModule,
    ShadowModule,
    ShadowReceiptsModule,
    GuestFilesModule,
    ShadowFilesModule,
  ],
})
export class IntegrationsModule {}
