import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from 'loyalty-platform/configuration/configuration.module';
import { IdentityModule } from 'loyalty-platform/identity/identity.module';
import { MarketingModule } from 'loyalty-platform/marketing/marketing.module';
import { SecurityModule } from 'loyalty-platform/security/security.module';
import { TransactionsModule } from 'loyalty-platform/transactions/transactions.module';
import { CustomersModule, PartnersModule } from 'loyalty-platform/integrations';
import { CampaignsServiceController } from './services/campaigns-service.controller';
import { LedgerService } from './services/ledger-service';
import { LedgerServiceController } from './services/ledger-service.controller';
import * as loyalteaCommands from './loyaltea/loyaltea.commands';
import { handlersOf } from 'loyalty-platform/platform/http/handlers-of';
import { LoyalteaController } from './loyaltea/loyaltea.controller';
import { LoyaltyProgramController } from './services/loyalty-program.controller';
import { LoyaltyStatuses } from './services/loyalty-status';
import { LoyaltyStatusController } from './services/loyalty-status.controller';
import { MembershipServiceController } from './services/membership-service.controller';
import { PointsServiceController } from './services/points-service.controller';
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
    CustomersModule,
  ],
  controllers: [
    CampaignsServiceController,
    LedgerServiceController,
    LoyalteaController,
    LoyaltyProgramController,
    LoyaltyStatusController,
    MembershipServiceController,
    PointsServiceController,
    RewardsServiceController,
  ],
  providers: [...handlersOf(loyalteaCommands), LedgerService, LoyaltyStatuses],
})
export class CompatModule {}
