import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { TransactionsModule } from '../../transactions';
import { ConnectionsModule } from '../connections/connections.module';
import { InboxModule } from '../inbox/inbox.module';
import { TillActsModule } from '../till-acts/till-acts.module';
import { IikoActs } from './iiko-acts';
import { IikoClient } from './iiko-client';
import { IikoDoor } from './iiko-door';
import { IikoTest } from './iiko-test';
import { IikoOrders } from './orders/iiko-orders';
import { IikoWebhookController } from './orders/iiko-webhook.controller';
import { TakeIikoEventsHandler } from './orders/take-iiko-events.command';
import { PluginCalls } from './plugin/plugin-calls';
import { PluginChecks } from './plugin/plugin-checks';
import { AnswerPluginHandler } from './plugin/plugin.commands';
import { PluginController } from './plugin/plugin.controller';

/** iiko: webhooks of iikoCloud, and plugins of iikoFront. */
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
  ],
  controllers: [IikoWebhookController, PluginController],
  providers: [
    IikoClient,
    IikoTest,
    IikoDoor,
    IikoActs,
    IikoOrders,
    TakeIikoEventsHandler,
    PluginCalls,
    PluginChecks,
    AnswerPluginHandler,
  ],
})
export class IikoModule {}
