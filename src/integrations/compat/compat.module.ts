import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { MarketingModule } from '../../marketing/marketing.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { PartnersModule } from '../partners/partners.module';
import { ShadowReceiptsModule } from '../shadow-receipts/shadow-receipts.module';
import { CampaignsServiceController } from './services/campaigns-service.controller';
import { LedgerService } from './services/ledger-service';
import { LedgerServiceController } from './services/ledger-service.controller';
import * as loyalteaCommands from './loyaltea/loyaltea.commands';
import { handlersOf } from '../../platform/http/handlers-of';
import { LoyalteaController } from './loyaltea/loyaltea.controller';
import { LoyaltyProgramController } from './services/loyalty-program.controller';
import { LoyaltyStatuses } from './services/loyalty-status';
import { LoyaltyStatusController } from './services/loyalty-status.controller';
import { MembershipServiceController } from './services/membership-service.controller';
import { PointsService } from './services/points-service';
import { PointsServiceController } from './services/points-service.controller';
import { CustomersOfEvents } from './stream-events/customers-of-events';
import { DeadLetters } from './stream-events/dead-letters';
import { EventWatch } from './stream-events/event-watch';
import { LoyaltyActions } from './stream-events/loyalty-actions';
import { PosEventsController } from './stream-events/pos-events.controller';
import { PublishedEvents } from './stream-events/published-events';
import { StreamEvents } from './stream-events/stream-events';
import { StreamEventsController } from './stream-events/stream-events.controller';
import { RewardsServiceController } from './services/rewards-service.controller';

/** Calls in the form of earlier systems, translated into calls of this platform. */
@Module({
  imports: [
    CqrsModule,
    ConfigurationModule,
    IdentityModule,
    SecurityModule,
    TransactionsModule,
    MarketingModule,
    PartnersModule,
    ShadowReceiptsModule,
  ],
  controllers: [
    CampaignsServiceController,
    LedgerServiceController,
    LoyalteaController,
    LoyaltyProgramController,
    LoyaltyStatusController,
    MembershipServiceController,
    PointsServiceController,
    PosEventsController,
    RewardsServiceController,
    StreamEventsController,
  ],
  providers: [
    ...handlersOf(loyalteaCommands),
    CustomersOfEvents,
    DeadLetters,
    EventWatch,
    LedgerService,
    LoyaltyActions,
    LoyaltyStatuses,
    PointsService,
    PublishedEvents,
    StreamEvents,
  ],
  exports: [DeadLetters, EventWatch, PublishedEvents, StreamEvents],
})
export class CompatModule {}
