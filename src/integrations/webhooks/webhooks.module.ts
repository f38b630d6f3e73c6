import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { EventsModule } from '../events/events.module';
import * as webhooksCommands from './webhooks.commands';
import { WebhookCalls } from './webhook-calls';
import { WebhookEditor } from './webhook-editor';
import { WebhookLanes } from './webhook-lanes';
import { WebhooksController } from './webhooks.controller';
import { WebhooksJob } from './webhooks.job';
import { WebhooksQuery } from './webhooks.query';

/** Webhooks: receivers that managers register, and the delivery of events to them. */
@Module({
  imports: [CqrsModule, SecurityModule, EventsModule],
  controllers: [WebhooksController],
  providers: [...handlersOf(webhooksCommands), WebhookEditor, WebhookCalls, WebhookLanes, WebhooksJob, WebhooksQuery],
})
export class WebhooksModule {}
