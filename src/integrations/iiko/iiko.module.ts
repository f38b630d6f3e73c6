import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { ConnectionsModule } from '../connections/connections.module';
import { InboxModule } from '../inbox/inbox.module';
import { ShadowReceiptsModule } from '../shadow-receipts/shadow-receipts.module';
import { TillActsModule } from '../till-acts/till-acts.module';
import { IikoActs } from './acts/iiko-acts';
import { IikoClient } from './wire/iiko-client';
import { IikoDoor } from './wire/iiko-door';
import { IikoTest } from './iiko-test';
import { Products } from './menu/products';
import { IikoCard } from './mirror/iiko-card';
import { MirrorJob } from './mirror/mirror.job';
import { PushGuest } from './mirror/push-guest';
import { IikoOrders } from './orders/iiko-orders';
import { OrderChanges } from './closings/order-changes';
import { IikoWebhookController } from './orders/iiko-webhook.controller';
import { TakeIikoEventsHandler } from './orders/take-iiko-events.command';
import { PluginCalls } from './plugin/plugin-calls';
import { PluginChecks } from './plugin/plugin-checks';
import { PluginGifts } from './plugin/plugin-gifts';
import { AnswerPluginHandler } from './plugin/plugin.commands';
import { PluginController } from './plugin/plugin.controller';
import { ChangedOrders } from './reconciliation/changed-orders';
import { ReconcileOrders } from './reconciliation/reconcile-orders';
import { ReconciliationJob } from './reconciliation/reconciliation.job';
import { IikoDirectory } from './wire/iiko-directory';
import { IikoSetupController } from './setup/iiko-setup.controller';
import { IikoWebhooks } from './setup/iiko-webhooks';
import { IikoWorkQuery } from './setup/iiko-work.query';
import { ReadDirectoryHandler } from './setup/read-directory.command';
import { ReconcileNowHandler } from './setup/reconcile-now.command';
import { RegisterWebhookHandler } from './setup/register-webhook.command';

/** The adapter to iiko: webhooks of iikoCloud, reconciliation of missed ones, plugins of iikoFront, and wallets of iikoCard. */
@Module({
  imports: [
    CqrsModule,
    SecurityModule,
    ConfigurationModule,
    IdentityModule,
    TransactionsModule,
    ConnectionsModule,
    InboxModule,
    TillActsModule,
    ShadowReceiptsModule,
  ],
  controllers: [IikoWebhookController, PluginController, IikoSetupController],
  providers: [
    ...handlersOf(ReadDirectoryHandler, ReconcileNowHandler, RegisterWebhookHandler),
    IikoClient,
    IikoTest,
    IikoDoor,
    IikoActs,
    IikoOrders,
    OrderChanges,
    TakeIikoEventsHandler,
    PluginCalls,
    PluginChecks,
    PluginGifts,
    AnswerPluginHandler,
    IikoDirectory,
    IikoWebhooks,
    IikoWorkQuery,
    Products,
    ChangedOrders,
    ReconcileOrders,
    ReconciliationJob,
    IikoCard,
    PushGuest,
    MirrorJob,
  ],
})
export class IikoModule {}
