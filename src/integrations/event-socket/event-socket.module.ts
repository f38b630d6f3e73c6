import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { StreamEventsModule } from '../stream-events/stream-events.module';
import { EventsModule } from '../events/events.module';
import { EventSocket } from './event-socket';

/** A WebSocket by which services publish events and follow the event log. */
@Module({
  imports: [ConfigurationModule, SecurityModule, StreamEventsModule, EventsModule],
  providers: [EventSocket],
})
export class EventSocketModule {}
