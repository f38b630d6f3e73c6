import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../platform/http/handlers-of';
import { ConfigurationModule } from '../configuration/configuration.module';
import { IdentityModule } from '../identity/identity.module';
import { MarketingModule } from '../marketing/marketing.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SecurityModule } from '../security/security.module';
import { TransactionsModule } from '../transactions/transactions.module';
import { ArchiveModule } from './archive/archive.module';
import { CabinetModule } from './cabinet/cabinet.module';
import { CompatModule } from './compat/compat.module';
import { ConnectionsModule } from './connections/connections.module';
import { DemoController } from './demo/demo.controller';
import { DemoFilling } from './demo/demo-filling';
import { DemoPeople } from './demo/demo-people';
import { DemoPictures } from './demo/demo-pictures';
import { DemoPlaces } from './demo/demo-places';
import { DemoSandbox } from './demo/demo-sandbox';
import { DemoPastCampaign } from './demo/demo-past-campaign';
import { DemoStaff } from './demo/demo-staff';
import { DemoTenants } from './demo/demo-tenants';
import { DemoLook } from './demo/demo-look';
import { DemoAutomations } from './demo/demo-automations';
import { DemoBilling } from './demo/demo-billing';
import { DemoCases } from './demo/demo-cases';
import { DemoConsents } from './demo/demo-consents';
import { DemoFeedback } from './demo/demo-feedback';
import { DemoLeaderboard } from './demo/demo-leaderboard';
import { DemoVisitors } from './demo/demo-visitors';
import { DemoWheel } from './demo/demo-wheel';
import { DemoFraud } from './demo/demo-fraud';
import { SeedDemo } from './demo/seed-demo';
import { FiscalOperatorModule } from './fiscal-operator/fiscal-operator.module';
import { GuestFilesModule, ShadowFilesModule } from './imports';
import { IikoModule } from './iiko/iiko.module';
import { InboxModule } from './inbox/inbox.module';
import { HomeCopiesModule } from './home-copies/home-copies.module';
import { MessagingModule } from './messaging/messaging.module';
import { EventSocketModule } from './event-socket/event-socket.module';
import { EventsModule } from './events/events.module';
import { ExportsModule } from './exports/exports.module';
import { NetworkMoveModule } from './network-move/network-move.module';
import { PartnersModule } from './partners/partners.module';
import { WarehouseModule } from './clickhouse/warehouse.module';
import { KafkaModule } from './kafka/kafka.module';
import { PrivacyModule } from './privacy/privacy.module';
import { RetentionModule } from './retention/retention.module';
import { RkeeperModule } from './rkeeper/rkeeper.module';
import { SandboxModule } from './sandbox/sandbox.module';
import { ShadowModule } from './shadow/shadow.module';
import { ShadowReceiptsModule } from './shadow-receipts/shadow-receipts.module';
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
    HomeCopiesModule,
    NetworkMoveModule,
    CabinetModule,
    CompatModule,
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
  controllers: [DemoController],
  providers: [
    DemoAutomations,
    DemoBilling,
    DemoCases,
    DemoConsents,
    DemoFeedback,
    DemoLeaderboard,
    DemoVisitors,
    DemoWheel,
    DemoFraud,
    DemoFilling,
    DemoLook,
    DemoPastCampaign,
    ...handlersOf(DemoPeople),
    DemoPictures,
    DemoPlaces,
    DemoSandbox,
    DemoStaff,
    DemoTenants,
    SeedDemo,
  ],
})
export class IntegrationsModule {}
