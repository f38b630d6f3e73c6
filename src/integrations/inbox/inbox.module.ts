import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { ConnectionsModule } from '../connections/connections.module';
import { EventHandlers } from './event-handlers';
import { Inbox } from './inbox';
import { InboxEventsController } from './inbox-events.controller';
import { InboxEvents } from './inbox-events';
import { InboxWork } from './inbox.job';
import { KeptEvents } from './kept-events';

/** Events of till systems: stored before they are answered, handled once, shown to managers. */
@Module({
  imports: [CqrsModule, SecurityModule, ConnectionsModule],
  controllers: [InboxEventsController],
  providers: [Inbox, KeptEvents, EventHandlers, InboxWork, ...handlersOf(InboxEvents)],
  exports: [Inbox, KeptEvents, EventHandlers],
})
export class InboxModule {}
