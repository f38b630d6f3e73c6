import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { MarketingModule } from '../../marketing';
import { SecurityModule } from '../../security';
import { TransactionsModule } from '../../transactions';
import { CampaignsServiceController } from './campaigns-service.controller';
import { LedgerService } from './ledger-service';
import { LedgerServiceController } from './ledger-service.controller';
import { CreateLoyalteaCampaignHandler } from './loyaltea/create-loyaltea-campaign.command';
import { CreateLoyalteaPartHandler } from './loyaltea/create-loyaltea-part.command';
import { LoyalteaController } from './loyaltea/loyaltea.controller';
import { LoyaltyProgramController } from './loyalty-program.controller';
import { LoyaltyStatuses } from './loyalty-status';
import { LoyaltyStatusController } from './loyalty-status.controller';
import { MembershipServiceController } from './membership-service.controller';
import { PointsService } from './points-service';
import { PointsServiceController } from './points-service.controller';
import { DeadLetters } from './pos-events/dead-letters';
import { DeadLettersJob } from './pos-events/dead-letters.job';
import { PosEvents } from './pos-events/pos-events';
import { PosEventsController } from './pos-events/pos-events.controller';
import { RewardsServiceController } from './rewards-service.controller';

/** The calls of the earlier systems, as thin translations into ours. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TransactionsModule, MarketingModule],
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
  ],
  providers: [
    CreateLoyalteaCampaignHandler,
    CreateLoyalteaPartHandler,
    DeadLetters,
    DeadLettersJob,
    LedgerService,
    LoyaltyStatuses,
    PointsService,
    PosEvents,
  ],
})
export class CompatModule {}
