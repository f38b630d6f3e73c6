import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { CompatModule } from '../compat/compat.module';
import { EventsModule } from '../events/events.module';
import { EventSocket } from './event-socket';

/** Events over a WebSocket, in and out. */
@Module({
  imports: [ConfigurationModule, SecurityModule, CompatModule, EventsModule],
  providers: [EventSocket],
})
export class EventSocketModule {}
