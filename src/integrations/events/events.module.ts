import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { OpenApiModule } from '../../platform/openapi/openapi.module';
import { WebhookDescriptions } from '../../platform/openapi/webhook-descriptions';
import { SecurityModule } from '../../security/security.module';
import { EventLog } from './event-log';
import { EventRetentionJob } from './event-retention.job';
import { EVENT_TYPES, PING, pingSchema, schemaOfEvent } from './event-types';
import { EventStreams } from './event-streams';
import { EventsController } from './events.controller';
import { EventsQuery } from './events.query';
import { WantedEvents } from './wanted-events';

/** The event log of a network, for readers and followers. */
@Module({
  imports: [ConfigurationModule, SecurityModule, OpenApiModule],
  controllers: [EventsController],
  providers: [EventLog, EventRetentionJob, EventStreams, EventsQuery, WantedEvents],
  exports: [EventLog, EventStreams],
})
export class EventsModule {
  constructor(descriptions: WebhookDescriptions) {
    for (const [type, { summary, data }] of Object.entries(EVENT_TYPES))
      descriptions.describe({ type, summary, body: schemaOfEvent(type, data) });
    descriptions.describe({ type: PING, summary: 'A manager tests a webhook', body: pingSchema });
  }
}
