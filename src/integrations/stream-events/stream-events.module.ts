import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { CustomersModule } from '../customers/customers.module';
import { ShadowReceiptsModule } from '../shadow-receipts/shadow-receipts.module';
import { CustomersOfEvents } from './customers-of-events';
import { DeadLetters } from './dead-letters';
import { EventWatch } from './event-watch';
import { LoyaltyActions } from './loyalty-actions';
import { PosEventsController } from './pos-events.controller';
import { PublishedEvents } from './published-events';
import { StreamEvents } from './stream-events';
import { StreamEventsController } from './stream-events.controller';

/** Events of other systems, by HTTP; Kafka and the event socket bring theirs here. */
@Module({
  imports: [
    CqrsModule,
    ConfigurationModule,
    IdentityModule,
    SecurityModule,
    TransactionsModule,
    CustomersModule,
    ShadowReceiptsModule,
  ],
  controllers: [PosEventsController, StreamEventsController],
  providers: [CustomersOfEvents, DeadLetters, EventWatch, LoyaltyActions, PublishedEvents, StreamEvents],
  exports: [DeadLetters, EventWatch, PublishedEvents, StreamEvents],
})
export class StreamEventsModule {}
